"""The order around the plan: kind, authority, number, date, title, territory, level, year."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from medk.reader.cells import Paragraph, Place
from medk.reader.plan import Document
from medk.reader.spans import Calendar, spans_in
from medk.reader.territories import body_in_nominative, territory_in

_KINDS = ("приказ", "распоряжение", "постановление", "решение")
_KIND_LINE = re.compile(rf"\W*({'|'.join(' ?'.join(kind) for kind in _KINDS)})\W*", re.IGNORECASE)
_ANNEX = re.compile(
    r"к\s+(приказ|распоряжени|постановлени|решени)[а-яё]*\s+(?P<body>[^\n№]*?)\s*(?=\n|\bот\b|№|$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"№\s*(?P<n>[\w./-]*\d[\w./-]*)")
_BARE_NUMBER = re.compile(r"\d{1,5}(?:[-/][\w.]+)*")
_TITLE = re.compile(r"\W{0,2}Об?\s+(?!т\b)\S")
_PLAN_WORD = re.compile(r"план|дорожн\w+\W+карт|график|комплекс мер|перечень мероприятий", re.IGNORECASE)
_PLACE_BEFORE = re.compile(r"\b(?:округа|города|района|посёлка|поселка|села|республики)\s+$", re.IGNORECASE)
_PLACE_AFTER = re.compile(
    r"\s+(?:(?:муниципальн|городск|автономн)\w+\s+)?(?:области|края|района|округа|республики)\b",
    re.IGNORECASE,
)
_BODY_STARTS = re.compile(
    r"(?:на основании|в соответствии|в целях|во исполнение|руководствуясь|с целью)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:на|в|за)\s+(20\d\d)\s*(?:-\s*20\d\d)?\s*(?:г\.|год)")
_ACADEMIC = re.compile(r"\b(20\d\d)\s*[-–/]\s*(?:20)?(\d\d)\s+учебн", re.IGNORECASE)
_FEDERAL = re.compile(
    r"российской федерации|рособрнадзор|федеральн\w+ (?:служб|институт)|минпросвещени",
    re.IGNORECASE,
)
_SCHOOL = re.compile(r"\b(?:МБОУ|МАОУ|МКОУ|МОУ|ГБОУ|СОШ|ООШ|гимнази|лице[йя]|школа\s*№)", re.IGNORECASE)
_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")


@dataclass(frozen=True, slots=True)
class _Head:
    """What was found, with its place."""

    text: str
    place: Place


def read_document(
    before: Sequence[Paragraph],
    *,
    names: Iterable[str],
    year: int | None,
    texts: Sequence[str],
) -> tuple[Document, bool]:
    """The document and whether its plan is for an academic year.

    `names` are bodies as the plan names them; `texts` is the whole document, which
    tells how a word in capitals is otherwise written.
    """
    kind, at = _kind(before)
    authority = _authority(before, at, kind) if kind else None
    named = _authority_name(authority.text, names, texts) if authority else None
    when, number = _date_and_number(before, at)
    heading = _plan_heading(before)
    title = _title(before, at) or heading
    territory, level = _territory(named, title, heading)
    plan_year, academic = _plan_year(heading, title, when, year)
    found = {
        "kind": kind,
        "authority": authority,
        "number": number,
        "date": when,
        "title": title,
    }
    document = Document(
        kind=_kind_name(kind.text) if kind else None,
        authority=named,
        number=number.text if number else None,
        date=when.text if when else None,
        title=_one_line(title.text) if title else None,
        territory=territory,
        level=level,
        plan_year=plan_year,
        sources={name: head.place for name, head in found.items() if head},
    )
    return document, academic


def _kind(before: Sequence[Paragraph]) -> tuple[_Head | None, int]:
    for index, paragraph in enumerate(before):
        for line in paragraph.text.split("\n"):
            found = _KIND_LINE.fullmatch(line)
            if found:
                return _Head(found[1], paragraph.place), index
    for index, paragraph in enumerate(before):
        found = _ANNEX.search(paragraph.text)
        if found:
            return _Head(found[1], paragraph.place), index
    return None, 0


def _kind_name(text: str) -> str:
    bare = text.lower().replace(" ", "")
    return next((kind for kind in _KINDS if kind.startswith(bare[:6])), bare)


def _authority(before: Sequence[Paragraph], at: int, kind: _Head) -> _Head | None:
    """The lines above the kind, or the body that an annex is attached to."""
    paragraph = before[at]
    annex = _ANNEX.search(paragraph.text)
    if annex and annex["body"].strip():
        return _Head(body_in_nominative(_one_line(annex["body"])), paragraph.place)
    lines = paragraph.text.split("\n")
    above = lines[: next((n for n, line in enumerate(lines) if _KIND_LINE.fullmatch(line)), 0)]
    if above:
        return _Head(_one_line("\n".join(above)), paragraph.place)
    if at:
        return _Head(_one_line(before[at - 1].text), before[at - 1].place)
    return None


def _authority_name(text: str, names: Iterable[str], texts: Sequence[str]) -> str:
    """In ordinary letters, and in full where the plan names the body in full."""
    name = _in_ordinary_letters(text, texts) if text.isupper() else text
    longer = [other for other in names if other.lower().startswith(name.lower() + " ") and len(other) < 150]
    return min(longer, key=len) if longer and territory_in(name) is None else name


def _in_ordinary_letters(text: str, texts: Sequence[str]) -> str:
    """Capitals only where the document writes the word with one more often than not."""
    seen: Counter[str] = Counter(word for other in texts for word in _WORD.findall(other))

    def letters(found: re.Match[str]) -> str:
        lower = found[0].lower()
        titled = "-".join(part.capitalize() for part in lower.split("-"))
        is_name = seen[titled] > seen[lower] or (not seen[lower] and _names_a_place(found, text))
        return titled if found.start() == 0 or is_name else lower

    return _WORD.sub(letters, text)


def _names_a_place(found: re.Match[str], text: str) -> bool:
    """A word met only in capitals: hyphened, after «округа», or before «области»."""
    if re.match(r"городск|муниципальн|автономн", found[0], re.IGNORECASE):
        return False
    before, after = text[: found.start()], text[found.end() :]
    return "-" in found[0] or bool(_PLACE_BEFORE.search(before) or _PLACE_AFTER.match(after))


def _date_and_number(before: Sequence[Paragraph], at: int) -> tuple[_Head | None, _Head | None]:
    when: _Head | None = None
    number: _Head | None = None
    for paragraph in before[at : at + 10]:
        if _BODY_STARTS.match(paragraph.text) or len(paragraph.text) > 400:
            break
        when = when or _date(paragraph)
        number = number or _number(paragraph, has_date=when is not None)
    return when, number


def _date(paragraph: Paragraph) -> _Head | None:
    if _TITLE.match(paragraph.text):
        return None
    text = re.sub(r"(?<=\d)\. (?=\d)", ".", paragraph.text)
    days = [span for span in spans_in(text, Calendar(None)) if span.is_day]
    return _Head(days[0].first.isoformat(), paragraph.place) if days else None


def _number(paragraph: Paragraph, *, has_date: bool) -> _Head | None:
    if _TITLE.match(paragraph.text):
        return None
    found = _NUMBER.search(paragraph.text)
    if found:
        return _Head(found["n"].rstrip("./-"), paragraph.place)
    bare = paragraph.text.strip()
    if has_date and _BARE_NUMBER.fullmatch(bare) and not _is_date(bare):
        return _Head(bare, paragraph.place)
    return None


def _is_date(text: str) -> bool:
    return bool(spans_in(text, Calendar(None)))


def _title(before: Sequence[Paragraph], at: int) -> _Head | None:
    for paragraph in before[at : at + 10]:
        if _BODY_STARTS.match(paragraph.text):
            return None
        if _TITLE.match(paragraph.text) and len(paragraph.text) < 900:
            return _Head(paragraph.text, paragraph.place)
    return None


def _plan_heading(before: Sequence[Paragraph]) -> _Head | None:
    """The heading right above the plan, put together from its paragraphs."""
    near = list(before[-5:])
    for index, paragraph in enumerate(near):
        is_short = len(paragraph.text) < 600 and not re.match(r"\d+\.\s", paragraph.text)
        if is_short and _PLAN_WORD.search(paragraph.text) and not _ANNEX.search(paragraph.text):
            rest = [other.text for other in near[index + 1 :] if other.text[:1].islower()]
            return _Head("\n".join([paragraph.text, *rest]), paragraph.place)
    return None


def _territory(
    authority: str | None, title: _Head | None, heading: _Head | None
) -> tuple[str | None, str | None]:
    texts = [authority, *(_one_line(head.text) for head in (title, heading) if head)]
    level = _level(authority)
    for text in filter(None, texts):
        found = territory_in(text, level="regional" if level == "regional" else None)
        if found:
            return found[0], level or found[1]
    return None, level


def _level(authority: str | None) -> str | None:
    if not authority:
        return None
    if _SCHOOL.search(authority):
        return "school"
    if _FEDERAL.search(authority):
        return "federal"
    found = territory_in(authority)
    if found:
        return found[1]
    return "regional" if re.match(r"министерств|департамент", authority, re.IGNORECASE) else None


def _plan_year(
    heading: _Head | None, title: _Head | None, when: _Head | None, year: int | None
) -> tuple[int | None, bool]:
    heads = [_one_line(head.text) for head in (heading, title) if head]
    academic = next(filter(None, map(_ACADEMIC.search, heads)), None)
    if academic:
        return year or int(academic[1]), True
    if year is not None:
        return year, False
    named = next(filter(None, map(_YEAR.search, heads)), None)
    if named:
        return int(named[1]), False
    return (date.fromisoformat(when.text).year if when else None), False


def _one_line(text: str) -> str:
    return " ".join(text.split())
