"""Territories and authorities of the country by the grammar of their names."""

import re

from medk.reader.morphology import is_known, nominative

_GENITIVE_FEMININE = (("ской", "ская"), ("цкой", "цкая"), ("ной", "ная"), ("ой", "ая"))
_GENITIVE_MASCULINE = (
    ("ского", "ский"),
    ("цкого", "цкий"),
    ("ного", "ный"),
    ("ого", "ый"),
    ("его", "ий"),
)

_ADJ = r"(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё][а-яё]+)*(?<=[внскц])(?:ого|его|ой|ая|ий|ый))"
_NAME = r"(?:[А-ЯЁ][а-яё]+(?:(?:-| )[А-ЯЁ][а-яё]+)*)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("municipal", re.compile(rf"(?P<noun>городск(?:ого|ой) округ[а]?|ГО|муниципальн(?:ого|ый|ое) (?:округ[а]?|образовани[ея])|город[а]?|посёл(?:ка|ок)) «?(?P<name>{_NAME})»?(?! (?:област|кра[йя]))")),
    ("municipal", re.compile(rf"(?P<adj>{_ADJ}) (?P<noun>(?:(?:муниципальн|городск)(?:ого|ой|ый) )?(?:район[а]?|округ[а]?))(?! – )")),
    ("regional", re.compile(rf"(?P<adj>{_ADJ}) (?P<noun>автономн(?:ого|ый) округ[а]?)(?P<tail> – Югр[аы])?")),
    ("regional", re.compile(rf"(?P<adj>{_ADJ}) (?P<noun>(?:автономн(?:ой|ая) )?област[ьи]|кра[йя]|Республик[аи])")),
    ("regional", re.compile(rf"(?P<noun>Республик[аи]) (?P<name>{_NAME})")),
    ("regional", re.compile(r"(?:города? )?(?P<name>Москв[аы]|Санкт-Петербурга?|Севастопол[ья])")),
)  # fmt: skip
_NOUNS = {
    "городского округа": "городской округ", "ГО": "городской округ", "муниципального округа": "муниципальный округ",
    "муниципального образования": "муниципальное образование", "города": "город", "района": "район",
    "округа": "округ", "муниципального района": "муниципальный район", "автономного округа": "автономный округ",
    "области": "область", "автономной области": "автономная область", "края": "край", "Республики": "Республика",
    "посёлка": "посёлок", "Москвы": "Москва", "Санкт-Петербурга": "Санкт-Петербург", "Севастополя": "Севастополь",
}  # fmt: skip
#: Heads of authorities' names: genitive to nominative.
_BODIES = (
    ("министерства", "министерство"), ("департамента", "департамент"), ("управления", "управление"),
    ("отдела", "отдел"), ("комитета", "комитет"), ("администрации", "администрация"),
    ("правительства", "правительство"), ("службы", "служба"), ("агентства", "агентство"),
    ("института", "институт"), ("главы", "глава"), ("мэрии", "мэрия"),
)  # fmt: skip


def territory_in(text: str, *, level: str | None = None) -> tuple[str, str] | None:
    """The first territory named, in the nominative, and its level; narrower kinds first."""
    for found_level, pattern in _PATTERNS:
        if level not in (None, found_level):
            continue
        found = pattern.search(text)
        if found:
            return _nominative(found), found_level
    return None


def _nominative(found: re.Match[str]) -> str:
    part = found.groupdict()
    noun = part.get("noun") or ""
    noun = _NOUNS.get(noun, noun)
    name = part.get("name")
    if name:
        return " ".join(filter(None, [noun, name if noun else _NOUNS.get(name, name)]))
    endings = _GENITIVE_FEMININE if noun.endswith(("область", "Республика")) else _GENITIVE_MASCULINE
    tail = " – Югра" if part.get("tail") else ""
    return f"{_with_ending(part['adj'] or '', endings)} {noun}{tail}"


def _with_ending(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    """By the dictionary where it has the word («Степного» → «Степной»), else by ending."""
    gender = "femn" if endings is _GENITIVE_FEMININE else "masc"
    known = nominative(word, "ADJF", gender, "gent") if is_known(word) else None
    if known:
        return "-".join(part.capitalize() for part in known.split("-"))
    for old, new in endings:
        if word.endswith(old):
            return word[: -len(old)] + new
    return word


def body_in_nominative(text: str) -> str:
    """«Департамента образования» → «Департамент образования»."""
    first, _, rest = text.partition(" ")
    plain = dict(_BODIES).get(first.lower())
    return f"{plain.capitalize()} {rest}".strip() if plain else text
