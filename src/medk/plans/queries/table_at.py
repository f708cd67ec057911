"""The values of a table's rows at a past moment, in the shape in which the present ones are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from medk.plans.choices import Population
from medk.plans.models import Measure
from medk.plans.queries.closing import REMEMBERED
from medk.plans.queries.plan_at import PlanAt
from medk.plans.queries.states_at import PlanState


@dataclass(frozen=True)
class Values:
    """Everything that the rows of a table are made of, at a past moment."""

    state: PlanState
    measures: list[dict[str, Any]]
    executors: list[tuple]
    targets: list[tuple]


def values_at(plan: PlanAt, fields: Iterable[str], counts: Iterable[str]) -> Values:
    """The values of a past moment, remembered a while: what was known does not change.

    What happened changes with each entry about the day, so its number is part of the name.
    """
    name = _name(plan)
    held: Values | None = cache.get(name) if name else None
    if held is None:
        measures = measure_values_at(plan, fields, counts)
        executors, targets = list(executor_values_at(plan)), list(target_values_at(plan))
        held = Values(plan.state, measures, executors, targets)
        if name:
            cache.set(name, held, REMEMBERED)
    plan.state = held.state
    return held


def _name(plan: PlanAt) -> str:
    """Empty when the world around the plan was corrected: then nothing is remembered."""
    said = f"medk:table:{plan.road_map.pk}:{plan.moment.on}"
    if plan.cut.is_known:
        return f"{said}:known"
    since = plan.entered_since
    return "" if since.is_world else f"{said}:{since.last}"


def measure_values_at(plan: PlanAt, fields: Iterable[str], counts: Iterable[str]) -> list[dict[str, Any]]:
    """Values of each measure by the names of a query: own fields, `section__…`, `progress__…`."""
    plain = [name for name in fields if not name.startswith("section__")]
    names = tuple(counts)
    return [_values(measure, plain, plan.progress.get(measure.pk), names) for measure in plan.measures]


def _values(measure: Measure, plain: list[str], progress: Any, counts: tuple[str, ...]) -> dict[str, Any]:
    section = measure.section
    values = {name: getattr(measure, name) for name in plain}
    values |= {
        f"section__{name}": getattr(section, name) if section else None for name in ("number", "title")
    }
    return values | {f"progress__{name}": getattr(progress, name) for name in counts}


def executor_values_at(plan: PlanAt) -> Iterator[tuple]:
    """Each executor of each measure, as `executors_of` reads them."""
    for measure in plan.measures:
        for row in measure.executors.all():
            body, person = row.organisation, row.person
            yield (
                measure.pk, row.organisation_id, body.short_name if body else None, body.name if body else None,
                row.person_id, person.name if person else None, row.body_class, row.short_name, row.name,
                body.kind if body else None,
            )  # fmt: skip


def target_values_at(plan: PlanAt) -> Iterator[tuple]:
    """Each target with each of its readings, the latest last, as `targets_of` reads them; one query."""
    plan.put_readings()
    for measure in plan.measures:
        for target in measure.targets.all():
            said = (measure.pk, target.pk, target.kind, target.value, target.unit, target.per)
            readings = list(reversed(list(target.readings.all())))
            if not readings:
                yield (*said, None, None, None)
            for reading in readings:
                yield (*said, reading.value, reading.on, reading.is_reached)


def schools_known(plan: PlanAt, keys: frozenset[str]) -> dict[int, int]:
    """Measure → how many of its schools then are the reader's own: figures of so few others stay hidden.

    Rights are today's, so a school that left the cohort since is still known to its territory.
    """
    rows = [row for row in plan.measures if row.population == Population.SCHOOL]
    return {row.pk: plan.units.schools_among(row, keys) for row in rows}
