"""What waits for a person: parts that are theirs to do, to confirm, and those that others hold."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from medk.orgs.models import Organisation
from medk.plans.choices import ExecutionStatus, MeasureStatus, Population, ProgressState, RoadMapStatus
from medk.plans.models import Execution, Measure, RoadMap
from medk.plans.queries.confirmers import Confirmers
from medk.plans.queries.leaves import KnownLeaf, known_leaves, with_leaf_parts
from medk.plans.queries.units import Units

#: Submitted parts looked through for one person; beyond it the oldest are shown first.
MOST_WAITING = 1000


@dataclass(frozen=True)
class TaskRow:
    """One part of somebody's work: what, for whom, by when, in which state."""

    measure: Measure
    key: str
    unit: str
    due_on: dt.date | None
    state: ProgressState
    status: str
    execution: Execution | None
    since: dt.datetime | None = None
    hands: str = ""

    @property
    def is_urgent(self) -> bool:
        """Overdue or sent back: first of all."""
        return self.state == ProgressState.OVERDUE or self.status == ExecutionStatus.RETURNED


@dataclass(frozen=True)
class Mine:
    """In whose names a person works: organisations acted for, and the person's own number."""

    organisations: frozenset[int]
    person: int
    owned: frozenset[int]
    classes: frozenset[str]
    populations: frozenset[str]
    roles: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """Names of the units that are the person's."""
        return frozenset({f"p{self.person}", *(f"o{pk}" for pk in self.organisations)})


def _maps(mine: Mine) -> Any:
    """Approved maps in which the person may have a part: of those above, or naming them."""
    above = Organisation.objects.filter(descendant_links__descendant_id__in=mine.organisations | mine.owned)
    named = Q(measures__executors__organisation_id__in=mine.organisations) | Q(
        measures__executors__person_id=mine.person
    )
    rows = RoadMap.objects.filter(Q(organisation__in=above) | named)
    return rows.filter(status=RoadMapStatus.APPROVED, cycle__closed_on__isnull=True).distinct()


def parts_of_person(mine: Mine, on: dt.date) -> list[TaskRow]:
    """Every part that is the person's to carry out and is not settled, untouched ones too.

    Sorted by urgency: sent back and overdue first, then by deadline, undated last.
    """
    measures = with_leaf_parts(
        Measure.objects.filter(
            road_map__in=_maps(mine).values("pk"),
            status=MeasureStatus.ACTIVE,
            population__in=[*mine.populations, Population.ONCE],
        ).exclude(~Q(population_role__in=[*mine.roles, ""]), population=Population.ROLE)
    )
    mine_of = [measure for measure in measures if measure.population or _is_named(mine, measure)]
    stored = _stored(mine, [measure.pk for measure in mine_of])
    units = {row.road_map_id: Units(row.road_map, only=mine.keys) for row in mine_of}
    rows = [
        _row(measure, leaf)
        for measure in mine_of
        for leaf in _leaves(measure, units[measure.road_map_id], mine, on, stored.get(measure.pk, []))
        if leaf.state not in (ProgressState.CONFIRMED, ProgressState.CANCELLED, ProgressState.PAUSED)
        and leaf.state != ProgressState.SUBMITTED
    ]
    return sorted(rows, key=_urgency)


def _leaves(
    measure: Measure, units: Units, mine: Mine, on: dt.date, stored: list[Execution]
) -> Iterator[KnownLeaf]:
    for leaf in known_leaves(measure, units, on, stored=stored):
        if not leaf.leaf.unit.key or leaf.leaf.unit.key in mine.keys:
            yield leaf


def _stored(mine: Mine, measure_ids: list[int]) -> dict[int, list[Execution]]:
    own = Q(unit_organisation__isnull=True, unit_person__isnull=True)
    own |= Q(unit_organisation_id__in=mine.organisations) | Q(unit_person_id=mine.person)
    kept: dict[int, list[Execution]] = {}
    for row in Execution.objects.filter(own, measure_id__in=measure_ids):
        kept.setdefault(row.measure_id, []).append(row)
    return kept


def _is_named(mine: Mine, measure: Measure) -> bool:
    """Whether a whole measure is the person's: named in it, or owned with nobody named."""
    executors = list(measure.executors.all())
    named = any(
        row.person_id == mine.person
        or row.organisation_id in mine.organisations
        or row.body_class in mine.classes
        for row in executors
    )
    nobody = not any(row.person_id or row.organisation_id or row.body_class for row in executors)
    return named or (nobody and measure.road_map.organisation_id in mine.owned)


def _row(measure: Measure, leaf: KnownLeaf) -> TaskRow:
    row = leaf.execution
    return TaskRow(
        measure=measure,
        key=leaf.key,
        unit=leaf.leaf.unit.name,
        due_on=leaf.due_on,
        state=leaf.state,
        status=leaf.facts.status,
        execution=row,
        since=row.changed_at if row else None,
    )


def _urgency(row: TaskRow) -> tuple[bool, bool, dt.date, int, str]:
    return (
        not row.is_urgent,
        row.due_on is None,
        row.due_on or dt.date.max,
        row.measure.position,
        row.key,
    )


_JOINS = (
    "measure__road_map__organisation",
    "unit_organisation",
    "unit_person",
    "submitted_by",
    "occurrence",
    "action",
)


def submitted_parts(user: Any) -> Any:
    """Submitted parts in the user's sight, the longest waiting first."""
    rows = Execution.objects.visible_to(user).filter(
        status=ExecutionStatus.SUBMITTED, measure__road_map__status=RoadMapStatus.APPROVED
    )
    return rows.select_related(*_JOINS).order_by("changed_at", "pk")


@dataclass(frozen=True)
class Waiting:
    """Submitted parts: those that the person is to confirm, and the person's own in others' hands."""

    for_me: list[TaskRow]
    for_others: list[TaskRow]


def waiting(user: Any, mine: Mine) -> Waiting:
    """What waits for the person and what waits for others, the longest waiting first; three queries."""
    rows = list(submitted_parts(user)[:MOST_WAITING])
    hands = Confirmers(rows)
    return Waiting(
        for_me=[_submitted(row, "") for row in rows if user.person_id in hands.of(row).people],
        for_others=[_submitted(row, hands.of(row).label) for row in rows if _is_own(row, user, mine)],
    )


def _is_own(row: Execution, user: Any, mine: Mine) -> bool:
    return (
        row.unit_organisation_id in mine.organisations
        or row.unit_person_id == mine.person
        or row.submitted_by_id == user.pk
    )


def _submitted(row: Execution, hands: str) -> TaskRow:
    return TaskRow(
        measure=row.measure,
        key=row.leaf_key,
        unit=str(row.unit_organisation or row.unit_person or ""),
        due_on=row.due_on,
        state=ProgressState.SUBMITTED,
        status=row.status,
        execution=row,
        since=row.changed_at,
        hands=hands,
    )
