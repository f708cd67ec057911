"""A recurrence cut into slots (decision 7)."""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: More slots than this are not a plan but a slip in the dates: three years of every day.
MOST_SLOTS = 1100


class TooManySlots(ValueError):
    """The recurrence and its span give more slots than a person could ever close."""


@dataclass(frozen=True)
class Recurrence:
    """How often: `frequency` daily…yearly, every `interval` periods, `count` times in each.

    `weekday` ("MO".."SU") or `monthday` (1..31, -1 is the last) say on which day the slot is due.
    """

    frequency: str
    interval: int = 1
    count: int = 1
    weekday: str = ""
    monthday: int | None = None


@dataclass(frozen=True)
class Slot:
    """One repeat: its ordinal from 1, the first day of its period within the span, its deadline."""

    ordinal: int
    starts_on: dt.date
    due_on: dt.date


def slots(recurrence: Recurrence, start: dt.date | None, end: dt.date | None) -> list[Slot]:
    """Every slot of a recurrence between two dates, both included; empty without both dates.

    A period is a calendar week, month, quarter or year cut by the span, due on its last day or on the
    printed day; a cut period that does not contain the printed day has no slot. Raises `TooManySlots`.
    """
    if not (start and end) or start > end:
        return []
    made: list[Slot] = []
    for first, last in _periods(recurrence, start, end):
        due = _due(recurrence, first, last)
        if due is None:
            continue
        made += [Slot(len(made) + 1 + extra, first, due) for extra in range(max(recurrence.count, 1))]
        if len(made) > MOST_SLOTS:
            raise TooManySlots(f"Получается больше {MOST_SLOTS} повторов. Проверьте срок и частоту.")
    return made


def not_kept(wanted: Iterable[Slot], kept: Iterable[tuple[dt.date | None, dt.date | None]]) -> list[Slot]:
    """The slots without those that are there already: `kept` are the days of slots that stay.

    A slot that begins or falls due with one that stays is that one, each once.
    """
    left = list(kept)
    found = []
    for slot in wanted:
        same = next((days for days in left if slot.starts_on == days[0] or slot.due_on == days[1]), None)
        if same is None:
            found.append(slot)
        else:
            left.remove(same)
    return found


def _periods(recurrence: Recurrence, start: dt.date, end: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Calendar periods cut by the span, `interval` of them joined into one."""
    first = start
    while first <= end:
        last = first
        for _ in range(max(recurrence.interval, 1)):
            last = _period_end(recurrence.frequency, last)
            following = last + dt.timedelta(days=1)
            last = following
        yield first, min(last - dt.timedelta(days=1), end)
        first = last


def _period_end(frequency: str, day: dt.date) -> dt.date:
    """Last day of the calendar period that contains `day`."""
    if frequency == "daily":
        return day
    if frequency == "weekly":
        return day + dt.timedelta(days=6 - day.weekday())
    if frequency == "yearly":
        return dt.date(day.year, 12, 31)
    month = day.month if frequency == "monthly" else (day.month + 2) // 3 * 3
    return dt.date(day.year, month, calendar.monthrange(day.year, month)[1])


def _due(recurrence: Recurrence, first: dt.date, last: dt.date) -> dt.date | None:
    """Deadline within a cut period; None when the printed day falls outside it."""
    if recurrence.weekday in WEEKDAYS:
        return _last_weekday(WEEKDAYS.index(recurrence.weekday), first, last)
    if recurrence.monthday and recurrence.frequency != "daily":
        length = calendar.monthrange(last.year, last.month)[1]
        day = length if recurrence.monthday < 0 else min(recurrence.monthday, length)
        due = last.replace(day=day)
        return due if first <= due <= last else None
    return last


def _last_weekday(weekday: int, first: dt.date, last: dt.date) -> dt.date | None:
    due = last - dt.timedelta(days=(last.weekday() - weekday) % 7)
    return due if due >= first else None
