"""`medk check` finds what is false about execution, and nothing where all is true."""

import datetime as dt

import pytest

from medk.plans.actions import execution as act
from medk.plans.integrity import leaf_keys_say_what_they_name, progress_is_true, submitted_parts_have_proof
from medk.plans.models import Evidence, Execution, MeasureProgress
from tests.factories.plans import ExecutionFactory
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(district):
    measure = approved_measure(district, population="school", due_on=dt.date(2022, 5, 31))
    row = act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    return act.confirm(row, by=district.users["municipal"])


def test_nothing_is_found_where_all_is_true(row, clock):
    checks = (progress_is_true, leaf_keys_say_what_they_name, submitted_parts_have_proof)
    assert [list(check()) for check in checks] == [[], [], []]
    clock.set(dt.date(2022, 6, 1))
    assert list(progress_is_true()) == []


def test_counts_that_do_not_agree_are_named(row):
    MeasureProgress.objects.filter(measure=row.measure).update(confirmed=2)
    assert list(progress_is_true()) == [
        f"мероприятие {row.measure_id}: сводка не сходится: confirmed 2 вместо 1"
    ]


def test_a_measure_without_counts_is_named(row):
    MeasureProgress.objects.all().delete()
    assert list(progress_is_true()) == [f"мероприятие {row.measure_id}: сводки нет"]


def test_a_part_under_a_wrong_name_is_found(row):
    Execution.objects.filter(pk=row.pk).update(leaf_key="-o999999-")
    found = list(leaf_keys_say_what_they_name())
    assert found == [f"исполнение {row.pk}: имя «-o999999-», должно быть «-o{row.unit_organisation_id}-»"]


def test_a_part_confirmed_without_any_proof_is_found(row, district):
    bare = ExecutionFactory(measure=row.measure, leaf_key="--", status="confirmed")
    proven = ExecutionFactory(measure=row.measure, leaf_key="a1--", status="confirmed")
    Evidence.objects.create(
        execution=proven, link="https://a.example/", added_by=district.users["head"],
        added_at=dt.datetime(2022, 5, 20, tzinfo=dt.UTC),
    )  # fmt: skip
    found = list(submitted_parts_have_proof())
    assert len(found) == 1
    assert found[0].startswith(f"исполнение {bare.pk}:")
