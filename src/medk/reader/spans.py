"""Stretches of time named in a deadline: days, months, quarters, halves, years.

`spans_in` finds them in order; a missing year comes from the right («21 – 31 марта
2022»), then from the left, then from the plan's year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from medk.reader.numerals import MONTH, month, ordinal

_YEAR = r"(?:(?P<{0}>(?:19|20)\d\d)(?!\s*[-/]\s*20\d\d)(?:\s*(?:г\.?г?\.?|год[аыу]?))?)"
_ORD = r"(?:[1-4](?:\s*-?\s*(?:ый|ой|ий|й|го|м|ом|е|ое|ая|я))?|iv|iii|ii|i|перв\w+|втор\w+|трет\w+|четв[её]рт\w+)"
_ATOMS = (
    r"(?P<d>\d{1,2})\s*\.\s*(?P<m>\d{1,2})(?:\s*\.\s*(?P<y1>(?:19|20)\d\d|\d\d)(?!\d))?(?:\s*г(?:ода|\.)?)?",
    r"(?P<iy>20\d\d)-(?P<im>\d\d)-(?P<id>\d\d)",
    rf"(?P<d2>\d{{1,2}})(?:-?(?:го|ого))?\s*(?P<m2>{MONTH})(?:\s*{_YEAR.format('y2')})?",
    rf"(?P<dec>{_ORD})\s*декад[аыеу]\s*(?P<m5>{MONTH})(?:\s*{_YEAR.format('y6')})?",
    rf"(?P<edge>начал[оае]|середин[аыеу]|кон(?:ец|ца|це))\s+(?P<m6>{MONTH})(?:\s*{_YEAR.format('y7')})?",
    rf"(?P<m3>{MONTH})(?:\s*(?:месяца?)?\s*{_YEAR.format('y3')})?",
    rf"(?P<q>{_ORD}(?:\s*[-,и]\s*{_ORD})*)\s*(?:кварт\w*|кв\.?)(?:\s*{_YEAR.format('y4')})?",
    rf"(?P<h>{_ORD})\s*(?:полугоди\w+|половин\w+(?:\s+(?=(?:19|20)\d\d|год))?)(?:\s*{_YEAR.format('y5')})?(?:\s*год\w*)?(?P<hs>\s*учебн\w+\s+год\w*)?",
    r"(?P<a1>20\d\d)\s*[-/]\s*(?P<a2>20\d\d|\d\d)(?!\d)\s*(?:уч(?:ебн\w+|\.)?\s*(?:г\w*\.?)?)?",
    r"(?:в\s+течени[ие]|на\s+протяжении|весь|по\s+итогам)?\s*(?:всего\s+)?учебн\w+\s+год\w*(?P<acad>)",
    r"(?:в\s+течени[ие]|на\s+протяжении|весь|за)\s+(?:всего\s+)?(?:(?:календарн|отч[её]тн|текущ)\w+\s+)?(?P<whole>(?:(?P<y8>20\d\d)(?!\s*[-/]\s*(?:20)?\d\d)\s*(?:г\.?|год[аеу]?)?)|год[а]?)",
    r"(?P<y9>20\d\d)\s*(?:г\.|год[ау]?|г\b)?",
)
_ATOM = re.compile("|".join(f"(?:(?<![\\w]){atom})" for atom in _ATOMS), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A named stretch of time and where it stands in the text."""

    first: date
    last: date
    begins: int
    ends: int
    has_year: bool = True
    is_day: bool = False
    is_whole_year: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The year a plan is for; an academic year gives January–August the next one."""

    year: int | None
    is_academic: bool = False

    def year_of(self, month_number: int) -> int | None:
        if self.year is None:
            return None
        return self.year + 1 if self.is_academic and month_number < 9 else self.year


@dataclass(frozen=True, slots=True)
class _Raw:
    """A stretch whose year may still be unknown: months and days only."""

    begins: int
    ends: int
    months: tuple[int, int]
    days: tuple[int, int] | None
    year: int | None
    kind: str = "months"
    last_year: int | None = None
    is_printed: bool = True


def spans_in(text: str, calendar: Calendar) -> list[Span]:
    """All stretches of time in the text, in order; impossible dates are left out."""
    raws = _with_years([raw for found in _ATOM.finditer(text) for raw in _raw(found)], calendar)
    spans = (_span(raw) for raw in raws)
    return [span for span in spans if span is not None]


def _raw(found: re.Match[str]) -> Iterator[_Raw]:
    at = (found.start(), found.end())
    part = found.groupdict()
    if part["d"]:
        yield from _day(at, int(part["d"]), int(part["m"]), _year(part["y1"]))
    elif part["iy"]:
        yield from _day(at, int(part["id"]), int(part["im"]), int(part["iy"]))
    elif part["d2"]:
        yield from _day(at, int(part["d2"]), month(part["m2"]) or 0, _year(part["y2"]))
    elif part["dec"]:
        yield from _tenth(at, ordinal(part["dec"]), month(part["m5"]) or 0, _year(part["y6"]))
    elif part["edge"]:
        yield from _edge(at, part["edge"], month(part["m6"]) or 0, _year(part["y7"]))
    elif part["m3"]:
        number = month(part["m3"]) or 0
        yield _Raw(*at, (number, number), None, _year(part["y3"]))
    else:
        yield from _longer(at, part)


def _longer(at: tuple[int, int], part: dict[str, str | None]) -> Iterator[_Raw]:
    if part["q"]:
        numbers = [n for n in map(ordinal, re.split(r"\s*[-,и]\s*", part["q"])) if n and n <= 4]
        if numbers:
            months = (numbers[0] * 3 - 2, numbers[-1] * 3)
            yield _Raw(*at, months, None, _year(part["y4"]), "quarter")
    elif part["h"]:
        half = ordinal(part["h"]) or 1
        halves = ((9, 12), (1, 5)) if part["hs"] else ((1, 6), (7, 12))
        yield _Raw(*at, halves[min(half, 2) - 1], None, _year(part["y5"]))
    elif part["a1"]:
        first = int(part["a1"])
        yield _Raw(*at, (9, 5), None, first, "academic", first + 1)
    elif part["acad"] is not None:
        yield _Raw(*at, (9, 5), None, None, "academic")
    elif part["whole"] or part["y9"]:
        yield _Raw(*at, (1, 12), None, _year(part["y8"] or part["y9"]), "year")


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + 2000 if len(text) == 2 else int(text)


def _day(at: tuple[int, int], day: int, month_number: int, year: int | None) -> Iterator[_Raw]:
    if 1 <= month_number <= 12 and 1 <= day <= 31:
        yield _Raw(*at, (month_number, month_number), (day, day), year, "day")


def _tenth(at: tuple[int, int], part: int | None, number: int, year: int | None) -> Iterator[_Raw]:
    days = {1: (1, 10), 2: (11, 20), 3: (21, 31), -1: (21, 31)}.get(part or 0)
    if days and number:
        yield _Raw(*at, (number, number), days, year)


def _edge(at: tuple[int, int], word: str, number: int, year: int | None) -> Iterator[_Raw]:
    days = {"н": (1, 10), "с": (11, 20), "к": (21, 31)}[word[0].lower()]
    yield _Raw(*at, (number, number), days, year)


def _with_years(raws: list[_Raw], calendar: Calendar) -> list[_Raw]:
    """Missing years: from the right, then from the left, then the plan's."""
    known: _Raw | None = None
    filled: list[_Raw] = []
    for raw in reversed(raws):
        if raw.year is None and known is not None:
            raw = replace(raw, year=_earlier_year(raw, known))
        if raw.year is not None:
            known = raw
        filled.append(raw)
    filled.reverse()
    return [_from_left(raw, filled, n, calendar) for n, raw in enumerate(filled)]


def _earlier_year(raw: _Raw, later: _Raw) -> int | None:
    """December – February 2022: the first month belongs to the year before."""
    if later.year is None or later.kind == "year":
        return later.year
    return later.year - 1 if raw.months[0] > later.months[1] else later.year


def _from_left(raw: _Raw, raws: list[_Raw], index: int, calendar: Calendar) -> _Raw:
    if raw.year is not None:
        return raw
    before = [other for other in raws[:index] if other.year is not None]
    if before:
        year = before[-1].year or 0
        crosses = before[-1].months[0] > raw.months[1] and before[-1].kind == raw.kind
        return replace(raw, year=year + 1 if crosses else year)
    return replace(raw, year=calendar.year_of(raw.months[0]), is_printed=False)


def _span(raw: _Raw) -> Span | None:
    if raw.year is None:
        return None
    last_year = raw.year + 1 if raw.kind == "academic" else raw.year
    try:
        first = date(raw.year, raw.months[0], raw.days[0] if raw.days else 1)
        last = _month_end(last_year, raw.months[1])
        if raw.days:
            last = min(last, date(last_year, raw.months[1], 1) + timedelta(raw.days[1] - 1))
        if raw.kind == "day" and first.day != last.day:
            return None
    except ValueError:
        return None
    is_year = raw.kind in ("year", "academic")
    return Span(first, last, raw.begins, raw.ends, raw.is_printed, raw.kind == "day", is_year)


def _month_end(year: int, number: int) -> date:
    following = date(year + number // 12, number % 12 + 1, 1)
    return following - timedelta(days=1)
