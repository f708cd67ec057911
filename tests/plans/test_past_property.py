"""Random years: the past as it was known is what was seen then; as it happened is what the facts say."""

import random

import pytest

from medk.plans.integrity_past import (
    kept_days_are_true,
    late_facts_are_those_of_the_moves,
    versions_say_what_the_plan_says,
)
from medk.plans.rules.moments import Mode, Moment
from tests.plans.past_naive import Facts
from tests.plans.past_years import leaves_seen, live_through, look, plant
from tests.zones import both_zones

pytestmark = pytest.mark.django_db

SEEDS = (1, 2)


@pytest.mark.parametrize("is_still", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_past_view_is_the_one_that_was_seen(district, zone, seed, is_still):
    year = plant(district, random.Random(seed), is_still=is_still)
    live_through(year)
    assert len(year.seen) > 5
    assert len(year.done) > 12, year.done
    for day, then in year.seen.items():
        now = look(year, Moment(day, Mode.KNOWN))
        assert now.leaves == then.leaves, f"seed {seed}, {day}"
        for name, rows in then.rows.items():
            for row, was in zip(now.rows[name], rows, strict=True):
                differing = {field: (row[field], was[field]) for field in was if row[field] != was[field]}
                assert not differing, f"seed {seed}, {day}, {name}"
        assert now.shares == then.shares, f"seed {seed}, {day}"
        assert leaves_happened(year, day) == Facts(year.road_map, day, zone).leaves(), f"seed {seed}, {day}"
    if is_still:
        for check in (versions_say_what_the_plan_says, late_facts_are_those_of_the_moves, kept_days_are_true):
            assert not list(check()), f"seed {seed}"


def leaves_happened(year, day):
    """Measure → its leaves as they happened, by the engine, without names and marks of self-confirmation."""
    found = leaves_seen(year.road_map, Moment(day, Mode.HAPPENED))
    return {pk: [(leaf[0], *leaf[2:7]) for leaf in leaves] for pk, leaves in found.items()}


@both_zones
def test_a_year_beside_the_date_line_is_the_same(district, zone):
    year = plant(district, random.Random(11), is_still=False)
    live_through(year)
    for day, then in year.seen.items():
        assert look(year, Moment(day, Mode.KNOWN)).leaves == then.leaves, f"seed 11, {day}"
