"""The drawing of a measure on a Gantt chart: spans, clusters, shifts against the base plan.

Everything is in days from the beginning of the axis, so that a page of any width can draw it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from medk.kernel.russian import NBSP, counted, span
from medk.plans.choices import ProgressState as P
from medk.plans.rules.gantt_axis import DAY, Axis

#: More separate ticks than this are drawn as an even comb.
MOST_TICKS = 40
#: Fewer ticks are drawn where they are; a comb of two teeth would say nothing.
_LEAST_COMB = 8
#: How far steps may differ and still be even: months last from 28 to 31 days.
_EVEN = 3


@dataclass(frozen=True)
class Dates:
    """What a plan says of one measure's time; `extent` are the extreme days of its parts and repeats."""

    start: dt.date | None = None
    due: dt.date | None = None
    extent: tuple[dt.date, dt.date] | None = None

    @property
    def known(self) -> list[dt.date]:
        """Every day that the axis should hold."""
        return [day for day in (self.start, self.due, *(self.extent or ())) if day]


@dataclass(frozen=True)
class Span:
    """From the morning of `start` to the evening of `end`; a point where only one day is known."""

    start: dt.date
    end: dt.date
    is_point: bool = False
    is_backward: bool = False


def span_of(dates: Dates) -> Span | None:
    """The span of a measure; None where the plan names no day.

    A missing end is the last day of its parts, a missing beginning the first one; a deadline alone is
    a point. An order may say an end before its beginning: then the deadline is shown as a point.
    """
    first, last = dates.extent or (None, None)
    end = dates.due or last or dates.start
    start = dates.start or first or end
    if start is None or end is None:
        return None
    if start > end and dates.start and dates.due:
        return Span(end, end, is_point=True, is_backward=True)
    start = min(start, end)
    return Span(start, end, is_point=start == end)


@dataclass(frozen=True)
class Base:
    """What the first approved version said of a measure."""

    number: str
    title: str
    start: dt.date | None = None
    due: dt.date | None = None

    @property
    def span(self) -> Span | None:
        """Where its thin line lies."""
        return span_of(Dates(self.start, self.due))


def shift_words(base: Base, dates: Dates) -> str:
    """How the dates differ from the base plan: «в базовом плане до 10.03.2022, теперь позже на 12 дней»."""
    if (base.start, base.due) == (dates.start, dates.due):
        return ""
    was = span(base.start, base.due) or "без срока"
    words = f"в базовом плане {was}"
    if not (base.due and dates.due) or base.due == dates.due:
        return words
    days = (dates.due - base.due).days
    return f"{words}, теперь {'позже' if days > 0 else 'раньше'} на{NBSP}{_days(abs(days))}"


def _days(number: int) -> str:
    return counted(number, "день", "дня", "дней")


def cluster(places: Sequence[int], gap: float) -> list[tuple[int, int]]:
    """Marks too near to be told apart, joined: (place of the middle, how many); `places` are sorted.

    A group goes on while the next mark stands nearer than `gap` to its first one.
    """
    groups: list[list[int]] = []
    for place in places:
        if groups and place - groups[-1][0] < gap:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [((held[0] + held[-1]) // 2, len(held)) for held in groups]


@dataclass(frozen=True)
class Comb:
    """Even repeats: the first and the last tooth, and days between two."""

    start: int
    end: int
    step: float


def repeats(places: Sequence[int], gap: float) -> tuple[Comb | None, list[int]]:
    """Repeats as an even comb, or one by one; those nearer than `gap` are drawn as one."""
    thinned = [place for place, _ in cluster(places, gap)]
    steps = [b - a for a, b in pairwise(thinned)]
    is_even = len(thinned) >= _LEAST_COMB and max(steps) - min(steps) <= _EVEN
    if is_even or len(thinned) > MOST_TICKS:
        return Comb(thinned[0], thinned[-1], round((thinned[-1] - thinned[0]) / len(steps), 2)), []
    return None, thinned


@dataclass
class Drawing:
    """One row of the chart. `start`, `end` of the bar are None where there is nothing to draw.

    `before`, `after` are days beyond the axis, which the chart names beside an arrow. `tail` are the
    days late, `base` the thin line, `marks` clusters of milestones with their counts.
    """

    start: int | None = None
    end: int | None = None
    is_point: bool = False
    is_backward: bool = False
    before: dt.date | None = None
    after: dt.date | None = None
    tail: tuple[int, int] | None = None
    base: tuple[int, int] | None = None
    comb: Comb | None = None
    ticks: list[int] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)

    @property
    def ink_end(self) -> int:
        """Where everything drawn ends: a label may begin there."""
        return max(self.end or 0, self.tail[1] if self.tail else 0)


def drawing(span_: Span | None, axis: Axis, *, base: Span | None = None) -> Drawing:
    """A span and its thin line on the axis; days beyond it are clamped and named."""
    row = Drawing(base=_base(base, axis))
    if span_ is None:
        return row
    row.is_point, row.is_backward = span_.is_point, span_.is_backward
    row.start, row.end = axis.at(span_.start), axis.at(span_.end + DAY)
    if span_.end < axis.first:
        row.before = span_.end
    elif span_.start < axis.first:
        row.before = span_.start
    if span_.start > axis.last:
        row.after = span_.start
    elif span_.end > axis.last:
        row.after = span_.end
    return row


def _base(base: Span | None, axis: Axis) -> tuple[int, int] | None:
    return (axis.at(base.start), axis.at(base.end + DAY)) if base else None


def tail(state: str, due_on: dt.date | None, on: dt.date, axis: Axis) -> tuple[int, int] | None:
    """Days late of an overdue measure, today among them; nothing for any other state."""
    if state != P.OVERDUE or due_on is None or due_on >= on:
        return None
    start, end = axis.at(due_on + DAY), axis.at(on + DAY)
    return (start, end) if end > start else None


def joined(spans: Iterable[Span | None]) -> Span | None:
    """The span of a folded section: from its first day to its last."""
    held = [one for one in spans if one]
    if not held:
        return None
    return Span(min(one.start for one in held), max(one.end for one in held))


def cut(title: str, longest: int) -> str:
    """A title that fits its row, cut between words; the whole of it stands on the measure's page."""
    if len(title) <= longest:
        return title
    return f"{title[:longest].rsplit(' ', 1)[0].rstrip(' ,;:—–')}…"
