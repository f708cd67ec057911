"""Counting the leaves of a measure: what turning the day of a federation is made of.

The same answer as `known_leaves` with `coverage`, without an object for each leaf: most leaves of a
measure differ in nothing that is counted.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from medk.plans.choices import ExecutionStatus
from medk.plans.models import Execution, Measure
from medk.plans.queries.leaves import known_leaves, parts_of_measure
from medk.plans.queries.units import Units
from medk.plans.rules.leaves import Part, Unit, name_around, shared_out
from medk.plans.rules.progress import Coverage, LeafFacts, coverage

#: What a leaf is counted by: status, deadline, day of the fact, whether its executor confirmed it.
_Facts = tuple[str, dt.date | None, dt.date | None, bool]
_UNTOUCHED = (ExecutionStatus.PLANNED.value, None, False)


class Stored(NamedTuple):
    """What counting asks of a stored leaf."""

    pk: int
    leaf_key: str
    status: str
    done_on: dt.date | None
    is_self_confirmed: bool


def stored_facts(measure_ids: Iterable[int]) -> dict[int, list[Stored]]:
    """Stored leaves of several measures in one query, without a sight: for counting only."""
    return facts_of(Execution.objects.filter(measure_id__in=list(measure_ids)))


def facts_of(rows: QuerySet[Execution]) -> dict[int, list[Stored]]:
    """Measure → what counting asks of these stored leaves; one query."""
    kept: dict[int, list[Stored]] = defaultdict(list)
    found = rows.order_by().values_list("measure_id", *Stored._fields)
    for measure, *facts in found.iterator(chunk_size=2000):
        kept[measure].append(Stored._make(facts))
    return kept


def tally(measure: Measure, units: Units, on: dt.date, *, stored: Iterable[Any]) -> tuple[Coverage, int]:
    """Counts of a measure's leaves on a date, and how many units owe them.

    `measure` has passed through `with_leaf_parts`; `stored` are rows with the fields of `Stored`.
    """
    if measure.pauses.all():
        leaves = known_leaves(measure, units, on, stored=stored)
        return coverage((leaf.facts for leaf in leaves), on), len({leaf.leaf.unit.key for leaf in leaves})
    held = {row.leaf_key: (row.status, row.done_on, row.is_self_confirmed) for row in stored}
    kinds: Counter[_Facts] = Counter()
    owing: set[str] = set()
    for part, concerned in shared_out(units.of(measure), parts_of_measure(measure)):
        owing.update(_count_part(part, concerned, held, kinds))
    counted = Coverage(on)
    for (status, due_on, done_on, is_alone), times in kinds.items():
        counted.add(LeafFacts(status, due_on, done_on, is_self_confirmed=is_alone), times)
    return counted, len(owing)


def _count_part(
    part: Part, units: Iterable[Unit], held: dict[str, tuple], kinds: Counter[_Facts]
) -> list[str]:
    """Count one part of every unit that owes it into `kinds`; returns the units."""
    owing = []
    before, after = name_around(part)
    for unit in units:
        if part.due_on is None or unit.belongs_on(part.due_on):
            owing.append(unit.key)
            status, done_on, is_alone = held.get(before + unit.key + after, _UNTOUCHED)
            kinds[status, part.due_on, done_on, is_alone] += 1
    return owing
