"""Random years: the past as it was known is what was seen then; as it happened is what the facts say."""

import random

import pytest

from medk.plans.rules.moments import Mode, Moment
from tests.plans.past_years import live_through, look, plant

pytestmark = pytest.mark.django_db

SEEDS = (1, 2, 3)


@pytest.mark.parametrize("is_still", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_past_view_is_the_one_that_was_seen(district, seed, is_still):
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
