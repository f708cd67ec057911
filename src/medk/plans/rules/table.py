"""The table of a road map: its rows, its filter, its order."""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from medk.kernel.russian import MONTHS_OF, NBSP, counted, distance
from medk.plans.choices import ProgressState as P
from medk.plans.rules.aggregates import whole_percent

#: Colours of a bar that differ from "in work".
_BARS: dict[str, str] = {P.CONFIRMED: "", P.OVERDUE: "da"}

#: States that still wait for a deadline: only their distance to it matters.
_OPEN = frozenset({P.IN_PROGRESS, P.OVERDUE, P.NOT_DUE})
#: The order of urgency in which states are sorted.
URGENCY = (
    P.OVERDUE, P.SUBMITTED, P.IN_PROGRESS, P.NOT_DUE, P.UNDATED, P.PAUSED, P.CONFIRMED, P.CANCELLED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """A part of a measure that stands near the reader: whose, how much of it, and of one leaf its state."""

    whose: str
    total: int
    confirmed: int
    state: str = ""
    is_own: bool = False

    @property
    def words(self) -> str:
        """«ваша часть: на проверке», «в вашей территории: 3 из 5»."""
        said = P(self.state).label if self.state else f"{self.confirmed}{NBSP}из{NBSP}{self.total}"
        return f"{self.whose}: {said}"


@dataclass(slots=True)
class MeasureRow:
    """One measure as the table shows it; `state` is empty where nothing may be said of it."""

    pk: int
    number: str
    title: str
    section_id: int | None
    schedule: str
    printed: str
    is_repeated: bool
    due_on: dt.date | None
    state: str
    population: str = ""
    population_role: str = ""
    units: int = 0
    confirmed: int = 0
    total: int = 0
    has_due: bool = False
    self_confirmed: int = 0
    is_hidden: bool = False
    executors: tuple[tuple[str, str], ...] = ()
    targets: tuple["TargetWords", ...] = ()
    own: Near | None = None
    near: Near | None = None
    distance: str = ""
    note: str = ""
    is_mine: bool = False
    starts_on: dt.date | None = None
    #: «из-за 1.30 (просрочено, 5 дней)»: the slip of another measure that endangers this one.
    danger: str = ""

    @property
    def due_line(self) -> str:
        """What stands under the schedule: the nearest deadline, unless it is printed, and its distance."""
        if not self.due_on:
            return ""
        if self.is_repeated and self.distance:
            return f"ближайший {self.due_on:%d.%m.%Y}, {self.distance}"
        day = "" if _names(self.printed or self.schedule, self.due_on) else f"{self.due_on:%d.%m.%Y}"
        return ", ".join(filter(None, (day, self.distance)))

    @property
    def of_words(self) -> str:
        """«17 из 42»."""
        return f"{self.confirmed}{NBSP}из{NBSP}{self.total}"

    @property
    def percent(self) -> int:
        """Share of confirmed leaves for the bar."""
        return whole_percent(self.confirmed, self.total) or 0

    @property
    def bar(self) -> str:
        """Colour of the bar: calm when done, loud when overdue."""
        return _BARS.get(self.state, "in")

    @property
    def executor_words(self) -> str:
        """Names of the executors in the order's order."""
        return ", ".join(name for _, name in self.executors)


def _names(words: str, day: dt.date) -> bool:
    """Whether a printed deadline names the day, in figures or in words («до 4 февраля»)."""
    if f"{day:%d.%m.%Y}" in words:
        return True
    at = words.find(f"{day.day} {MONTHS_OF[day.month - 1]}")
    return at == 0 or (at > 0 and not words[at - 1].isdecimal())


@dataclass(frozen=True, slots=True)
class TargetWords:
    """A target and what came of it; `is_reached` is None while nothing was read."""

    text: str
    fact: str = ""
    is_reached: bool | None = None


def put_distance(row: MeasureRow, on: dt.date) -> MeasureRow:
    """Say how far the deadline of an unfinished measure is, and how late an overdue one."""
    if row.due_on and row.state in _OPEN:
        days = (on - row.due_on).days
        if row.state == P.OVERDUE and days > 0:
            row.note = counted(days, "день", "дня", "дней")
        else:
            row.distance = distance(row.due_on, on)
    return row


@dataclass(frozen=True)
class Wanted:
    """A filter of the table, as its address says it; everything empty means all rows."""

    q: str = ""
    executor: str = ""
    state: str = ""
    due: str = ""
    section: str = ""
    mine: bool = False
    sort: str = ""

    @property
    def is_on(self) -> bool:
        """Whether anything narrows the table."""
        return bool(self.count)

    @property
    def count(self) -> int:
        """How many conditions are on."""
        return sum(map(bool, (self.q, self.executor, self.state, self.due, self.section, self.mine)))


def due_window(code: str, on: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day of a named window of deadlines; None for a name without days."""
    if code == "week":
        return on, on + dt.timedelta(days=6 - on.weekday())
    if code == "month":
        return on, on.replace(day=calendar.monthrange(on.year, on.month)[1])
    if code == "next_month":
        first = (on.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    if code == "past":
        return dt.date.min, on - dt.timedelta(days=1)
    return None


def _in_window(row: MeasureRow, code: str, on: dt.date) -> bool:
    if code == "none":
        return row.due_on is None
    window = due_window(code, on)
    return window is None or (row.due_on is not None and window[0] <= row.due_on <= window[1])


def matches(row: MeasureRow, wanted: Wanted, on: dt.date) -> bool:
    """Whether a row passes every condition of the filter."""
    return (
        (not wanted.state or row.state == wanted.state)
        and (not wanted.section or str(row.section_id or 0) == wanted.section)
        and (not wanted.executor or any(key == wanted.executor for key, _ in row.executors))
        and (not wanted.mine or row.is_mine)
        and (not wanted.due or _in_window(row, wanted.due, on))
        and (not wanted.q or _says(row, wanted.q))
    )


def _says(row: MeasureRow, words: str) -> bool:
    """Every word is found in the number, title, deadline or executors."""
    text = f"{row.number} {row.title} {row.printed} {row.executor_words}".casefold().replace("ё", "е")
    return all(word in text for word in words.casefold().replace("ё", "е").split())


_SORTS: dict[str, Callable[[MeasureRow], Any]] = {
    "due": lambda row: (row.due_on is None, row.due_on or dt.date.max),
    "title": lambda row: row.title.casefold(),
    "executor": lambda row: (not row.executors, row.executor_words.casefold()),
    "state": lambda row: URGENCY.index(P(row.state)) if row.state else len(URGENCY),
}


def arranged(rows: Iterable[MeasureRow], sort: str) -> list[MeasureRow]:
    """Rows in the wanted order (`-` turns it round); without one, in the order of the plan."""
    name = sort.removeprefix("-")
    if name not in _SORTS:
        return list(rows)
    return sorted(rows, key=_SORTS[name], reverse=sort.startswith("-"))


def partition(rows: Sequence[MeasureRow]) -> list[tuple[str, int]]:
    """How many measures are in each state, states that occur only, in the order of the design guide."""
    found = Counter(row.state for row in rows if row.state)
    return [(state, found[state]) for state in P if found[state]]


def executors_of(rows: Iterable[MeasureRow]) -> list[tuple[str, str]]:
    """Executors that occur, by name, for the filter."""
    found = {key: name for row in rows for key, name in row.executors}
    return sorted(found.items(), key=lambda pair: pair[1].casefold())
