"""The demo's cascade: Карпинск's own map beside the invented regional one."""

import re

import pytest
from django.db import transaction

from medk.kernel import clock
from medk.plans.actions.cascade_decisions import pending_of
from medk.plans.models import MeasureOrigin, OriginDecision
from medk.plans.queries.cascade_below import below_of
from medk.rehearsal.planbook import load_plan
from medk.rehearsal.play import SEED, UNTIL, rehearse

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def maps(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(UNTIL):
        yield rehearse(only=("SVE",), seed=SEED).road_maps
        transaction.set_rollback(True)


def pairs(town):
    links = MeasureOrigin.objects.filter(measure__road_map=town, state="live")
    return dict(links.values_list("measure__number", "parent__number"))


def test_polls_reports_and_visits_of_the_town_meet_the_regions(maps):
    """The town's rows 1.8 and 1.14 are polls one and two, 1.13 reports, 1.12 visits of the first stage."""
    found = pairs(maps["karpinsk-2022"])
    assert {found[number] for number in ("1.8", "1.14", "1.13", "1.12")} == {"6", "11", "10", "8"}
    assert (found["1.8"], found["1.14"], found["1.13"]) == ("6", "11", "10")


def test_one_change_was_accepted_one_declined_and_some_wait(maps):
    town = maps["karpinsk-2022"]
    decided = OriginDecision.objects.filter(origin__measure__road_map=town)
    assert set(decided.values_list("origin__parent__number", "verdict")) == {
        ("5", "accepted"),
        ("7", "declined"),
    }
    waiting = {change.origin.parent.number for change in pending_of(town)}
    assert {"11", "12"} <= waiting
    assert "state" in {change.aspect for change in pending_of(town)}
    assert not waiting & {"5", "7"}


def test_the_region_sees_a_gap_a_town_without_a_map_and_progress(maps):
    below = below_of(maps["sverdlovsk-2022"], is_above=True, seen=frozenset())
    assert [str(place.organisation) for place in below.without_map] == ["Краснолесье"]
    assert "9" in {row.measure.number for row in below.uncovered}
    done = {row.measure.number: (row.confirmed, row.total) for row in below.measures}
    assert any(confirmed for confirmed, _ in done.values())
    assert "14" not in done


def test_the_invented_map_says_that_it_is_invented():
    plan = load_plan("sverdlovsk-2022")
    assert "для показа" in plan.document.title
    assert plan.document.number is None
    for measure in plan.measures:
        assert not re.search(r"\s{2}", measure.title)
