"""What has been corrected since a past day, for one reader, and what it did to the share (decision 27)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from medk.cycles.models import CohortMembershipEntry
from medk.plans.models import Execution, LateFact
from medk.plans.queries.closing import closing_counts
from medk.plans.queries.late import late_facts, late_memberships
from medk.plans.queries.plan_at import PlanAt
from medk.plans.queries.table import Table
from medk.plans.rules.progress import Share, share

#: Lines on the page; what is beyond is counted.
MOST = 200


@dataclass(frozen=True)
class Correction:
    """One fact of the day or an earlier one that was entered after it."""

    what: str
    about: str
    who: str
    happened_on: dt.date
    entered_at: dt.datetime
    measure_id: int | None = None
    leaf_key: str = ""


@dataclass(frozen=True)
class Corrected:
    """What was corrected, and the share as it was known and as it happened, over what the reader sees."""

    rows: list[Correction]
    total: int
    known: Share
    happened: Share

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.total - len(self.rows)

    @property
    def is_share_changed(self) -> bool:
        """Whether the corrections changed the share."""
        return self.known != self.happened


def corrected(user: Any, table: Table, basis: str) -> Corrected:
    """What was entered after the table's day about it; `table` shows the day as it happened."""
    plan = table.plan
    if plan is None:
        raise ValueError("only a past day is corrected")
    facts = _facts_in_sight(user, table, plan).select_related("measure", "execution__unit_organisation")
    members = late_memberships(table.road_map, plan.cut).select_related("organisation", "cohort")
    joined = list(members.order_by("-pk")[:MOST]) if table.sight.is_above else []
    shown = [row.pk for row in table.rows if row.state]
    was = closing_counts(table.road_map, plan.state.counted_on)
    if any(pk not in was for pk in shown):
        was = plan.as_known.progress
    found = list(facts[:MOST])
    rows = [*map(_of_fact, found), *map(_of_membership, joined)]
    rows.sort(key=lambda row: row.entered_at, reverse=True)
    return Corrected(
        rows=rows[:MOST],
        total=len(joined) + (facts.count() if len(found) == MOST else len(found)),
        known=share(((was[pk].state, was[pk].due > 0) for pk in shown if pk in was), basis),
        happened=table.share(basis),
    )


def _facts_in_sight(user: Any, table: Table, plan: PlanAt) -> Any:
    """Those above the plan see all; others what concerns measures as a whole and the parts they see."""
    facts = late_facts(table.road_map, plan.cut)
    if table.sight.is_above:
        return facts
    parts = Execution.objects.visible_to(user).filter(measure__road_map=table.road_map)
    whole = facts.filter(execution__isnull=True, kind__in=(LateFact.Kind.MOVE, LateFact.Kind.CONTENT))
    return whole | facts.filter(execution__in=parts.values("pk"))


def _of_fact(row: LateFact) -> Correction:
    part = row.execution
    unit = f" ({part.unit_organisation})" if part and part.unit_organisation else ""
    return Correction(
        what=row.what,
        about=f"{row.measure}{unit}" if row.measure else "",
        who=row.by_name,
        happened_on=row.happened_on,
        entered_at=row.entered_at,
        measure_id=row.measure_id,
        leaf_key=part.leaf_key if part else "",
    )


def _of_membership(row: CohortMembershipEntry) -> Correction:
    said = f"с {row.valid_from:%d.%m.%Y}" + (f" по {row.valid_to:%d.%m.%Y}" if row.valid_to else "")
    what = "Запись о месте в когорте снята" if row.is_removed else "Место в когорте"
    return Correction(
        what=f"{what}: {row.cohort.title}, {said}",
        about=str(row.organisation),
        who=row.by_name,
        happened_on=row.dated_on,
        entered_at=row.entered_at or dt.datetime.min.replace(tzinfo=dt.UTC),
    )
