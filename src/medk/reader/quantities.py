"""Numbers that an indicator demands: per cents, minima, maxima, counts, rates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medk.reader.morphology import is_part, noun_lemma
from medk.reader.numerals import CARDINAL, cardinal
from medk.reader.plan import Target
from medk.reader.units import unit_after

_NUMBER = rf"(?:\d{{1,3}}(?: \d{{3}})+|\d{{1,7}}(?:[.,]\d{{1,2}})?|{CARDINAL}(?:\s+{CARDINAL})?)"
_SHARE = re.compile(rf"(?P<n>\d{{1,3}}(?:[.,]\d{{1,2}})?|{CARDINAL})\s*(?:%|процент\w*)", re.IGNORECASE)
_MIN = re.compile(
    rf"(?:не\s+(?:менее|меньше|ниже)(?:\s+чем)?|минимум|как\s+минимум|(?<!не )(?:от|более|свыше|больше))\s+(?:(?:чем\s+)?(?:в|из|у|по|на)\s+)?(?P<n>{_NUMBER})(?!\w)",
    re.IGNORECASE,
)
_MAX = re.compile(
    rf"(?:не\s+(?:более|больше|выше|свыше)(?:\s+чем)?|максимум|(?<!не )менее|до)\s+(?P<n>{_NUMBER})(?!\w)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?<![\w.,№«\"/-])(?<!№ )(?P<n>{_NUMBER})(?![\w.,%+-]*[%+])(?=\s+[А-Яа-яЁё])",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"(?:балл\w*|коэффициент\w*|индекс\w*|средн\w+\s+(?:балл|значени)\w*)\s*(?:-|–|не\s+(?:менее|ниже)|=|:)?\s*(?P<n>\d+(?:[.,]\d+)?)"
    r"|(?P<m>\d+(?:[.,]\d+)?)\s+балл\w*",
    re.IGNORECASE,
)
_PER = (
    (r"(?:в|за|раз[а]? в)\s+(?:2|два|двух)\s+месяц\w*", "two_months"),
    (r"(?:в|за)\s+(?:каждый\s+|каждом\s+)?месяц\w*|ежемесячн\w*|каждый месяц", "month"),
    (r"(?:в|за)\s+(?:каждый\s+|каждом\s+)?квартал\w*|ежеквартальн\w*", "quarter"),
    (r"(?:в|за)\s+(?:каждое\s+)?полугоди\w*|(?:в|за)\s+полгода", "half_year"),
    (
        r"(?:в|за)\s+(?:календарн\w+\s+|учебн\w+\s+)?год(?!\w)|ежегодн\w*|(?<!\d )в течение года",
        "year",
    ),
)
_TIMES = frozenset({"год", "лето", "месяц", "неделя", "день", "час", "класс", "этап", "квартал", "минута", "полугодие",
                    "число", "рубль", "процент", "уровень", "раздел", "приложение", "пункт", "декада", "сутки"})  # fmt: skip
_NO_COUNT_BEFORE = re.compile(
    r"(?:\b(?:в|за|с|по|до|на|от|этап\w*|пункт\w*|класс\w*|группа|приказ\w*)\s*|[№-]\s*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A target and where its number stands."""

    target: Target
    begins: int
    ends: int


def quantities_in(text: str) -> list[Target]:
    """Numeric targets of one statement, in order of their numbers."""
    per = period_in(text)
    taken: list[Found] = []
    for found in (*_shares(text), *_rates(text), *_limits(text), *_counts(text)):
        if not any(found.begins < other.ends and other.begins < found.ends for other in taken):
            taken.append(found)
    taken.sort(key=lambda found: found.begins)
    return [_with_period(found.target, per) for found in taken]


def period_in(text: str) -> str | None:
    """The period in which the number is to be reached: month, quarter …"""
    return next(
        (code for pattern, code in _PER if re.search(rf"\b{pattern}", text, re.IGNORECASE)),
        None,
    )


def _with_period(target: Target, per: str | None) -> Target:
    return Target(target.kind, target.value, target.unit, per)


def _shares(text: str) -> Iterator[Found]:
    for found in _SHARE.finditer(text):
        value = _value(found["n"])
        if value is not None and value <= 1000:
            unit = unit_after(text[found.end() :])
            begins = _limit_before(text, found.start())
            yield Found(Target("share", value, unit), begins, found.end())


def _limit_before(text: str, at: int) -> int:
    """«не менее 50 %» is a share: the words before belong to it."""
    found = re.search(
        r"(?:не\s+(?:менее|ниже|меньше|более|выше)|более|до|от|свыше)\s+(?:\w{1,3}\s+)?$",
        text[:at],
        re.IGNORECASE,
    )
    return found.start() if found else at


def _rates(text: str) -> Iterator[Found]:
    for found in _RATE.finditer(text):
        yield Found(
            Target("rate", _value(found["n"] or found["m"]), "балл"),
            found.start(),
            found.end(),
        )


def _limits(text: str) -> Iterator[Found]:
    for kind, pattern in (("count_min", _MIN), ("count_max", _MAX)):
        for found in pattern.finditer(text):
            unit = unit_after(text[found.end() :])
            if unit in _TIMES or (unit is None and found["n"].isalpha()):
                continue
            if _is_bare_preposition(found[0]) and not _counts_noun(text[found.end() :]):
                continue
            yield Found(Target(kind, _value(found["n"]), unit), found.start(), found.end())


def _is_bare_preposition(text: str) -> bool:
    return bool(re.match(r"(?:от|до|более|менее)\b", text, re.IGNORECASE))


def _counts(text: str) -> Iterator[Found]:
    for found in _COUNT.finditer(text):
        value = _value(found["n"])
        if value is None or _NO_COUNT_BEFORE.search(text[: found.start()]) or _in_quotes(text, found.start()):
            continue
        rest = text[found.end() :]
        if (1900 <= value <= 2100 and re.match(r"\s*(?:г|год|учебн)", rest)) or not _counts_noun(rest):
            continue
        yield Found(Target("count", value, unit_after(rest)), found.start(), found.end())


def _counts_noun(rest: str) -> bool:
    """A number counts when a noun (after adjectives) in a fitting case follows it."""
    words = re.findall(r"[А-Яа-яЁёA-Z-]+", rest)[:4]
    for word in words:
        head = word.split("-")[0]
        if head.isupper() and len(head) > 1:
            return True
        if is_part(head, "NOUN", "gent") or (is_part(head, "NOUN", "nomn") and word is words[0]):
            return noun_lemma(head) not in _TIMES
        if not (is_part(head, "ADJF") or is_part(head, "PRTF") or head in ("и", "или")):
            return False
    return False


def _in_quotes(text: str, at: int) -> bool:
    before = text[:at]
    return before.count("«") > before.count("»") or before.count('"') % 2 == 1


def _value(text: str | None) -> int | float | None:
    if text is None:
        return None
    whole = cardinal(text.replace(" ", "") if text[0].isdigit() else text)
    if whole is not None:
        return whole
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return int(number) if number.is_integer() else number
