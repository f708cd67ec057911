"""Counting leaves by kinds gives what counting them one by one gives."""

import datetime as dt
import random

import pytest

from medk.plans.choices import ExecutionStatus
from medk.plans.models import Execution, Measure, Occurrence, Pause
from medk.plans.queries.leaves import known_leaves, leaves_of, with_leaf_parts
from medk.plans.queries.tally import stored_facts, tally
from medk.plans.queries.units import Units
from medk.plans.rules.progress import coverage
from tests.plans.scenes import approved_measure

pytestmark = pytest.mark.django_db
ON = dt.date(2022, 5, 20)


def _story(measure: Measure, chance: random.Random) -> None:
    """Some leaves touched in every way that is counted."""
    for leaf in leaves_of(measure, Units(measure.road_map)):
        status = chance.choice([None, *ExecutionStatus.values])
        if status:
            done = chance.choice([None, ON - dt.timedelta(days=chance.randrange(90))])
            Execution.objects.create(
                measure=measure, leaf_key=leaf.key, unit_organisation_id=leaf.unit.organisation_id,
                occurrence_id=leaf.part.occurrence_id, due_on=leaf.part.due_on, status=status, done_on=done,
                is_self_confirmed=chance.random() < 0.3,
            )  # fmt: skip


@pytest.mark.parametrize("is_paused", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_kinds_of_leaves_count_like_leaves(district, seed, is_paused):
    chance = random.Random(seed)
    measure = approved_measure(district, population="school", title="Отчёт", due_on=ON)
    Occurrence.objects.bulk_create(
        Occurrence(
            measure=measure, ordinal=n, due_on=chance.choice([None, ON + dt.timedelta(days=10 * n - 30)])
        )
        for n in range(1, 7)
    )
    measure = with_leaf_parts(Measure.objects.filter(pk=measure.pk)).get()
    _story(measure, chance)
    if is_paused:
        Pause.objects.create(
            measure=measure, unit_organisation=district.school, starts_on=ON - dt.timedelta(days=9), reason="Ремонт",
            extends_deadline=seed % 2 == 0, by=district.users["regional"], entered_at=dt.datetime.now(dt.UTC),
        )  # fmt: skip
        measure = with_leaf_parts(Measure.objects.filter(pk=measure.pk)).get()
    units = Units(measure.road_map)
    leaves = known_leaves(measure, units, ON, stored=measure.executions.all())
    counted, owing = tally(measure, units, ON, stored=stored_facts([measure.pk])[measure.pk])
    assert counted == coverage((leaf.facts for leaf in leaves), ON), f"seed {seed}"
    assert counted.total >= 6
    assert owing == len({leaf.leaf.unit.key for leaf in leaves})
