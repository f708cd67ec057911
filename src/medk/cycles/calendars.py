"""Calendars that ship with the product: the rounds of 2021 and 2022, as data (domain.md §4.1, §4.2).

They are starting points: a cycle copies the dates, and from then on they are the region's own.
"""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

#: Short names of the orders in the data file → how the reader of a calendar knows them.
ORDERS = {
    "VLA": "план Владимирской области",
    "HMAO": "план ХМАО",
    "KAR": "план Карпинска",
    "IRK": "план Иркутской области",
    "OMS": "план Омской области",
}
FILE = Path(__file__).parent / "data" / "templates.json"


@dataclass(frozen=True)
class Entry:
    """A day or span of a calendar with the document that set it."""

    code: str
    title: str
    starts_on: dt.date | None
    ends_on: dt.date
    source: str


@dataclass(frozen=True)
class Calendar:
    """A year's dates and the settings that went with them."""

    year: int
    title: str
    starts_on: dt.date
    ends_on: dt.date
    curator_limit: int
    share_target: Decimal | None
    share_target_on: dt.date | None
    entries: tuple[Entry, ...]


@cache
def calendars() -> dict[int, Calendar]:
    """Every shipped calendar by its year."""
    read = json.loads(FILE.read_text(encoding="utf-8"))
    found = [_calendar(raw) for raw in read["cycles"]]
    return {calendar.year: calendar for calendar in found}


def _calendar(raw: dict[str, Any]) -> Calendar:
    settings = raw["settings"]
    target = settings["share_target"]
    return Calendar(
        year=int(raw["code"]),
        title=raw["title"],
        starts_on=dt.date.fromisoformat(raw["starts_on"]),
        ends_on=dt.date.fromisoformat(raw["ends_on"]),
        curator_limit=settings["curator_max_schools"],
        share_target=None if target is None else Decimal(target),
        share_target_on=_day(settings["share_target_on"]),
        entries=tuple(_entry(entry) for entry in raw["key_dates"]),
    )


def _entry(raw: dict[str, str]) -> Entry:
    start, end = dt.date.fromisoformat(raw["from"]), dt.date.fromisoformat(raw["to"])
    return Entry(raw["code"], raw["title"], None if start == end else start, end, source_words(raw["source"]))


def source_words(source: str) -> str:
    """`VLA 26, 36; HMAO 6` → «план Владимирской области, строки 26, 36; план ХМАО, строка 6»."""
    pieces = []
    for piece in source.split("; "):
        order, _, rows = piece.partition(" ")
        several = "строки" if any(sign in rows for sign in ",–") else "строка"
        pieces.append(f"{ORDERS[order]}, {several} {rows}" if rows else ORDERS[order])
    return "; ".join(pieces)


def _day(raw: str | None) -> dt.date | None:
    return dt.date.fromisoformat(raw) if raw else None
