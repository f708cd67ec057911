"""The list behind the share: which measures stand in it, which do not, with their dates."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Min, Q

from medk.plans.choices import ExecutionStatus, ProgressState
from medk.plans.models import Execution, RoadMap
from medk.plans.queries.plan_at import PlanAt
from medk.plans.queries.states_at import LeafAt, leaves_at
from medk.plans.queries.table import Table
from medk.plans.rules.table import MeasureRow

_OUT = frozenset({ProgressState.PAUSED, ProgressState.CANCELLED})


@dataclass(frozen=True)
class Dates:
    """When a measure was last executed and confirmed, and since when its oldest part waits."""

    done_on: dt.date | None = None
    confirmed_on: dt.date | None = None
    waits_since: dt.datetime | None = None


@dataclass(frozen=True)
class Counted:
    """One measure of the list with its dates."""

    row: MeasureRow
    dates: Dates


@dataclass(frozen=True)
class ShareList:
    """Measures of a plan as the share counts them on one basis.

    The first four stand in the denominator; `later` and `out` do not: their deadline has not come
    (on the basis `due`), or they are cancelled or paused. `alone` counts the confirmed ones with a
    part that its own executor confirmed.
    """

    confirmed: list[Counted]
    waiting: list[Counted]
    overdue: list[Counted]
    others: list[Counted]
    later: list[Counted]
    out: list[Counted]

    @property
    def alone(self) -> list[Counted]:
        """Confirmed measures in which an executor confirmed for want of anybody else (decision 3)."""
        return [held for held in self.confirmed if held.row.self_confirmed]

    @property
    def planned(self) -> int:
        """The denominator."""
        return sum(len(held) for held in (self.confirmed, self.waiting, self.overdue, self.others))


def share_list(table: Table, basis: str) -> ShareList:
    """The list behind the share on a basis (`due` or `whole`), in the order of the plan; one query."""
    dates = dates_at(table.plan) if table.plan else dates_of(table.road_map)
    held: dict[str, list[Counted]] = {name: [] for name in ShareList.__dataclass_fields__}
    for row in table.rows:
        if row.state:
            place = _place(row, basis)
            held[place].append(Counted(row, dates.get(row.pk, Dates())))
    return ShareList(**held)


def _place(row: MeasureRow, basis: str) -> str:
    if row.state in _OUT:
        return "out"
    if basis == "due" and not row.has_due:
        return "later"
    places = {
        ProgressState.CONFIRMED: "confirmed",
        ProgressState.SUBMITTED: "waiting",
        ProgressState.OVERDUE: "overdue",
    }
    return places.get(ProgressState(row.state), "others")


def dates_of(road_map: RoadMap) -> dict[int, Dates]:
    """Measure → its dates over all units together: an aggregate, so without a sight of parts."""
    confirmed = Q(status=ExecutionStatus.CONFIRMED)
    rows = Execution.objects.filter(measure__road_map=road_map).order_by().values_list("measure_id")
    found = rows.annotate(
        last_done=Max("done_on", filter=confirmed),
        last_confirmed=Max("confirmed_on", filter=confirmed),
        oldest_waiting=Min("changed_at", filter=Q(status=ExecutionStatus.SUBMITTED)),
    )
    return {measure: Dates(*dates) for measure, *dates in found}


def dates_at(plan: PlanAt) -> dict[int, Dates]:
    """The same at a past moment."""
    held: dict[int, list[LeafAt]] = {}
    for leaf in leaves_at(Execution.objects.filter(measure__road_map=plan.road_map), plan.cut):
        held.setdefault(leaf.measure_id, []).append(leaf)
    return {measure: _dates(leaves) for measure, leaves in held.items()}


def _dates(leaves: list[LeafAt]) -> Dates:
    confirmed = [leaf for leaf in leaves if leaf.status == ExecutionStatus.CONFIRMED]
    waiting = [leaf.changed_at for leaf in leaves if leaf.status == ExecutionStatus.SUBMITTED]
    return Dates(
        max((leaf.done_on for leaf in confirmed if leaf.done_on), default=None),
        max((leaf.confirmed_on for leaf in confirmed if leaf.confirmed_on), default=None),
        min(filter(None, waiting), default=None),
    )
