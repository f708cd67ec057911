"""Amendments: prepared by one, approved by another, carried out on their day; with audit."""

import datetime as dt

import pytest

from medk.audit.models import AuditEntry
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.notices.models import Notice
from medk.plans.actions import amendments as act
from medk.plans.actions.amendments_force import approve_amendment, bring_into_force
from medk.plans.actions.amendments_lines import (
    Written,
    add_line,
    change_measure,
    drop_line,
    remove_line,
    restore_line,
)
from medk.plans.actions.road_maps import close_road_map
from medk.plans.choices import AmendmentStatus
from medk.plans.models import Measure, PlanAmendment
from medk.plans.queries.amendment_effects import effects_of
from medk.plans.queries.amendments import PlanNow, conflicts_of, lines_of
from medk.plans.queries.content import digest, plan_content
from medk.plans.rules.amendment_checks import Head
from medk.workflow.models import Transition
from tests.factories.plans import ExecutorFactory
from tests.plans.amending import (
    FEBRUARY,
    JUNE_1,
    JUNE_30,
    MAY_20,
    approved_plan,
    begun,
    colleague,
    measures,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(district):
    return district.users["regional"]


@pytest.fixture
def second(district):
    return colleague(district)


@pytest.fixture
def plan(district, author):
    return approved_plan(district, population="school")


def last_entry(kind):
    return AuditEntry.objects.filter(kind=kind).latest("pk")


def test_from_a_draft_to_a_changed_plan(plan, author, second, district):
    first = measures(plan)[0]
    amendment = sent(plan, author, measure=first, due_on="2022-06-30", goal="Чтобы успели все")
    assert amendment.status == AmendmentStatus.SUBMITTED
    assert Notice.objects.filter(recipient=second, kind="plans.amendment_submitted").count() == 1
    assert not Notice.objects.filter(recipient=author).exists()
    made = approve_amendment(amendment, by=second, version=amendment.version)
    assert (made.status, made.approved_by, made.is_approved_alone) == ("in_force", second, False)
    first.refresh_from_db()
    assert (first.due_on, first.goal) == (JUNE_30, "Чтобы успели все")
    rows = {row.field: (row.old, row.new, row.effective_on) for row in made.rows.all()}
    assert rows == {
        "due_on": ("2022-06-01", "2022-06-30", MAY_20), "goal": ("", "Чтобы успели все", MAY_20),
    }  # fmt: skip
    baselines = list(plan.baselines.order_by("ordinal"))
    assert [row.ordinal for row in baselines] == [1, 2]
    assert baselines[0].content["measures"][0]["due_on"] == "2022-06-01"
    assert baselines[1].sha256 == digest(plan_content(plan)) == digest(baselines[1].content)
    moves = Transition.objects.about(made).order_by("pk")
    assert [move.move for move in moves] == ["submit", "approve", "take_effect"]
    assert last_entry("plans.amended").details["sha256"] == baselines[1].sha256
    told = Notice.objects.filter(kind="plans.amended")
    assert told.filter(recipient=district.users["head"]).count() == 1
    assert "изменён с 20.05.2022" in told.first().text


def test_who_prepared_it_does_not_approve_it(plan, author, second, district):
    amendment = sent(plan, author, measure=measures(plan)[0], due_on="2022-06-30")
    with pytest.raises(NotAllowed, match="другой человек"):
        approve_amendment(amendment, by=author)
    act.recall_amendment(amendment, by=author)
    change_measure(amendment, measures(plan)[1], by=second, written=Written({"due_on": "2022-06-15"}))
    third = colleague(district)
    act.submit_amendment(amendment, by=author)
    with pytest.raises(NotAllowed):
        approve_amendment(amendment, by=second)
    assert approve_amendment(amendment, by=third).approved_by == third


def test_the_only_coordinator_approves_alone_and_it_is_marked(plan, author):
    amendment = sent(plan, author, measure=measures(plan)[0], due_on="2022-06-30")
    made = approve_amendment(amendment, by=author)
    assert made.is_approved_alone
    assert last_entry("plans.amended").details["alone"] is True
    assert Transition.objects.about(made).filter(move="approve_alone").exists()


def test_a_region_approves_what_its_municipality_prepared(district):
    plan = approved_plan(district)
    plan.organisation = district.municipality
    plan.save()
    municipal, regional = district.users["municipal"], district.users["regional"]
    amendment = act.begin_amendment(plan, Head("Перенос", MAY_20), by=municipal)
    change_measure(amendment, measures(plan)[0], by=municipal, written=Written({"due_on": "2022-06-30"}))
    act.submit_amendment(amendment, by=municipal)
    assert approve_amendment(amendment, by=regional).is_approved_alone is False


@pytest.mark.parametrize("who", ["municipal", "head", "operator", "observer", "administrator", "expert"])
def test_others_neither_prepare_nor_approve(plan, district, author, who):
    user = district.users[who]
    with pytest.raises(NotAllowed, match="План ведёт"):
        begun(plan, user)
    amendment = sent(plan, author, measure=measures(plan)[0], due_on="2022-06-30")
    with pytest.raises(NotAllowed):
        approve_amendment(amendment, by=user)
    with pytest.raises(NotAllowed):
        act.withdraw_amendment(amendment, by=user, reason="Так")


def test_an_amendment_is_sent_back_with_a_reason_and_sent_again(plan, author, second):
    amendment = sent(plan, author, measure=measures(plan)[0], due_on="2022-06-30")
    with pytest.raises(Refused, match="причину"):
        act.decline_amendment(amendment, by=second, reason=" ")
    act.decline_amendment(amendment, by=second, reason="Слишком поздно")
    assert amendment.status == AmendmentStatus.DRAFT
    assert "Слишком поздно" in Notice.objects.get(recipient=author).text
    change_measure(amendment, measures(plan)[0], by=author, written=Written({"due_on": "2022-06-10"}))
    assert amendment.lines.get().new == {"due_on": "2022-06-10"}
    act.submit_amendment(amendment, by=author)
    approve_amendment(amendment, by=second)
    assert measures(plan)[0].due_on == dt.date(2022, 6, 10)


def test_a_withdrawn_one_changes_nothing_and_stays_in_history(plan, author):
    amendment = sent(plan, author, measure=measures(plan)[0], due_on="2022-06-30")
    act.withdraw_amendment(amendment, by=author, reason="Передумали")
    assert amendment.status == AmendmentStatus.WITHDRAWN
    assert measures(plan)[0].due_on == JUNE_1
    with pytest.raises(Refused, match="уже не готовится"):
        change_measure(amendment, measures(plan)[0], by=author, written=Written({"goal": "x"}))


def test_what_is_on_approval_is_not_corrected(plan, author):
    amendment = sent(plan, author, measure=measures(plan)[0], due_on="2022-06-30")
    with pytest.raises(Refused, match="уже на утверждении"):
        act.correct_amendment(amendment, Head("Иначе", MAY_20), by=author)


def test_nobody_approves_what_they_have_not_seen(plan, author, second):
    amendment = sent(plan, author, measure=measures(plan)[0], due_on="2022-06-30")
    seen = amendment.version
    act.recall_amendment(amendment, by=author)
    change_measure(amendment, measures(plan)[1], by=author, written=Written({"due_on": "2022-07-30"}))
    act.submit_amendment(amendment, by=author)
    with pytest.raises(Stale, match="правил другой человек"):
        approve_amendment(amendment, by=second, version=seen)
    assert measures(plan)[0].due_on == JUNE_1


def test_an_empty_one_is_not_sent(plan, author):
    amendment = begun(plan, author)
    with pytest.raises(Refused, match="ни одной строки"):
        act.submit_amendment(amendment, by=author)
    act.correct_amendment(amendment, Head(" ", MAY_20), by=author)
    with pytest.raises(Refused, match="причину"):
        act.submit_amendment(amendment, by=author)


def test_it_never_holds_before_the_approval_of_the_plan(plan, author):
    with pytest.raises(Refused, match=r"План утверждён 28\.02\.2022"):
        begun(plan, author, effective_on=dt.date(2022, 2, 27))
    assert not plan.plan_amendments.exists()
    made = sent(plan, author, measure=measures(plan)[0], effective_on=FEBRUARY, due_on="2022-06-30")
    assert approve_amendment(made, by=author).status == AmendmentStatus.IN_FORCE


def test_a_closed_plan_is_not_amended(plan, author):
    amendment = sent(plan, author, measure=measures(plan)[0], due_on="2022-06-30")
    close_road_map(plan, by=author, reason="Год кончился")
    amendment = PlanAmendment.objects.get(pk=amendment.pk)
    with pytest.raises(Refused, match="закрыта"):
        approve_amendment(amendment, by=author)
    with pytest.raises(Refused, match="закрыта"):
        begun(plan, author)


def test_a_removed_measure_leaves_the_plan_and_may_come_back(plan, author):
    second_row = measures(plan)[1]
    amendment = begun(plan, author)
    remove_line(amendment, second_row, by=author)
    act.submit_amendment(amendment, by=author)
    before = approve_amendment(amendment, by=author).effects["before"]["whole"]
    after = PlanAmendment.objects.get(pk=amendment.pk).effects["after"]["whole"]
    assert (before, after) == ([0, 4], [0, 3])
    second_row.refresh_from_db()
    assert second_row.status == "cancelled"
    assert [row["number"] for row in plan.baselines.get(ordinal=2).content["measures"]] == ["1", "3", "4"]
    with pytest.raises(Refused, match="уже исключено"):
        change_measure(begun(plan, author), second_row, by=author, written=Written({"goal": "x"}))
    back = begun(plan, author)
    restore_line(back, second_row, by=author)
    act.submit_amendment(back, by=author)
    approve_amendment(back, by=author)
    assert digest(plan.baselines.get(ordinal=3).content) == plan.baselines.get(ordinal=1).sha256


def test_a_change_of_what_was_removed_meanwhile_is_refused(plan, author, second):
    row = measures(plan)[1]
    waiting = sent(plan, author, measure=row, due_on="2022-06-30")
    removal = begun(plan, author)
    remove_line(removal, row, by=author)
    act.submit_amendment(removal, by=author)
    approve_amendment(removal, by=second)
    with pytest.raises(Refused, match="уже исключено из плана"):
        approve_amendment(waiting, by=second)


def test_an_added_measure_stands_where_it_was_put_with_all_its_parts(plan, author, district):
    first = measures(plan)[0]
    ExecutorFactory(measure=first, name="Институт", organisation=district.institute)
    amendment = begun(plan, author)
    fields = {
        "title": "Новая встреча", "number": "1а", "section": str(first.section), "schedule_kind": "date",
        "due_on": "2022-06-20", "after": str(first.uid), "population": "",
        "actions": [{"title": "Собрать", "due_on": None}, {"title": "Провести", "due_on": "2022-06-20"}],
        "targets": [{"kind": "share", "value": "100.00", "unit": "%", "per": ""}],
        "executors": [{"name": "Институт", "is_by_agreement": True}],
    }  # fmt: skip
    line = add_line(amendment, by=author, written=Written(fields, section_id=first.section_id))
    assert not Measure.objects.filter(uid=line.measure_uid).exists()
    act.submit_amendment(amendment, by=author)
    approve_amendment(amendment, by=author)
    made = Measure.objects.get(uid=line.measure_uid)
    assert [row.title for row in measures(plan)][:2] == ["Мероприятие 1", "Новая встреча"]
    assert (made.section_id, made.actions.count(), made.targets.count()) == (first.section_id, 2, 1)
    assert made.executors.get().organisation == district.institute
    assert made.progress.total == 2
    assert plan.baselines.get(ordinal=2).content["measures"][1]["title"] == "Новая встреча"


def test_the_order_and_the_section_change(plan, author):
    rows = measures(plan)
    amendment = begun(plan, author)
    change_measure(amendment, rows[3], by=author, written=Written({"after": "", "section": None}))
    act.submit_amendment(amendment, by=author)
    approve_amendment(amendment, by=author)
    assert [row.number for row in measures(plan)] == ["4", "1", "2", "3"]
    assert measures(plan)[0].section is None


def test_a_day_ahead_comes_and_the_plan_changes_once(plan, author, clock):
    row = measures(plan)[0]
    ahead = sent(plan, author, measure=row, effective_on=JUNE_1, due_on="2022-06-30")
    made = approve_amendment(ahead, by=author)
    assert made.status == AmendmentStatus.APPROVED
    assert measures(plan)[0].due_on == JUNE_1
    assert plan.baselines.count() == 1
    assert bring_into_force() == 0
    clock.set(JUNE_1)
    assert bring_into_force() == 1
    assert bring_into_force() == 0
    assert measures(plan)[0].due_on == JUNE_30
    assert plan.baselines.get(ordinal=2).approved_on == JUNE_1
    assert PlanAmendment.objects.get(pk=ahead.pk).status == AmendmentStatus.IN_FORCE


def test_an_approved_one_is_withdrawn_before_its_day(plan, author, clock, district):
    ahead = sent(plan, author, measure=measures(plan)[0], effective_on=JUNE_1, due_on="2022-06-30")
    approve_amendment(ahead, by=author)
    head = district.users["head"]
    assert Notice.objects.filter(recipient=head, kind="plans.amendment_ahead").count() == 1
    ahead.refresh_from_db()
    act.withdraw_amendment(ahead, by=author, reason="Отменено письмом")
    assert Notice.objects.filter(recipient=head, kind="plans.amendment_withdrawn").count() == 1
    clock.set(JUNE_30)
    assert bring_into_force() == 0


def test_a_change_in_the_past_holds_from_its_day(plan, author):
    row = measures(plan)[0]
    day = dt.date(2022, 4, 1)
    made = sent(plan, author, measure=row, effective_on=day, due_on="2022-06-30")
    approve_amendment(made, by=author)
    version = row.versions.order_by("-valid_from", "-pk").first()
    assert (version.valid_from, version.content["due_on"]) == (day, "2022-06-30")


def test_the_second_approval_of_a_field_asks_and_takes_the_word(plan, author, second):
    row = measures(plan)[0]
    one = sent(plan, author, measure=row, due_on="2022-06-30")
    other = sent(plan, author, measure=row, due_on="2022-07-29", goal="Успеть")
    approve_amendment(one, by=second)
    with pytest.raises(Stale) as asked:
        approve_amendment(other, by=second)
    assert asked.value.theirs == {"срок": "30.06.2022"}
    [conflict] = conflicts_of(lines_of(other), PlanNow(plan))
    with pytest.raises(Stale):
        approve_amendment(other, by=second, agreed=["1:due_on:made-up"])
    made = approve_amendment(other, by=second, agreed=[conflict.code])
    assert measures(plan)[0].due_on == dt.date(2022, 7, 29)
    assert made.rows.get(field="due_on").old == "2022-06-30"


def test_two_amendments_of_different_fields_do_not_meet(plan, author, second):
    row = measures(plan)[0]
    one = sent(plan, author, measure=row, due_on="2022-06-30")
    other = sent(plan, author, measure=row, goal="Успеть")
    approve_amendment(one, by=second)
    approve_amendment(other, by=second)
    fresh = measures(plan)[0]
    assert (fresh.due_on, fresh.goal) == (JUNE_30, "Успеть")


def test_the_preview_is_what_comes_true(plan, author, district):
    rows = measures(plan)
    Measure.objects.filter(pk=rows[2].pk).update(due_on=dt.date(2022, 5, 1))
    amendment = begun(plan, author)
    remove_line(amendment, rows[0], by=author)
    fields = {"due_on": "2022-05-10"}
    change_measure(amendment, rows[1], by=author, written=Written(fields))
    added = {"title": "Новое", "schedule_kind": "date", "due_on": "2022-05-12", "population": "school"}
    add_line(amendment, by=author, written=Written(added))
    act.submit_amendment(amendment, by=author)
    seen = effects_of(lines_of(amendment), PlanNow(plan))
    made = approve_amendment(amendment, by=author)
    for basis in ("due", "whole"):
        share = seen.after[basis]
        assert made.effects["after"][basis] == [share.confirmed, share.planned]
    assert made.effects["after"]["whole"] == [0, 4]


def test_a_line_is_dropped_and_its_words_stay_in_the_journal(plan, author):
    amendment = begun(plan, author)
    line = change_measure(amendment, measures(plan)[0], by=author, written=Written({"goal": "Успеть"}))
    drop_line(line, by=author)
    assert not amendment.lines.exists()
    assert last_entry("plans.amendment_line_dropped").details["new"] == {"goal": "Успеть"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "  "}, "Название"),
        ({"starts_on": "2022-07-01"}, "позже срока"),
        ({"due_on": "2022-06-01"}, "Ничего не изменилось"),
        ({"after": "нет такого"}, "Места"),
    ],
)
def test_lines_that_make_no_sense_are_refused(plan, author, fields, words):
    amendment = begun(plan, author)
    with pytest.raises(Refused, match=words):
        change_measure(amendment, measures(plan)[0], by=author, written=Written(fields))
    assert not amendment.lines.exists()


def test_a_form_opened_before_the_plan_changed_keeps_what_was_typed(plan, author, second):
    row = measures(plan)[0]
    late = begun(plan, author)
    base = {"due_on": "2022-06-01", "goal": ""}
    approve_amendment(sent(plan, author, measure=row, due_on="2022-06-30"), by=second)
    typed = {"due_on": "2022-07-29", "goal": ""}
    with pytest.raises(Stale) as refusal:
        change_measure(late, row, by=author, written=Written(typed, base=base))
    assert refusal.value.theirs == {"due_on": "2022-06-30"}
    untouched = {"due_on": "2022-06-01", "goal": "Успеть"}
    line = change_measure(late, row, by=author, written=Written(untouched, base=base))
    assert line.new == {"goal": "Успеть"}
