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
    return Entry(raw["code"], raw["title"], None if start == end else start, end, raw["source"])


def _day(raw: str | None) -> dt.date | None:
    return dt.date.fromisoformat(raw) if raw else None
