"""Upkeep of approved measures: amendments, pauses, cancelling, readings, repeats, with their audit."""

import datetime as dt
from decimal import Decimal

import pytest

from medk.audit.models import AuditEntry
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.plans.actions import execution as act
from medk.plans.actions import measures as upkeep
from medk.plans.actions.amendments_quick import Change, amend_measure
from medk.plans.actions.measures import Interval
from medk.plans.actions.occurrences import enter_occurrence, switch_series, withdraw_occurrence
from medk.plans.choices import Frequency, ScheduleKind
from medk.plans.models import Execution, Measure, MeasureProgress
from medk.workflow.models import Transition
from tests.factories.plans import ExecutorFactory, TargetFactory
from tests.plans.scenes import approved_measure, part, school_part

pytestmark = pytest.mark.django_db
MAY_20, JUNE_1, JUNE_30 = dt.date(2022, 5, 20), dt.date(2022, 6, 1), dt.date(2022, 6, 30)
YEAR = {"starts_on": dt.date(2022, 1, 1), "due_on": dt.date(2022, 12, 31)}
MONTHLY = {"schedule_kind": ScheduleKind.RECURRING, "frequency": Frequency.MONTHLY, **YEAR}


@pytest.fixture
def owner(district):
    return district.users["regional"]


@pytest.fixture
def measure(district):
    return approved_measure(district, population="school", due_on=JUNE_1)


def progress(measure):
    return MeasureProgress.objects.get(measure=measure)


def last_entry(kind):
    return AuditEntry.objects.filter(kind=kind).latest("pk")


def change(field="due_on", new=JUNE_30, **more):
    return Change(
        field, new, more.get("reason", "Перенос"), more.get("effective_on", MAY_20), more.get("order", "")
    )


def test_an_amendment_keeps_old_and_new_and_opens_a_version(measure, owner):
    made = amend_measure(measure, change(order="приказ № 143-од"), by=owner, version=measure.version)
    row = made.rows.get()
    assert (row.old, row.new, row.order) == ("2022-06-01", "2022-06-30", "приказ № 143-од")
    assert (made.order_kind, made.order_number) == ("приказ", "143-од")
    assert measure.due_on == JUNE_30
    spans = [(v.valid_from, v.content["due_on"]) for v in measure.versions.order_by("pk")]
    assert spans == [(dt.date(2022, 2, 28), "2022-06-01"), (MAY_20, "2022-06-30")]
    details = last_entry("plans.measure_amended").details
    assert (details["field"], details["old"], details["new"]) == ("due_on", "2022-06-01", "2022-06-30")
    assert progress(measure).next_due_on == JUNE_30


def test_an_amended_deadline_moves_the_parts_that_are_stored(measure, district, owner):
    act.start(school_part(measure, district.school), by=district.users["head"])
    amend_measure(measure, change(), by=owner, version=measure.version)
    assert school_part(measure, district.school).due_on == JUNE_30


def test_the_second_of_two_amendments_is_shown_both_values(measure, owner):
    seen = measure.version
    amend_measure(measure, change(), by=owner, version=seen)
    late = Measure.objects.get(pk=measure.pk)
    with pytest.raises(Stale) as refusal:
        amend_measure(late, change(new=dt.date(2022, 7, 1)), by=owner, version=seen)
    assert refusal.value.theirs == {"due_on": JUNE_30}
    assert Measure.objects.get(pk=measure.pk).due_on == JUNE_30
    assert measure.amendments.count() == 1


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (change(reason=" "), "причину"),
        (change(new=JUNE_1), "Ничего не изменилось"),
        (change("title", " "), "не может быть пустым"),
        (change("status", "cancelled"), "не меняют"),
    ],
)
def test_amendments_that_make_no_sense_are_refused(measure, owner, made, words):
    with pytest.raises(Refused, match=words):
        amend_measure(measure, made, by=owner, version=None)
    assert not measure.amendments.exists()


def test_who_executes_is_not_changed_under_marks_already_made(measure, district, owner):
    act.start(school_part(measure, district.school), by=district.users["head"])
    with pytest.raises(Refused, match="перестанут относиться к плану"):
        amend_measure(measure, change("population", ""), by=owner, version=None)


@pytest.mark.parametrize("who", ["municipal", "head", "operator", "observer"])
def test_only_the_owner_changes_the_plan(measure, district, who):
    user = district.users[who]
    with pytest.raises(NotAllowed, match="План ведёт"):
        amend_measure(measure, change(), by=user, version=None)
    with pytest.raises(NotAllowed):
        upkeep.cancel_measure(measure, by=user, reason="Дубль")
    with pytest.raises(NotAllowed):
        upkeep.pause(measure, Interval(MAY_20, None, "Карантин"), by=user)
    with pytest.raises(NotAllowed):
        enter_occurrence(measure, by=user, due_on=JUNE_1)


def test_a_cancelled_measure_leaves_the_counts_and_comes_back(measure, owner):
    with pytest.raises(Refused, match="причину"):
        upkeep.cancel_measure(measure, by=owner, reason="")
    upkeep.cancel_measure(measure, by=owner, reason="Дубль строки 5")
    assert progress(measure).state == "cancelled"
    upkeep.restore_measure(measure, by=owner, reason="Не дубль")
    assert progress(measure).state == "not_due"
    moves = Transition.objects.about(measure).order_by("pk")
    assert [(m.move, m.reason) for m in moves] == [("cancel", "Дубль строки 5"), ("restore", "Не дубль")]


def test_a_pause_stops_the_counts_until_it_is_ended(measure, owner, clock):
    stopped = upkeep.pause(measure, Interval(MAY_20, None, "Карантин"), by=owner)
    assert (progress(measure).state, progress(measure).paused) == ("paused", 3)
    assert last_entry("plans.paused").details["reason"] == "Карантин"
    with pytest.raises(Refused, match="уже есть"):
        upkeep.pause(measure, Interval(JUNE_1, None, "Ещё"), by=owner)
    with pytest.raises(Refused, match="раньше нельзя"):
        upkeep.resume(stopped, by=owner, ends_on=dt.date(2022, 5, 19))
    clock.set(dt.date(2022, 5, 25))
    upkeep.resume(stopped, by=owner, ends_on=dt.date(2022, 5, 24), reason="Снят")
    assert progress(measure).state == "not_due"
    with pytest.raises(Refused, match="уже завершена"):
        upkeep.resume(stopped, by=owner, ends_on=dt.date(2022, 5, 24))


def test_a_pause_moves_the_deadline_only_if_so_decided(measure, owner):
    ten_days = Interval(dt.date(2022, 5, 10), dt.date(2022, 5, 19), "Карантин")
    upkeep.pause(measure, ten_days, by=owner)
    assert progress(measure).next_due_on == JUNE_1
    extending = Interval(dt.date(2022, 5, 10), dt.date(2022, 5, 19), "Карантин", extends_deadline=True)
    upkeep.pause(measure, extending, by=owner)
    assert progress(measure).next_due_on == dt.date(2022, 6, 11)


def test_one_school_is_paused_and_the_others_are_not(measure, district, owner):
    upkeep.pause(measure, Interval(MAY_20, None, "Ремонт"), by=owner, unit=district.school)
    assert (progress(measure).paused, progress(measure).not_due) == (1, 2)
    with pytest.raises(Refused, match="приостановлено"):
        act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    row = act.submit(
        school_part(measure, district.neighbour_school), by=district.users["neighbour_head"], note="Готово"
    )
    assert row.status == "submitted"


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval(MAY_20, None, " "), "причину"),
        (Interval(MAY_20, dt.date(2022, 5, 19), "Карантин"), "раньше, чем начинается"),
    ],
)
def test_pauses_that_make_no_sense_are_refused(measure, owner, interval, words):
    with pytest.raises(Refused, match=words):
        upkeep.pause(measure, interval, by=owner)


def test_a_reading_is_apart_from_execution(measure, district, owner):
    target = TargetFactory(measure=measure, value=45)
    made = upkeep.read_target(target, by=owner, on=MAY_20, value=Decimal("44.5"), note="по отчёту")
    assert (made.value, made.on) == (Decimal("44.5"), MAY_20)
    assert last_entry("plans.target_read").details["value"] == "44.5"
    assert progress(measure).state == "not_due"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"on": MAY_20}, "Введите число"),
        ({"on": MAY_20, "value": Decimal(119)}, "от 0 до 100"),
        ({"on": MAY_20, "value": Decimal(-1)}, "Введите число"),
        ({"on": JUNE_1, "value": Decimal(40)}, "ещё не наступила"),
    ],
)
def test_readings_that_cannot_be_are_refused(measure, owner, values, words):
    with pytest.raises(Refused, match=words):
        upkeep.read_target(TargetFactory(measure=measure), by=owner, **values)


def test_one_school_of_many_does_not_speak_for_the_measure(measure, district):
    ExecutorFactory(measure=measure, body_class="schools")
    with pytest.raises(NotAllowed, match="координатор плана"):
        upkeep.read_target(
            TargetFactory(measure=measure), by=district.users["head"], on=MAY_20, value=Decimal(1)
        )


def test_the_executor_of_a_whole_measure_reads_its_target(district):
    whole = approved_measure(district)
    ExecutorFactory(measure=whole, organisation=district.institute)
    whole = Measure.objects.get(pk=whole.pk)
    made = upkeep.read_target(
        TargetFactory(measure=whole), by=district.users["body_staff"], on=MAY_20, value=Decimal(9)
    )
    assert made.by == district.users["body_staff"]


def test_repeats_on_request_are_entered_and_taken_off(district, owner):
    asked = approved_measure(district, schedule_kind=ScheduleKind.ON_REQUEST, due_on=None)
    first = enter_occurrence(asked, by=owner, due_on=JUNE_1, title="Вебинар")
    enter_occurrence(asked, by=owner, due_on=JUNE_30)
    assert (progress(asked).total, progress(asked).next_due_on) == (2, JUNE_1)
    with pytest.raises(Refused, match="почему"):
        withdraw_occurrence(first, by=owner, reason=" ")
    withdraw_occurrence(first, by=owner, reason="Отменён")
    assert (progress(asked).total, progress(asked).next_due_on) == (1, JUNE_30)
    assert last_entry("plans.occurrence_withdrawn").details["reason"] == "Отменён"


def test_a_repeat_that_somebody_works_on_stays(district, owner):
    asked = approved_measure(district, schedule_kind=ScheduleKind.ON_REQUEST, due_on=None)
    slot = enter_occurrence(asked, by=owner, due_on=JUNE_1)
    act.start(part(Measure.objects.get(pk=asked.pk), f"--r{slot.pk}"), by=owner)
    with pytest.raises(Refused, match="уже есть исполнение"):
        withdraw_occurrence(slot, by=owner, reason="Отменён")


def test_repeats_are_not_entered_over_marks_of_the_whole(district, owner):
    asked = approved_measure(district, schedule_kind=ScheduleKind.ON_REQUEST, due_on=None)
    act.start(part(asked), by=owner)
    with pytest.raises(Refused, match="отмечают целиком"):
        enter_occurrence(asked, by=owner, due_on=JUNE_1)


def test_repeats_counted_by_the_plan_are_not_entered(district, owner):
    with pytest.raises(Refused, match="считаются по сроку"):
        enter_occurrence(approved_measure(district, **MONTHLY), by=owner, due_on=JUNE_1)


def test_an_outside_body_takes_the_series_over_and_gives_it_back(district, owner):
    series = approved_measure(district, **MONTHLY)
    slot = series.occurrences.get(ordinal=1)
    act.start(part(series, f"--r{slot.pk}"), by=owner)
    switch_series(series, by=owner, is_external=True)
    assert progress(series).total == 1
    enter_occurrence(series, by=owner, due_on=JUNE_1, title="Вебинар партнёра")
    assert progress(series).total == 2
    with pytest.raises(Refused, match="Так повторы уже"):
        switch_series(series, by=owner, is_external=True)
    switch_series(series, by=owner, is_external=False)
    assert progress(series).total == 13
    assert last_entry("plans.series_switched").details == {"external": False}


def test_dates_of_a_series_are_cut_anew_while_nobody_has_begun(district, owner):
    series = approved_measure(district, **MONTHLY)
    amend_measure(series, change(new=JUNE_30), by=owner, version=None)
    assert series.occurrences.count() == 6
    row = act.start(part(Measure.objects.get(pk=series.pk), f"--r{series.occurrences.first().pk}"), by=owner)
    amend_measure(series, change(new=dt.date(2022, 7, 31)), by=owner, version=None)
    assert series.occurrences.count() == 7
    assert Execution.objects.get(pk=row.pk).occurrence_id
