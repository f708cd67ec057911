"""What waits for a person: parts that are theirs to do, to confirm, and those that others hold."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, TextField, Value, prefetch_related_objects
from django.db.models.functions import Coalesce, NullIf

from medk.orgs.models import Organisation, TreeLink
from medk.orgs.querysets import active_appointments
from medk.orgs.roles import Role
from medk.plans.choices import ExecutionStatus, MeasureStatus, Population, ProgressState, RoadMapStatus
from medk.plans.models import Execution, Measure, RoadMap
from medk.plans.queries.confirmers import CONFIRMING, Confirmers
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


#: How a unit is called, as `str` of an organisation or of a person would say it.
_UNIT_NAME = Coalesce(
    NullIf("unit_organisation__short_name", Value("")),
    "unit_organisation__name",
    "unit_person__name",
    Value(""),
    output_field=TextField(),
)
#: What pages of parts read besides the measure; asked for those that are shown only.
_SHOWN = ("unit_organisation", "unit_person", "occurrence", "action")


#: What is read of the measure, the plan and the owner of each part; anything else is asked for when used.
_MEASURE = ("number", "title", "position", "population", "confirmer", "road_map_id")
_MAP = ("title", "organisation_id", "status", "cycle_id")
_OWNER = ("name", "short_name", "kind", "time_zone")
_WITH_PARENTS = {
    **{f"in_measure_{name}": F(f"measure__{name}") for name in _MEASURE},
    **{f"in_map_{name}": F(f"measure__road_map__{name}") for name in _MAP},
    **{f"in_owner_{name}": F(f"measure__road_map__organisation__{name}") for name in _OWNER},
}


def submitted_parts(user: Any, mine: Mine) -> Any:
    """Submitted parts that the user may be the one to confirm, and the user's own in others' hands.

    The longest waiting first. What is in sight but in the hands of coordinators elsewhere is not read:
    a branch for each way to a part, so that the database goes by an index whatever the federation's size.
    """
    submitted = Execution.objects.filter(status=ExecutionStatus.SUBMITTED).order_by()
    approved = RoadMap.objects.filter(status=RoadMapStatus.APPROVED)
    run = approved.filter(Q(organisation_id__in=_confirmed_below(user)) | Q(organisation__in=_federal(user)))
    measures = Measure.objects.filter(road_map__in=run.values("pk")).values("pk")
    branches = [
        submitted.filter(measure_id__in=measures),
        submitted.filter(unit_organisation_id__in=_confirmed_below(user)),
        submitted.filter(unit_organisation_id__in=mine.organisations),
        submitted.filter(unit_person_id=mine.person),
        submitted.filter(submitted_by_id=user.pk),
    ]
    numbers = branches[0].values("pk").union(*(branch.values("pk") for branch in branches[1:]))
    rows = Execution.objects.visible_to(user).filter(pk__in=numbers)
    rows = rows.filter(measure__road_map__status=RoadMapStatus.APPROVED)
    return rows.annotate(
        unit_name=_UNIT_NAME, submitter=F("submitted_by__person_id"), **_WITH_PARENTS
    ).order_by("changed_at", "pk")


def _confirmed_below(user: Any) -> Any:
    """Ids of organisations at or below those where the user confirms."""
    held = active_appointments(user).filter(role__in=CONFIRMING)
    return TreeLink.objects.filter(ancestor_id__in=held.values("organisation_id")).values("descendant_id")


def _federal(user: Any) -> Any:
    """Federations whose plans the user confirms: an administrator's own."""
    held = active_appointments(user).filter(role=Role.ADMINISTRATOR)
    return Organisation.objects.filter(kind="federation", pk__in=held.values("organisation_id")).values("pk")


def _with_measures(rows: list[Any]) -> list[Any]:
    """Parts with their measures, plans and owners, one object for all parts of one.

    A join of Django's would build all three anew for each of a thousand rows.
    """
    measures: dict[int, Measure] = {}
    for row in rows:
        if row.measure_id not in measures:
            measures[row.measure_id] = _measure_of(row)
        row.measure = measures[row.measure_id]
    return rows


def _measure_of(row: Any) -> Measure:
    owner = _loaded(Organisation, row.in_map_organisation_id, "owner", row)
    road_map = _loaded(RoadMap, row.in_measure_road_map_id, "map", row)
    measure = _loaded(Measure, row.measure_id, "measure", row)
    road_map.organisation, measure.road_map = owner, road_map
    return measure


def _loaded(model: Any, pk: int, what: str, row: Any) -> Any:
    """A row of a model of which only some fields were read; they go in the model's own order."""
    read = {"owner": _OWNER, "map": _MAP, "measure": _MEASURE}[what]
    names = [field.attname for field in model._meta.concrete_fields if field.attname in read]
    values = [getattr(row, f"in_{what}_{name}") for name in names]
    return model.from_db(row._state.db, ["id", *names], [pk, *values])


def with_shown(tasks: Iterable[TaskRow]) -> None:
    """Read what pages print of these parts: units, repeats, actions; a query for each."""
    prefetch_related_objects([task.execution for task in tasks if task.execution], *_SHOWN)


@dataclass(frozen=True)
class Waiting:
    """Submitted parts: those that the person is to confirm, and the person's own in others' hands."""

    for_me: list[TaskRow]
    for_others: list[TaskRow]


def waiting(user: Any, mine: Mine) -> Waiting:
    """What waits for the person and what waits for others, the longest waiting first; three queries."""
    rows = _with_measures(list(submitted_parts(user, mine)[:MOST_WAITING]))
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


def _submitted(row: Any, hands: str) -> TaskRow:
    return TaskRow(
        measure=row.measure,
        key=row.leaf_key,
        unit=row.unit_name,
        due_on=row.due_on,
        state=ProgressState.SUBMITTED,
        status=row.status,
        execution=row,
        since=row.changed_at,
        hands=hands,
    )
