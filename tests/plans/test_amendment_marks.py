"""What hangs on the rows of an approved plan when an amendment changes them: marks, readings, repeats."""

import datetime as dt

import pytest

from medk.kernel.refusals import Refused
from medk.plans.actions import execution
from medk.plans.actions.amendments_force import approve_amendment
from medk.plans.actions.measures import read_target
from medk.plans.choices import Frequency, ScheduleKind
from medk.plans.models import Execution, Measure
from medk.plans.queries.leaves import with_leaf_parts
from tests.factories.plans import ActionFactory, TargetFactory
from tests.plans.amending import (
    JUNE_30,
    MAY_20,
    approved_plan,
    measures,
    sent,
)
from tests.plans.scenes import part, school_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(district):
    return district.users["regional"]


@pytest.fixture
def plan(district, author):
    return approved_plan(district, population="school")


def test_marks_already_made_are_not_orphaned(plan, author, district):
    row = part_ready(measures(plan)[0])
    execution.start(school_part(row, district.school), by=district.users["head"])
    amendment = sent(plan, author, measure=row, population="")
    with pytest.raises(Refused, match="перестанут относиться"):
        approve_amendment(amendment, by=author)
    assert measures(plan)[0].population == "school"
    assert plan.baselines.count() == 1
    kept = sent(plan, author, measure=row, due_on="2022-06-30")
    approve_amendment(kept, by=author)
    assert school_part(part_ready(measures(plan)[0]), district.school).due_on == JUNE_30


def part_ready(measure):
    return with_leaf_parts(Measure.objects.filter(pk=measure.pk)).get()


def test_actions_keep_their_marks_when_others_come_and_go(district, author):
    plan = approved_plan(district, count=1)
    row = measures(plan)[0]
    kept, gone = ActionFactory(measure=row, title="Первое"), ActionFactory(measure=row, title="Второе")
    execution.start(part(part_ready(row), f"a{kept.pk}--"), by=author)
    rows = [{"title": "Новое", "due_on": None}, {"title": "Первое", "due_on": "2022-06-10"}]
    approve_amendment(sent(plan, author, measure=row, actions=rows), by=author)
    assert [one.title for one in row.actions.order_by("position")] == ["Новое", "Первое"]
    assert Execution.objects.get().action_id == kept.pk
    assert Execution.objects.get().due_on == dt.date(2022, 6, 10)
    assert row.actions.filter(pk=gone.pk).get().title == "Новое"
    amendment = sent(plan, author, measure=row, actions=[{"title": "Новое", "due_on": None}])
    with pytest.raises(Refused, match="уже исполняют"):
        approve_amendment(amendment, by=author)


def test_a_target_that_was_read_is_not_removed(district, author):
    plan = approved_plan(district, count=1)
    row = measures(plan)[0]
    target = TargetFactory(measure=row)
    read_target(target, by=author, on=MAY_20, value=50)
    amendment = sent(plan, author, measure=row, targets=[])
    with pytest.raises(Refused, match="уже внесены значения"):
        approve_amendment(amendment, by=author)
    changed = [{"kind": "share", "value": "90.00", "unit": "%", "per": ""}]
    approve_amendment(sent(plan, author, measure=row, targets=changed), by=author)
    target.refresh_from_db()
    assert (target.value, target.readings.count()) == (90, 1)


def test_a_schedule_becomes_a_series(district, author):
    plan = approved_plan(district, count=1)
    row = measures(plan)[0]
    fields = {
        "schedule_kind": ScheduleKind.RECURRING.value, "frequency": Frequency.MONTHLY.value,
        "starts_on": "2022-06-01", "due_on": "2022-08-31",
    }  # fmt: skip
    approve_amendment(sent(plan, author, measure=row, **fields), by=author)
    assert [slot.due_on.month for slot in row.occurrences.order_by("due_on")] == [6, 7, 8]
    endless = {"frequency": "daily", "starts_on": "1990-01-01", "due_on": "2022-12-31"}
    with pytest.raises(Refused, match="повторов"):
        sent(plan, author, measure=row, **endless)


def test_words_of_a_deadline_are_read(district, author):
    plan = approved_plan(district, count=1)
    row = measures(plan)[0]
    approve_amendment(sent(plan, author, measure=row, deadline_text="до 15 сентября 2022 года"), by=author)
    assert measures(plan)[0].due_on == dt.date(2022, 9, 15)
