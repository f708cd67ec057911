"""Load by week: how many deadlines fall on each executor or school in each week."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from medk.plans.rules.plan_calendar import monday

#: Weeks on one page: a quarter of a year.
WEEKS = 13


@dataclass(frozen=True)
class WeekLoad:
    """Deadlines of one week: all of them, and those that nobody has finished yet."""

    total: int = 0
    left: int = 0

    def heavy(self, limit: int) -> bool:
        """Whether the week asks for more than is bearable."""
        return self.total > limit


@dataclass(frozen=True)
class Loaded:
    """One executor or school over the weeks; `place` groups schools."""

    key: str
    name: str
    weeks: tuple[WeekLoad, ...]
    place: str = ""

    @property
    def total(self) -> int:
        """Deadlines of all the weeks."""
        return sum(week.total for week in self.weeks)

    @property
    def heaviest(self) -> int:
        """The largest week."""
        return max((week.total for week in self.weeks), default=0)


@dataclass(frozen=True)
class Due:
    """One deadline of one executor or school."""

    key: str
    on: dt.date
    is_left: bool = True


def weeks_from(first: dt.date, count: int = WEEKS) -> list[dt.date]:
    """Mondays of `count` weeks from the week of a day on."""
    start = monday(first)
    return [start + dt.timedelta(weeks=n) for n in range(count)]


def loads(
    dues: Iterable[Due], *, weeks: Sequence[dt.date], names: Mapping[str, tuple[str, str]]
) -> list[Loaded]:
    """Load of everybody in `names` (key → name and place), also of those who have nothing to do.

    Sorted by place and name: a load is no ranking.
    """
    at = {week: index for index, week in enumerate(weeks)}
    held = {key: [[0, 0] for _ in weeks] for key in names}
    for due in dues:
        index = at.get(monday(due.on))
        if index is not None and due.key in held:
            held[due.key][index][0] += 1
            held[due.key][index][1] += due.is_left
    rows = [
        Loaded(key, names[key][0], tuple(WeekLoad(*week) for week in weeks_held), names[key][1])
        for key, weeks_held in held.items()
    ]
    return sorted(rows, key=lambda row: (row.place.casefold(), row.name.casefold(), row.key))


def overloaded(rows: Iterable[Loaded], limit: int) -> int:
    """In how many weeks of all rows more deadlines fall than `limit`."""
    return sum(week.heavy(limit) for row in rows for week in row.weeks)
