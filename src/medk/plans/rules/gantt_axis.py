"""The axis of a Gantt chart: which days it holds, its grains and their headings."""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
#: Days outside the cycle that the axis follows; what lies further is clamped to its edge.
REACH = dt.timedelta(days=184)
_SHORT = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Zoom:
    """How closely the axis is looked at: `rem` of width for a day (0: the whole plan fits the page)."""

    code: str
    label: str
    rem: float
    coarse: str
    fine: str

    def gap(self, days: int, width: float) -> float:
        """How many days apart two marks must stand so that `width` (rem) lies between them.

        The whole plan is taken to be 36 rem wide: less than on a desk, more than on a phone.
        """
        return width / (self.rem or 36 / days)


ZOOMS = (
    Zoom("", "Весь план", 0, "quarter", "month"),
    Zoom("quarter", "Кварталы", 0.25, "quarter", "month"),
    Zoom("month", "Месяцы", 0.5, "month", "week"),
    Zoom("week", "Недели", 1.5, "month", "span"),
)


def zoom_of(code: str) -> Zoom:
    """The zoom of an address; an unknown one is the whole plan."""
    return next((zoom for zoom in ZOOMS if zoom.code == code), ZOOMS[0])


@dataclass(frozen=True)
class Axis:
    """Whole months from `first` to `last`; `frame` is the cycle, what lies outside it is marked."""

    first: dt.date
    last: dt.date
    frame: tuple[dt.date, dt.date]

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.last - self.first).days + 1

    def at(self, day: dt.date) -> int:
        """Where a day begins, counted from the axis's own beginning; clamped to its edges."""
        return min(max((day - self.first).days, 0), self.days)

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies on the axis."""
        return self.first <= day <= self.last

    def percent(self, at: float) -> float:
        """A place on the axis as a share of its width."""
        return round(100 * at / self.days, 3)

    @property
    def outside(self) -> list[tuple[int, int]]:
        """Parts of the axis that lie outside the cycle."""
        head, tail = self.at(self.frame[0]), self.at(self.frame[1] + DAY)
        return [part for part in ((0, head), (tail, self.days)) if part[1] > part[0]]


def axis_of(frame: tuple[dt.date, dt.date], days: Iterable[dt.date]) -> Axis:
    """The months of the cycle, and of those days that lie at most half a year outside it."""
    first, last = frame
    near = [day for day in days if frame[0] - REACH <= day <= frame[1] + REACH]
    first, last = min([first, *near]), max([last, *near])
    end = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return Axis(first.replace(day=1), end, _whole_months(frame))


def _whole_months(frame: tuple[dt.date, dt.date]) -> tuple[dt.date, dt.date]:
    last = frame[1]
    return frame[0].replace(day=1), last.replace(day=calendar.monthrange(last.year, last.month)[1])


@dataclass(frozen=True)
class Tick:
    """One division of the axis with its heading."""

    start: int
    end: int
    label: str


def ticks(axis: Axis, grain: str, *, has_year: bool = False) -> list[Tick]:
    """Divisions of a grain (`quarter`, `month`, `week`, `span`) from edge to edge of the axis."""
    begun = [(axis.at(day), label) for day, label in _divisions(axis, grain, has_year=has_year)]
    ends = [start for start, _ in begun[1:]] + [axis.days]
    return [Tick(start, end, label) for (start, label), end in zip(begun, ends, strict=True)]


def _divisions(axis: Axis, grain: str, *, has_year: bool) -> Iterator[tuple[dt.date, str]]:
    if grain in ("week", "span"):
        yield from _weeks(axis, is_span=grain == "span")
        return
    day = axis.first
    while day <= axis.last:
        if grain == "month":
            yield day, _month(day, has_year=has_year)
        elif day == axis.first or day.month % 3 == 1:
            yield day, f"{_ROMAN[(day.month - 1) // 3]} кв. {day.year}"
        day = (day + dt.timedelta(days=32)).replace(day=1)


def _month(day: dt.date, *, has_year: bool) -> str:
    """«янв», «янв 2022» where nothing above says the year."""
    return f"{_SHORT[day.month - 1]} {day.year}" if has_year else _SHORT[day.month - 1]


def _weeks(axis: Axis, *, is_span: bool) -> Iterator[tuple[dt.date, str]]:
    day = axis.first
    while day <= axis.last:
        end = min(day + dt.timedelta(days=6 - day.weekday()), axis.last)
        yield day, f"{day:%d}–{end:%d.%m}" if is_span else f"{day:%d.%m}"
        day = end + DAY
