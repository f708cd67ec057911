"""`medk check` finds what is false about amendments, and nothing where all is true."""

import datetime as dt

import pytest

from medk.plans.actions.amendments_force import approve_amendment
from medk.plans.integrity_amendments import amendments_came_into_force, versions_are_what_was_frozen
from medk.plans.models import Measure, PlanBaseline
from tests.plans.amending import JUNE_1, approved_plan, measures, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(district):
    made = approved_plan(district)
    author = district.users["regional"]
    approve_amendment(sent(made, author, measure=measures(made)[0], due_on="2022-06-30"), by=author)
    return made


def found():
    return [*amendments_came_into_force(), *versions_are_what_was_frozen()]


def test_nothing_is_found_where_all_is_true(plan):
    assert found() == []


def test_a_plan_changed_past_its_amendments_is_named(plan):
    Measure.objects.filter(pk=measures(plan)[1].pk).update(due_on=dt.date(2022, 7, 1))
    assert found() == [f"план {plan.pk}: содержание не то, что в последней редакции (редакция 2)"]


def test_a_version_written_over_is_named(plan):
    PlanBaseline.objects.filter(ordinal=1).update(content={"measures": []})
    assert found() == [f"план {plan.pk}, редакция 1: отпечаток не сходится с содержанием"]


def test_an_amendment_without_its_version_is_named(plan):
    amendment = plan.plan_amendments.get()
    PlanBaseline.objects.filter(amendment=amendment).update(amendment=None)
    assert found() == [f"изменение {amendment.pk} действует, а редакции плана нет"]


def test_a_day_that_passed_without_the_change_is_named(plan, district, clock):
    author = district.users["regional"]
    ahead = sent(plan, author, measure=measures(plan)[1], effective_on=JUNE_1, goal="Успеть")
    approve_amendment(ahead, by=author)
    clock.set(JUNE_1)
    assert found() == []
    clock.set(dt.date(2022, 6, 2))
    assert found() == [f"изменение № 2 плана {plan.pk}: день 01.06.2022 прошёл, а план прежний"]
