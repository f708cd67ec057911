"""An indicator's text into clauses: sentences, items run together, asides in brackets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medk.reader.documents import is_document
from medk.reader.morphology import is_mainly, is_part

#: Where one sentence may end and the next begin, apart from abbreviations and initials.
_SENTENCE = re.compile(r"(?<=[а-яё%)»\"”A-Za-zА-ЯЁ0-9])[.!?]+\s+(?=[«\"“(]?[А-ЯЁ0-9])|[.!?]?\s*[;\n]\s*")
_ABBREVIATED = re.compile(
    r"(?:\b(?:г|гг|п|пп|ст|т|д|е|др|пр|им|ул|кл|руб|тыс|млн|см|стр|обл|мин|макс|кол-во)|\b[А-ЯЁ])$"
)
_RUN_ON = re.compile(r"(?<=[а-яёА-ЯЁ)»\"”])\s+(?=(?P<word>[А-ЯЁ][а-яё]+)(?:\s+(?P<next>[а-яё]+))?)")
_SHARE = re.compile(r"(?<=[а-яё])\s+(?=\d{1,3}\s?%)")
_STARTERS = re.compile(
    r"(?:Не|Доля|Наличие|Количество|Число|Проведени[ея]|Реализация|Охват|Увеличение|Рост|Снижение)$"
)
_ITEM = re.compile(r"^\s*(?:[-–—•*]|\d{1,2}[.)](?!\d))\s*")


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement and what it says in brackets."""

    text: str
    asides: tuple[str, ...] = ()


def clauses_of(text: str) -> list[Clause]:
    """All statements of an indicator in order."""
    return [_clause(piece) for sentence in _sentences(text) for piece in _run_ons(sentence)]


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for found in _SENTENCE.finditer(text):
        piece = text[start : found.start()]
        is_point = found[0].startswith(".") and not set("\n;") & set(found[0])
        if is_point and (_ABBREVIATED.search(piece) or _is_open(piece)):
            continue
        if "\n" in found[0] and _goes_on(piece, text[found.end() :]):
            continue
        if _ITEM.sub("", piece).strip():
            yield _ITEM.sub("", piece).strip()
        start = found.end()
    if text[start:].strip():
        yield _ITEM.sub("", text[start:]).strip()


def _goes_on(piece: str, rest: str) -> bool:
    """A line break inside a sentence: small letter follows, or a bracket is still open."""
    return bool(rest) and (rest[0].islower() or rest[0] == "(" or _is_open(piece))


def _is_open(piece: str) -> bool:
    return piece.count("(") > piece.count(")")


def _run_ons(sentence: str) -> Iterator[str]:
    """«… акта Не менее одной формы»: a capital in mid-sentence that opens a statement."""
    start = 0
    for end in _openings(sentence):
        before = sentence[start:end]
        if _is_open(before) or _in_quotes(before) or not _ends(before, sentence[end:].lstrip()):
            continue
        yield before.strip()
        start = end
    yield sentence[start:].strip()


def _openings(sentence: str) -> list[int]:
    found = [*_RUN_ON.finditer(sentence), *_SHARE.finditer(sentence)]
    return sorted(match.start() for match in found)


def _ends(before: str, rest: str) -> bool:
    """Whether a statement ends here: a new one opens, or a share follows a document."""
    if rest[:1].isdigit():
        words = before.split()
        return len(words) < 4 and is_document(words[-1]) and is_part(words[-1], "NOUN", "nomn")
    words = re.findall(r"[А-Яа-яЁё]+", rest)[:2]
    following = words[1] if len(words) > 1 and words[1].islower() else None
    return _opens(words[0], following, before)


def _in_quotes(text: str) -> bool:
    return text.count("«") > text.count("»") or text.count('"') % 2 == 1


def _opens(word: str, following: str | None, before: str) -> bool:
    if _STARTERS.match(word) or is_part(word, "PRTS"):
        return True
    if is_document(word) and is_part(word, "NOUN", "nomn") and not _governs(before):
        return True
    is_named = following is not None and is_part(following, "NOUN", "nomn")
    return is_part(word, "ADJF", "nomn") and is_named and not before.endswith(("и", "или"))


def _governs(before: str) -> bool:
    """Whether the last word wants the noun after it («Утвержден План», «в План», «новый План»)."""
    words = re.findall(r"[А-Яа-яЁё-]+", before)[-1:]
    parts = ("VERB", "INFN", "GRND", "PRTS", "PREP", "CONJ", "ADJF", "PRTF")
    return any(is_mainly(word, part) for word in words for part in parts)


def _clause(text: str) -> Clause:
    """Brackets of the first level taken out; one left open runs to the end."""
    outer: list[str] = []
    current: list[str] = []
    asides: list[str] = []
    depth = 0
    for char in text:
        if char == "(":
            depth += 1
            if depth == 1:
                continue
        elif char == ")" and depth:
            depth -= 1
            if depth == 0:
                asides.append("".join(current).strip())
                current = []
                continue
        (current if depth else outer).append(char)
    if current:
        asides.append("".join(current).strip())
    return Clause(" ".join("".join(outer).split()), tuple(filter(None, asides)))
