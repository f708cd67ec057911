"""Leaves of measures with what is stored about them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from medk.plans.choices import ExecutionStatus, ProgressState
from medk.plans.models import Action, Execution, Executor, Measure, Occurrence, Pause
from medk.plans.queries.units import Units
from medk.plans.rules.leaves import Leaf, Part, Unit, owed, parts_of
from medk.plans.rules.progress import LeafFacts, extended, leaf_state

_PAUSE_JOINS = ("unit_organisation", "execution__unit_organisation", "by__person")


def with_leaf_parts(measures: Any) -> Any:
    """Measures with everything that leaves are made of, in a fixed number of queries."""
    return measures.select_related("road_map", "road_map__organisation").prefetch_related(
        Prefetch("actions", Action.objects.all()),
        Prefetch("occurrences", Occurrence.objects.filter(is_withdrawn=False)),
        Prefetch("executors", Executor.objects.select_related("organisation", "person")),
        "chosen_units",
        Prefetch("pauses", Pause.objects.select_related(*_PAUSE_JOINS)),
    )


@dataclass(frozen=True)
class KnownLeaf:
    """A leaf with its stored row (None while untouched), its facts and its state on a date."""

    leaf: Leaf
    execution: Execution | None
    facts: LeafFacts
    state: ProgressState

    @property
    def key(self) -> str:
        return self.leaf.key

    @property
    def due_on(self) -> dt.date | None:
        return self.facts.due_on


def parts_of_measure(measure: Measure) -> list[Part]:
    """What the measure asks for: its actions and occurrences, or itself."""
    slots = [row for row in measure.occurrences.all() if not row.is_withdrawn]
    return parts_of(
        measure.due_on,
        actions=[(action.pk, action.due_on) for action in measure.actions.all()],
        occurrences=[(row.pk, row.due_on) for row in slots],
        limits={row.pk: row.unit_ids for row in slots if row.unit_ids},
    )


def leaves_of(measure: Measure, units: Units) -> Iterator[Leaf]:
    """Leaves due by definition."""
    return owed(units.of(measure), parts_of_measure(measure))


def known_leaves(
    measure: Measure, units: Units, on: dt.date, *, stored: Iterable[Execution]
) -> list[KnownLeaf]:
    """Leaves of a measure joined to `stored` rows, by part and then by the unit's name.

    A stored row of a unit that owes nothing any more (it has left the cohort) is not among them.
    """
    rows = {row.leaf_key: row for row in stored}
    return [_known(measure, leaf, rows.get(leaf.key), on) for leaf in leaves_of(measure, units)]


def known_part(measure: Measure, row: Execution, on: dt.date) -> KnownLeaf:
    """One part, stored or blank, with its facts and its state on a date."""
    key = f"o{row.unit_organisation_id}" if row.unit_organisation_id else ""
    unit = Unit(f"p{row.unit_person_id}" if row.unit_person_id else key)
    leaf = Leaf(unit, Part(row.due_on, row.action_id, row.occurrence_id))
    return _known(measure, leaf, row if row.pk else None, on)


def _known(measure: Measure, leaf: Leaf, row: Execution | None, on: dt.date) -> KnownLeaf:
    pauses = [p for p in measure.pauses.all() if _concerns(p, leaf, row)]
    due = extended(leaf.part.due_on, [(p.starts_on, p.ends_on) for p in pauses if p.extends_deadline], on)
    facts = LeafFacts(
        status=row.status if row else ExecutionStatus.PLANNED,
        due_on=due,
        done_on=row.done_on if row else None,
        is_paused=any(_holds(pause, on) for pause in pauses),
        is_self_confirmed=bool(row and row.is_self_confirmed),
    )
    return KnownLeaf(leaf, row, facts, leaf_state(facts, on))


def _holds(pause: Pause, on: dt.date) -> bool:
    return pause.starts_on <= on and (pause.ends_on is None or on <= pause.ends_on)


def _concerns(pause: Pause, leaf: Leaf, row: Execution | None) -> bool:
    """A pause concerns a leaf by its measure, its unit, or itself."""
    if pause.execution_id:
        return bool(row and row.pk == pause.execution_id)
    if pause.unit_organisation_id:
        return leaf.unit.organisation_id == pause.unit_organisation_id
    return True


def is_paused(measure: Measure, on: dt.date) -> bool:
    """Whether the measure as a whole is paused on a date."""
    return any(
        pause.execution_id is None and pause.unit_organisation_id is None and _holds(pause, on)
        for pause in measure.pauses.all()
    )
