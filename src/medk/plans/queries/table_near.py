"""The reader's own part of each measure, and how their municipality stands, for those below the plan."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Prefetch, Q, prefetch_related_objects

from medk.orgs.roles import Role
from medk.plans.choices import BodyClass, ExecutionStatus, Population
from medk.plans.models import Execution, Measure, Occurrence, RoadMap
from medk.plans.queries.leaves import known_leaves, parts_of_measure
from medk.plans.queries.plan_at import PlanAt
from medk.plans.queries.states_at import leaves_at
from medk.plans.queries.table_sight import Reach, Sight
from medk.plans.queries.tally import facts_of
from medk.plans.queries.units import Units
from medk.plans.rules.aggregates import may_show_part
from medk.plans.rules.leaves import Unit, name_around, shared_out
from medk.plans.rules.table import Near

#: Measure → (key, name) of each executor.
Named = Mapping[int, Iterable[tuple[str, str]]]
#: The reader's own part and that of their municipality; None where there is none or it may not be shown.
Parts = tuple[Near | None, Near | None]
#: A unit and the name of its leaf.
Pair = tuple[Unit, str]

#: Classes of executors that a role is of.
_CLASSES: dict[str, tuple[str, ...]] = {
    Role.REGIONAL_COORDINATOR: (BodyClass.REGIONAL_COORDINATORS,),
    Role.MUNICIPAL_COORDINATOR: (BodyClass.MUNICIPAL_COORDINATORS, BodyClass.MUNICIPALITIES),
    Role.METHODICAL_SERVICE: (BodyClass.METHODICAL_SERVICES,),
    Role.SCHOOL_HEAD: (BodyClass.SCHOOLS,),
    Role.SCHOOL_STAFF: (BodyClass.SCHOOLS,),
    Role.CURATOR: (BodyClass.CURATORS,),
}
_MEASURE = ("pk", "status", "population", "cohort_id", "population_role", "due_on")


def classes_of(roles: Iterable[str]) -> frozenset[str]:
    """Keys of the classes of executors that holders of roles are of."""
    return frozenset(f"c-{name}" for role in roles for name in _CLASSES.get(role, ()))


class _NearUnits:
    """Units of the reader's own and of their neighbours; populations that hold none are not read.

    `units` are all of the plan's, limited to those near.
    """

    def __init__(self, units: Units, reach: Reach, executors: Named) -> None:
        self._units = units
        self._reach = reach
        self._executors = executors

    def of(self, measure: Measure) -> list[Unit]:
        if measure.population == Population.BODY:
            named = self._executors.get(measure.pk, ())
            return [Unit(key, name) for key, name in named if key in self._reach.keys]
        roles = {Population.CURATOR: Role.CURATOR, Population.ROLE: measure.population_role}
        role = roles.get(Population(measure.population))
        if role and role not in self._reach.roles:
            return []
        if measure.population == Population.MUNICIPALITY and not self._reach.towns:
            return []
        return self._units.of(measure)


def parts_near(
    road_map: RoadMap,
    sight: Sight,
    found: Iterable[Mapping[str, Any]],
    *,
    executors: Named,
    on: dt.date,
    plan: PlanAt | None = None,
) -> dict[int, Parts]:
    """Measure → what stands near the reader of each measure counted one by one.

    `found` holds the values of the plan's measures with their `progress__units`; six queries and one for
    each population in which the reader has a part. `plan` is the plan at a past moment.
    """
    rows = {row["pk"]: row for row in found if row["population"]}
    near = sight.reach.all_keys
    kept = plan.units.limited(near) if plan else Units(road_map, only=near)
    units: Any = _NearUnits(kept, sight.reach, executors)
    measures = [m for m in plan.measures if m.pk in rows] if plan else _measures(road_map, rows.values())
    concerned = [measure for measure in measures if units.of(measure)]
    stored = _stored(sight.reach, [measure.pk for measure in concerned], plan)
    smallest, keys = road_map.cycle.smallest_group, sight.reach.keys
    parts: dict[int, Parts] = {}
    for measure in concerned:
        leaves = _NearLeaves(measure, units, on, stored=stored.get(measure.pk, []))
        whole = rows[measure.pk]["progress__units"]
        parts[measure.pk] = (
            _own(keys, sight.reach, leaves),
            _around(keys, sight.reach, leaves, whole=whole, smallest=smallest),
        )
    return parts


class _NearLeaves:
    """Leaves of one measure near the reader: pairs of unit and name, and what is stored of each name.

    There may be thousands, of which only how many are confirmed is said: a state is made for one alone.
    """

    def __init__(self, measure: Measure, units: Any, on: dt.date, *, stored: Iterable[Any]) -> None:
        self._ask = (measure, units, on)
        self._stored = {row.leaf_key: row for row in stored}
        self.pairs = [
            (unit, before + unit.key + after)
            for part, concerned in shared_out(units.of(measure), parts_of_measure(measure))
            for before, after in [name_around(part)]
            for unit in concerned
            if part.due_on is None or unit.belongs_on(part.due_on)
        ]

    def near(self, whose: str, pairs: list[Pair], *, is_own: bool = False) -> Near:
        """Some of the leaves in words."""
        rows = [self._stored.get(name) for _, name in pairs]
        confirmed = sum(row is not None and row.status == ExecutionStatus.CONFIRMED for row in rows)
        state = self._state(pairs[0][1]) if len(pairs) == 1 else ""
        return Near(whose, len(pairs), confirmed, state, is_own)

    def _state(self, name: str) -> str:
        leaves = known_leaves(*self._ask, stored=self._stored.values())
        return next(leaf.state for leaf in leaves if leaf.key == name)


def _measures(road_map: RoadMap, rows: Iterable[Mapping[str, Any]]) -> list[Measure]:
    measures = [Measure(road_map=road_map, **{name: row[name] for name in _MEASURE}) for row in rows]
    occurrences = Prefetch("occurrences", Occurrence.objects.filter(is_withdrawn=False))
    prefetch_related_objects(measures, "actions", occurrences, "chosen_units", "pauses")
    return measures


def _stored(reach: Reach, measure_ids: Collection[int], plan: PlanAt | None) -> Mapping[int, list[Any]]:
    if not measure_ids:
        return {}
    near = Q(unit_organisation_id__in=reach.places | reach.neighbours) | Q(unit_person_id=reach.person_id)
    rows = Execution.objects.filter(near, measure_id__in=measure_ids)
    if plan is None:
        return facts_of(rows)
    kept: dict[int, list[Any]] = {}
    known = measure_ids and plan.stored.keys() >= set(measure_ids)
    for row in _near_of(reach, plan, measure_ids) if known else leaves_at(rows, plan.cut):
        kept.setdefault(row.measure_id, []).append(row)
    return kept


def _near_of(reach: Reach, plan: PlanAt, measure_ids: Collection[int]) -> Iterator[Any]:
    """The same of parts that were read for the counts of the page."""
    near = reach.places | reach.neighbours
    for pk in measure_ids:
        for row in plan.stored[pk]:
            if row.unit_organisation_id in near or row.unit_person_id == reach.person_id:
                yield row


def _own(keys: frozenset[str], reach: Reach, leaves: _NearLeaves) -> Near | None:
    held = [pair for pair in leaves.pairs if pair[0].key in keys]
    if not held:
        return None
    units = {unit.key for unit, _ in held}
    whose = "ваша часть" if len(units) == 1 or not reach.towns else "в вашей территории"
    return leaves.near(whose, held, is_own=bool(units & reach.own_keys))


def _around(
    keys: frozenset[str], reach: Reach, leaves: _NearLeaves, *, whole: int, smallest: int
) -> Near | None:
    """The schools of the reader's municipality together, unless that would tell of one or two."""
    if reach.towns:
        return None
    held = [pair for pair in leaves.pairs if pair[0].key.startswith("o")]
    group = {unit.key for unit, _ in held}
    own = group & keys
    if group == own or not may_show_part(len(group), whole=whole, known=len(own), smallest=smallest):
        return None
    return leaves.near("в муниципалитете", held)
