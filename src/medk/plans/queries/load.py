"""Deadlines of executors and schools by week, in one plan or in all that concern the same schools."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

from medk.orgs.models import OrganisationKind, TreeLink
from medk.plans.choices import ExecutionStatus, MeasureStatus, Population, RoadMapStatus
from medk.plans.models import Execution, Measure, RoadMap
from medk.plans.queries.plan_at import executions_at, measures_at, units_at
from medk.plans.queries.plan_calendar import PlanCalendar, parts_in_words, with_repeats
from medk.plans.queries.table import Table
from medk.plans.rules.leaves import Unit, concerned
from medk.plans.rules.load import Due
from medk.plans.rules.plan_calendar import EventKind
from medk.plans.rules.table import MeasureRow

Names = dict[str, tuple[str, str]]
_SETTLED = (ExecutionStatus.CONFIRMED, ExecutionStatus.SUBMITTED, ExecutionStatus.CANCELLED)


def plans_around(user: Any, road_map: RoadMap) -> list[RoadMap]:
    """Approved plans of the same cycle that the same schools answer to: of owners above and below."""
    owner = road_map.organisation_id
    near = Q(organisation__in=TreeLink.objects.filter(ancestor_id=owner).values("descendant_id"))
    near |= Q(organisation__in=TreeLink.objects.filter(descendant_id=owner).values("ancestor_id"))
    rows = RoadMap.objects.visible_to(user).filter(near, cycle_id=road_map.cycle_id)
    return list(rows.filter(status=RoadMapStatus.APPROVED).select_related("organisation").distinct())


def executor_dues(calendar: PlanCalendar, rows: Sequence[MeasureRow]) -> tuple[list[Due], Names]:
    """Deadlines of the plan by executor: a part counts once for each who is named in its measure."""
    named = {row.pk: row.executors for row in rows}
    names = {key: (name, "") for row in rows for key, name in row.executors}
    dues = [
        Due(key, event.on, event.is_open)
        for event in calendar.events(rows)
        if event.measure_pk and event.kind != EventKind.MILESTONE
        for key, _ in named.get(event.measure_pk, ())
    ]
    return dues, names


class SchoolLoad:
    """Deadlines of the schools of one plan's owner, over the plans given, between two days."""

    def __init__(self, table: Table, plans: Sequence[RoadMap], *, first: dt.date, last: dt.date) -> None:
        self._table = table
        self._plans = {plan.pk: plan for plan in plans}
        self._first, self._last = first, last
        self._units = units_at(table.road_map, table.moment)
        self._measures = self._read()

    def _read(self) -> list[Measure]:
        if self._table.moment.is_past:
            held = [row for plan in self._plans.values() for row in measures_at(plan, self._table.moment)]
            live = [row for row in held if row.status == MeasureStatus.ACTIVE]
            return [row for row in live if row.population == Population.SCHOOL]
        rows = Measure.objects.filter(
            road_map__in=self._plans, population=Population.SCHOOL, status=MeasureStatus.ACTIVE
        )
        return list(with_repeats(rows, self._first, self._last).prefetch_related("actions", "chosen_units"))

    def names(self) -> Names:
        """Schools that the reader may look at one by one, with their municipality."""
        found: Names = {}
        for measure in self._measures:
            for unit in self._seen(self._of(measure)):
                found[unit.key] = (unit.name, unit.place[1] if unit.place else "")
        return found

    def dues(self) -> Iterator[Due]:
        """Every deadline of those schools."""
        settled = self._settled()
        for measure in self._measures:
            units = self._seen(self._of(measure))
            for held in parts_in_words(measure):
                if not self._first <= held.on <= self._last:
                    continue
                for unit in concerned(units, held.part):
                    if unit.belongs_on(held.on):
                        leaf = (measure.pk, unit.key, held.part.action_id, held.part.occurrence_id)
                        yield Due(unit.key, held.on, leaf not in settled)

    def _of(self, measure: Measure) -> list[Unit]:
        """Units of a measure within the owner of the plan on show."""
        owner = self._plans[measure.road_map_id].organisation
        units = self._units.of(measure)
        if owner.kind == OrganisationKind.MUNICIPALITY and owner.pk != self._table.road_map.organisation_id:
            return [unit for unit in units if unit.place and unit.place[0] == owner.pk]
        if owner.kind == OrganisationKind.SCHOOL:
            return [unit for unit in units if unit.organisation_id == owner.pk]
        return units

    def _seen(self, units: Iterable[Unit]) -> list[Unit]:
        if self._table.sight.is_above:
            return list(units)
        return [unit for unit in units if unit.key in self._table.sight.reach.keys]

    def _settled(self) -> Mapping[tuple[int, str, int | None, int | None], int]:
        """Leaves that are confirmed, on review or cancelled."""
        ids = [measure.pk for measure in self._measures]
        if self._table.moment.is_past:
            held = (row for rows in executions_at(ids, self._table.moment).values() for row in rows)
            return Counter(
                (row.measure_id, f"o{row.unit_organisation_id}", row.action_id, row.occurrence_id)
                for row in held
                if row.status in _SETTLED
            )
        rows = Execution.objects.filter(
            measure_id__in=ids, status__in=_SETTLED, due_on__range=(self._first, self._last)
        )
        if not self._table.sight.is_above:
            rows = rows.filter(unit_organisation_id__in=self._table.sight.reach.places)
        grouped = rows.order_by().values_list(
            "measure_id", "unit_organisation_id", "action_id", "occurrence_id"
        )
        return Counter((pk, f"o{unit}", action, repeat) for pk, unit, action, repeat in grouped)
