"""States on a date and the shares that regions report (decision 6)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from medk.plans.choices import ExecutionStatus as E
from medk.plans.choices import ProgressState as P
from medk.plans.rules.aggregates import whole_percent

_WORKING = frozenset({E.IN_PROGRESS, E.RETURNED})
_SETTLED = {E.CONFIRMED: P.CONFIRMED, E.SUBMITTED: P.SUBMITTED, E.CANCELLED: P.CANCELLED}


@dataclass(frozen=True)
class LeafFacts:
    """What is known of a leaf: stored status (planned when untouched), deadline, day done, pause."""

    status: str = E.PLANNED
    due_on: dt.date | None = None
    done_on: dt.date | None = None
    is_paused: bool = False
    is_self_confirmed: bool = False


def leaf_state(leaf: LeafFacts, on: dt.date) -> P:
    """The part of the partition a leaf is in on a date; a deadline ends with its day.

    Waiting for confirmation is not the executor's lateness; a pause stops the clock of what is not
    finished.
    """
    if leaf.status == E.CANCELLED or leaf.status == E.CONFIRMED:
        return _SETTLED[E(leaf.status)]
    if leaf.is_paused:
        return P.PAUSED
    if leaf.status == E.SUBMITTED:
        return P.SUBMITTED
    if leaf.due_on is not None and leaf.due_on < on:
        return P.OVERDUE
    if leaf.status in _WORKING:
        return P.IN_PROGRESS
    return P.UNDATED if leaf.due_on is None else P.NOT_DUE


@dataclass
class Coverage:
    """Counts of a measure's leaves on a date.

    `due` counts leaves whose deadline is that day or earlier and that stand in the denominator
    (cancelled and paused ones do not); `due_confirmed` those of them confirmed.
    """

    on: dt.date
    total: int = 0
    due: int = 0
    due_confirmed: int = 0
    self_confirmed: int = 0
    late_confirmed: int = 0
    states: Counter[str] = field(default_factory=Counter)
    next_due_on: dt.date | None = None
    last_due_on: dt.date | None = None

    def add(self, leaf: LeafFacts, times: int = 1) -> None:
        """Count one leaf, or several of which the same is known."""
        state = leaf_state(leaf, self.on)
        self.total += times
        self.states[state] += times
        if leaf.due_on:
            self._add_deadline(leaf.due_on, state, times)
        if state == P.CONFIRMED:
            self.self_confirmed += times * leaf.is_self_confirmed
            self.late_confirmed += times * bool(leaf.done_on and leaf.due_on and leaf.done_on > leaf.due_on)

    def _add_deadline(self, due_on: dt.date, state: P, times: int) -> None:
        if state in (P.CANCELLED, P.PAUSED):
            return
        self.last_due_on = max(filter(None, [self.last_due_on, due_on]))
        if state not in (P.CONFIRMED, P.SUBMITTED):
            self.next_due_on = min(filter(None, [self.next_due_on, due_on]))
        if due_on <= self.on:
            self.due += times
            self.due_confirmed += times * (state == P.CONFIRMED)


def coverage(leaves: Iterable[LeafFacts], on: dt.date) -> Coverage:
    """Counts of all leaves on a date."""
    counted = Coverage(on)
    for leaf in leaves:
        counted.add(leaf)
    return counted


def measure_state(counted: Coverage, *, is_cancelled: bool = False, is_paused: bool = False) -> P:
    """The part of the partition a measure is in.

    Executed and confirmed when every leaf due by the date is confirmed (decision 6); a measure none
    of whose leaves is due yet is confirmed only when all of them are. Otherwise the most urgent of
    its leaves speaks: overdue, on review, in work, waiting.
    """
    live = counted.total - counted.states[P.CANCELLED]
    if is_cancelled or (counted.total and not live):
        return P.CANCELLED
    if is_paused or (live and counted.states[P.PAUSED] == live):
        return P.PAUSED
    if counted.due and counted.due_confirmed == counted.due:
        return P.CONFIRMED
    if live and counted.states[P.CONFIRMED] == live:
        return P.CONFIRMED
    for state in (P.OVERDUE, P.SUBMITTED, P.IN_PROGRESS):
        if counted.states[state]:
            return state
    if counted.states[P.CONFIRMED]:
        return P.IN_PROGRESS
    return P.NOT_DUE if counted.states[P.NOT_DUE] else P.UNDATED


@dataclass(frozen=True)
class Share:
    """«22 из 47»: measures executed and confirmed out of those planned; `basis` says which."""

    basis: str
    confirmed: int
    planned: int

    @property
    def percent(self) -> Decimal | None:
        """Per cent, unrounded; None when nothing was planned: missing is never zero."""
        return None if not self.planned else Decimal(100 * self.confirmed) / Decimal(self.planned)

    @property
    def whole_percent(self) -> int | None:
        """The per cent that people read: whole, never rounded up, the same on every page."""
        return whole_percent(self.confirmed, self.planned)


def share(rows: Iterable[tuple[str, bool]], basis: str) -> Share:
    """The share over (state, has something due) of each measure.

    Basis `due`: measures of which something is due by the date; `whole`: all of the plan. Cancelled
    and paused measures leave the denominator.
    """
    counted = [
        state
        for state, has_due in rows
        if state not in (P.CANCELLED, P.PAUSED) and (basis == "whole" or has_due)
    ]
    return Share(basis, sum(state == P.CONFIRMED for state in counted), len(counted))


def extended(
    due_on: dt.date | None, pauses: Iterable[tuple[dt.date, dt.date | None]], on: dt.date
) -> dt.date | None:
    """A deadline moved by the days of the pauses that extend it; an open pause runs until `on`."""
    if due_on is None:
        return None
    moved = due_on
    for start, end in sorted(pauses, key=lambda pause: pause[0]):
        if start <= moved:
            moved += (max(end or on, start) - start) + dt.timedelta(days=1)
    return moved
