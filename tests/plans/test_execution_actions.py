"""Carrying out a part, with its audit, its counts and its refusals."""

import datetime as dt

import pytest

from medk.audit.models import AuditEntry
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.roles import Role
from medk.plans.actions import execution as act
from medk.plans.actions.evidence import add_link, withdraw_evidence
from medk.plans.actions.execution import Fact
from medk.plans.actions.progress import turn_day
from medk.plans.models import MeasureProgress
from medk.workflow.models import Transition
from tests.factories.orgs import appoint
from tests.plans.scenes import approved_measure, part, school_part

pytestmark = pytest.mark.django_db
MAY_20 = dt.date(2022, 5, 20)


@pytest.fixture
def schools(district):
    """A measure that every participating school executes."""
    return approved_measure(district, population="school", due_on=dt.date(2022, 5, 31))


def submitted(measure, district, **fact):
    row = school_part(measure, district.school)
    return act.submit(row, by=district.users["head"], note="Приказ издан", fact=Fact(**fact))


def test_a_school_submits_and_its_municipal_coordinator_confirms(schools, district):
    row = submitted(schools, district, happened_on=dt.date(2022, 4, 27))
    assert (row.status, row.done_on) == ("submitted", dt.date(2022, 4, 27))
    row = act.confirm(row, by=district.users["municipal"])
    assert (row.status, row.confirmed_on, row.is_self_confirmed) == ("confirmed", MAY_20, False)
    moves = Transition.objects.filter(subject_id=row.pk).order_by("pk")
    assert [(m.move, m.happened_on) for m in moves] == [
        ("submit", dt.date(2022, 4, 27)),
        ("confirm", MAY_20),
    ]
    assert all(m.entered_at.date() == MAY_20 for m in moves)
    audit = AuditEntry.objects.filter(kind="workflow.moved", object_id=row.pk).order_by("pk")
    assert [(e.details["move"], e.actor_id) for e in audit] == [
        ("submit", district.users["head"].pk),
        ("confirm", district.users["municipal"].pk),
    ]
    assert [e.details["transition"] for e in audit] == [str(m.uid) for m in moves]


def test_the_counts_follow_in_the_same_transaction(schools, district):
    progress = MeasureProgress.objects.get(measure=schools)
    assert (progress.total, progress.not_due, progress.state) == (3, 3, "not_due")
    act.confirm(submitted(schools, district), by=district.users["municipal"])
    progress.refresh_from_db()
    assert (progress.confirmed, progress.not_due, progress.state) == (1, 2, "in_progress")


def test_nothing_is_submitted_without_evidence(schools, district):
    row = school_part(schools, district.school)
    with pytest.raises(Refused, match="Приложите подтверждение"):
        act.submit(row, by=district.users["head"])
    assert school_part(schools, district.school).pk is None


def test_a_link_is_evidence_and_can_be_withdrawn(schools, district):
    row = school_part(schools, district.school)
    head = district.users["head"]
    proof = add_link(row, by=head, link="https://school.example/doc", title="Приказ")
    withdraw_evidence(proof, by=head)
    with pytest.raises(Refused, match="Приложите"):
        act.submit(school_part(schools, district.school), by=head)
    add_link(school_part(schools, district.school), by=head, link="https://school.example/doc")
    assert act.submit(school_part(schools, district.school), by=head).status == "submitted"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "school.example", "ftp://x.example/a", "https://"])
def test_only_web_addresses_are_links(schools, district, link):
    with pytest.raises(Refused, match="Ссылка"):
        add_link(school_part(schools, district.school), by=district.users["head"], link=link)


@pytest.mark.parametrize("who", ["head", "staff", "curator", "regional", "neighbour_head", "other_municipal"])
def test_only_the_confirmer_confirms(schools, district, who):
    row = submitted(schools, district)
    with pytest.raises(NotAllowed, match="Подтверждает муниципальный координатор"):
        act.confirm(row, by=district.users[who])
    row.refresh_from_db()
    assert row.status == "submitted"


@pytest.mark.parametrize("who", ["curator", "municipal", "regional", "neighbour_head", "stranger"])
def test_only_the_unit_submits(schools, district, who):
    with pytest.raises(NotAllowed):
        act.submit(school_part(schools, district.school), by=district.users[who], note="Готово")


def test_a_return_needs_a_reason_and_tells_the_school(schools, district):
    row = submitted(schools, district)
    with pytest.raises(Refused, match="укажите причину"):
        act.return_for_rework(row, by=district.users["municipal"], fact=Fact(reason="  "))
    act.return_for_rework(row, by=district.users["municipal"], fact=Fact(reason="Нет подписи"))
    row.refresh_from_db()
    assert (row.status, row.done_on) == ("returned", None)
    told = district.users["head"].notices.get(kind="plans.returned")
    assert "Нет подписи" in told.text


def test_a_submission_is_withdrawn_and_a_confirmation_taken_back(schools, district):
    row = submitted(schools, district)
    row = act.withdraw(row, by=district.users["head"], fact=Fact(reason="Не тот файл"))
    assert row.status == "in_progress"
    row = act.submit(row, by=district.users["head"])
    row = act.confirm(row, by=district.users["municipal"])
    row = act.take_back(row, by=district.users["municipal"], fact=Fact(reason="Ошиблась строкой"))
    assert (row.status, row.confirmed_on) == ("submitted", None)
    assert MeasureProgress.objects.get(measure=schools).confirmed == 0


def test_the_second_of_two_confirmers_is_told(schools, district):
    row = submitted(schools, district)
    second = appoint(Role.MUNICIPAL_COORDINATOR, district.municipality)
    stale = school_part(schools, district.school)
    act.confirm(row, by=district.users["municipal"])
    with pytest.raises(Refused, match="изменил другой человек"):
        act.confirm(stale, by=second)
    assert Transition.objects.filter(subject_id=row.pk, move="confirm").count() == 1


def test_a_fact_of_tomorrow_is_refused_and_leaves_nothing(schools, district):
    with pytest.raises(Refused, match="ещё не наступила"):
        submitted(schools, district, happened_on=dt.date(2022, 5, 21))
    assert school_part(schools, district.school).pk is None


def test_a_confirmation_before_the_fact_is_refused(schools, district):
    row = submitted(schools, district, happened_on=dt.date(2022, 5, 10))
    with pytest.raises(Refused, match="раньше исполнения"):
        act.confirm(row, by=district.users["municipal"], fact=Fact(happened_on=dt.date(2022, 5, 9)))


def test_the_only_coordinator_is_counted_apart(district):
    whole = approved_measure(district)
    regional = district.users["regional"]
    row = act.submit(part(whole), by=regional, note="Приказ издан")
    row = act.confirm(row, by=regional)
    assert row.is_self_confirmed
    assert MeasureProgress.objects.get(measure=whole).self_confirmed == 1


def test_a_second_coordinator_confirms_what_the_first_did(district):
    whole = approved_measure(district)
    first, second = district.users["regional"], appoint(Role.REGIONAL_COORDINATOR, district.region)
    row = act.submit(part(whole), by=first, note="Приказ издан")
    with pytest.raises(NotAllowed):
        act.confirm(row, by=first)
    assert not act.confirm(row, by=second).is_self_confirmed


def test_the_curator_confirms_where_the_measure_says_so(district):
    measure = approved_measure(district, population="school", confirmer="curator")
    row = act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    with pytest.raises(NotAllowed, match="куратор"):
        act.confirm(row, by=district.users["municipal"])
    assert act.confirm(row, by=district.users["curator"]).status == "confirmed"


def test_without_a_municipal_coordinator_the_region_confirms(district):
    measure = approved_measure(district, population="school")
    appointments = district.users["municipal"].person.appointments
    appointments.update(ended_on=dt.date(2022, 5, 1))
    row = act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    assert act.confirm(row, by=district.users["regional"]).status == "confirmed"


def test_a_municipality_executes_and_the_region_confirms(district):
    measure = approved_measure(district, population="municipality")
    row = part(measure, f"-o{district.municipality.pk}-")
    row = act.submit(row, by=district.users["municipal"], note="Карта утверждена")
    assert act.confirm(row, by=district.users["regional"]).status == "confirmed"


def test_a_colleague_may_be_entrusted_and_then_submit(schools, district):
    row = act.delegate(
        school_part(schools, district.school), by=district.users["head"], to=district.users["staff"].person
    )
    assert act.submit(row, by=district.users["staff"], note="Готово").status == "submitted"
    with pytest.raises(Refused, match="своей организации"):
        act.delegate(
            school_part(schools, district.neighbour_school),
            by=district.users["neighbour_head"],
            to=district.users["staff"].person,
        )


def test_a_curator_is_no_colleague_of_the_school(schools, district):
    with pytest.raises(Refused, match="своей организации"):
        act.delegate(
            school_part(schools, district.school),
            by=district.users["head"],
            to=district.users["curator"].person,
        )


def test_many_are_confirmed_at_once_and_the_lost_are_named(schools, district):
    rows = []
    for school, head in ((district.school, "head"), (district.neighbour_school, "neighbour_head")):
        rows.append(act.submit(school_part(schools, school), by=district.users[head], note="Готово"))
    far_head = appoint(Role.SCHOOL_HEAD, district.far_school)
    rows.append(act.submit(school_part(schools, district.far_school), by=far_head, note="Готово"))
    moved, refused = act.confirm_many(rows, by=district.users["municipal"])
    assert {row.unit_organisation_id for row in moved} == {district.school.pk, district.neighbour_school.pk}
    assert [row.unit_organisation_id for row, _ in refused] == [district.far_school.pk]
    assert MeasureProgress.objects.get(measure=schools).confirmed == 2
    kinds = AuditEntry.objects.filter(kind="workflow.moved", details__move="confirm")
    assert kinds.count() == 2


def test_the_turn_of_the_day_makes_things_overdue(schools, clock):
    clock.set(dt.date(2022, 6, 1))
    assert turn_day() == 1
    progress = MeasureProgress.objects.get(measure=schools)
    assert (progress.overdue, progress.state, progress.due) == (3, "overdue", 3)
    assert turn_day() == 0


def test_a_draft_is_not_carried_out(schools, district):
    schools.road_map.status = "draft"
    row = school_part(schools, district.school)
    row.measure = schools
    with pytest.raises(Refused, match="утверждённой"):
        act.submit(row, by=district.users["head"], note="Готово")
