"""Columns of a schedule by the headings that people write over them, or by what stands in them."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from medk.kernel.russian import MONTHS_OF
from medk.orgs.rules.tree import label_key


@dataclass(frozen=True)
class Column:
    """A field of a schedule, its usual heading, and others met in the wild."""

    field: str
    title: str
    also: tuple[str, ...] = ()


COLUMNS = (
    Column("date", "Дата", (
        "день", "срок", "сроки", "когда", "дата проведения", "срок проведения", "сроки проведения", "период",
        "дата и время", "дата мероприятия", "число",
    )),
    Column("start", "С", ("начало", "дата начала", "начало проведения", "дата с")),
    Column("end", "По", ("до", "конец", "окончание", "дата окончания", "завершение", "дата по")),
    Column("title", "Что", (
        "тема", "название", "наименование", "мероприятие", "содержание", "повестка", "наименование мероприятия",
        "название мероприятия", "тема мероприятия", "тема вебинара", "тема консультации", "вопрос",
    )),
    Column("place", "Где", (
        "место", "место проведения", "площадка", "адрес", "формат", "место и формат", "ссылка", "форма проведения",
    )),
    Column("school", "Школа", (
        "оо", "образовательная организация", "общеобразовательная организация", "наименование оо", "организация",
        "учреждение", "заявитель",
    )),
    Column("municipality", "Муниципалитет", (
        "муниципальное образование", "район", "территория", "мо", "мсу", "округ", "муниципальный район",
    )),
    Column("executor", "Исполнитель", ("кто", "ответственный", "ответственные", "исполнители", "участник")),
    Column("headcount", "Участников", (
        "количество участников", "число участников", "колво участников", "кол-во участников", "участники",
        "человек", "чел", "количество", "кол-во", "количество человек", "охват",
    )),
)  # fmt: skip
TITLES = {column.field: column.title for column in COLUMNS}
_BY_HEADING = {label_key(name): one.field for one in COLUMNS for name in (one.title, *one.also)}
#: Columns that only number the rows.
_NUMBERS = frozenset(label_key(name) for name in ("№", "№ п/п", "п/п", "номер", "n"))

_MONTHS_ARE = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_DASH = r"\s*(?:[-–—]|\bпо\b)\s*"
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?(?:\s*г\.?)?")
_WORDED = re.compile(r"(\d{1,2})\s+([а-я]{3,})\.?(?:\s+(\d{4}))?(?:\s*г(?:\.|ода)?)?")
_CLOCK = r"\d{1,2}[:.]\d{2}(?:\s*[-–—]\s*\d{1,2}[:.]\d{2})?"
_TIME = re.compile(
    rf"(?:[,\s]+в\s+{_CLOCK}|[,\s]+\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s*[-–—]\s*\d{{1,2}}:\d{{2}})?)(?:\s*ч\.?)?$"
)

Span = tuple[dt.date | None, dt.date]


def header_of(cells: Sequence[str]) -> dict[str, int]:
    """Field → place of its column; of two columns with one meaning the first counts."""
    found: dict[str, int] = {}
    for place, heading in enumerate(cells):
        field = _BY_HEADING.get(label_key(heading))
        if field and field not in found:
            found[field] = place
    return found


def has_dates(header: Mapping[str, int]) -> bool:
    """Whether a heading says where the dates stand."""
    return "date" in header or "end" in header or "start" in header


def guessed(rows: Sequence[Sequence[str]], *, year: int) -> dict[str, int]:
    """Columns of a table without a heading by what stands in most of their cells; empty without dates.

    Dates come first (a second column of dates is the end), whole numbers are people, a cell that says
    «школа», «лицей» or «район» names who, the longest words are the subject.
    """
    width = max(map(len, rows), default=0)
    kinds = [_kind([row[place] for row in rows if place < len(row)], year) for place in range(width)]
    dates = [place for place, kind in enumerate(kinds) if kind == "date"]
    if not dates:
        return {}
    found = {"start": dates[0], "end": dates[1]} if len(dates) > 1 else {"date": dates[0]}
    for field in ("school", "municipality", "headcount"):
        if field in kinds and not (field == "headcount" and kinds.index(field) == 0):
            found[field] = kinds.index(field)
    words = [place for place, kind in enumerate(kinds) if kind == "words"]
    for field, place in zip(("title", "place"), words, strict=False):
        found[field] = place
    return found


def _kind(cells: Sequence[str], year: int) -> str:
    said = [cell for cell in (one.strip() for one in cells) if cell]
    if not said:
        return ""
    most, count = Counter(_cell_kind(cell, year) for cell in said).most_common(1)[0]
    return most if 2 * count > len(said) else "words"


def _cell_kind(cell: str, year: int) -> str:
    if read_span(cell, year=year):
        return "date"
    if cell.isdecimal():
        return "headcount"
    words = cell.casefold()
    if re.search(r"\b(школ|лице|гимнази|сош|оош|мбоу|мкоу|маоу)", words) and len(words) < 80:
        return "school"
    return "municipality" if re.search(r"\b(район|округ)\b", words) and len(words) < 60 else "words"


def read_span(text: str, *, year: int) -> Span | None:
    """A day or a span as people write it; the first day is None for one day. None when it is no date.

    «10.05.2022», «10.05» (of the plan's year), «10–12 мая», «с 10.05 по 12.05.2022», «2022-05-10 10:00».
    Raises `ValueError` for a day that no calendar has.
    """
    words = _TIME.sub("", " ".join(text.casefold().replace("ё", "е").split()))
    words = re.sub(r"^(?:с|до|со)\s+", "", words).strip(" .,")
    if _ISO.match(words):
        days = [dt.date(*map(int, found)) for found in _ISO.findall(words)]
        return _spanned(days) if not _ISO.sub("", words).strip(" -–—:t0123456789") else None
    for pattern in (_DOTTED, _WORDED):
        one = pattern.fullmatch(words)
        if one:
            return None, _day(one.groups(), year)
    return _range(words, year)


def _range(words: str, year: int) -> Span | None:
    short = re.fullmatch(rf"(\d{{1,2}}){_DASH}(\d{{1,2}}.*)", words)
    for pattern in (_WORDED, _DOTTED):
        if short and pattern.fullmatch(short.group(2)):
            end = _day(_groups(pattern, short.group(2)), year)
            return end.replace(day=int(short.group(1))), end
    both = re.split(_DASH, words)
    if len(both) != 2:
        return None
    found = [next((p for p in (_DOTTED, _WORDED) if p.fullmatch(half)), None) for half in both]
    if not (found[0] and found[1]):
        return None
    end = _day(_groups(found[1], both[1]), year)
    return _day(_groups(found[0], both[0]), end.year), end


def _groups(pattern: re.Pattern[str], text: str) -> tuple[str | None, ...]:
    matched = pattern.fullmatch(text)
    return matched.groups() if matched else ()


def _day(groups: Sequence[str | None], year: int) -> dt.date:
    day, month, said = groups
    number = int(month) if month and month.isdecimal() else _month(month or "")
    of = int(said) if said else year
    return dt.date(of + 2000 if of < 100 else of, number, int(day or 0))


def _month(word: str) -> int:
    """«мая», «май», «сент»; 0, which no calendar has, for anything else."""
    both = enumerate(zip(MONTHS_OF, _MONTHS_ARE, strict=True), 1)
    return next((number for number, names in both if any(name.startswith(word) for name in names)), 0)


def _spanned(days: list[dt.date]) -> Span | None:
    return ((None if len(days) == 1 else days[0]), days[-1]) if len(days) in (1, 2) else None


def is_numbering(heading: str) -> bool:
    """Whether a column only numbers the rows."""
    return label_key(heading) in _NUMBERS
