"""Appointing, ending, replacing; the curator's load and his own school."""

import datetime as dt

import pytest
from django.apps import apps

from medk.audit.models import AuditEntry
from medk.audit.recording import SYSTEM
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.actions.appointments import appoint, end_appointment, replace_appointee
from medk.orgs.actions.people import change_person, create_person, deactivate_user, reactivate_user
from medk.orgs.handover import Handover, OpenTask
from medk.orgs.models import Appointment
from medk.orgs.queries.handover import open_tasks
from medk.orgs.roles import Role
from medk.orgs.rules.appointments import Period, peak, refuse_load
from tests.factories.accounts import PersonFactory
from tests.factories.orgs import AppointmentFactory, OrganisationFactory

TODAY = dt.date(2022, 5, 20)


def day(text: str) -> dt.date:
    number, month = text.split(".")
    return dt.date(2022, int(month), int(number))


def test_an_appointment_is_made_and_written_down(district):
    person = PersonFactory(name="Куратор 5")
    made = appoint(
        person, district.school, role=Role.CURATOR, by=district.users["municipal"],
        act="приказ № 12", body=district.far_school,
    )  # fmt: skip
    assert (made.started_on, made.ended_on, made.body) == (TODAY, None, district.far_school)
    details = AuditEntry.objects.about(made).get().details
    assert (details["person"], details["role"], details["act"]) == ("Куратор 5", "curator", "приказ № 12")


@pytest.mark.parametrize(
    ("who", "place", "role"),
    [
        ("municipal", "far_school", Role.CURATOR),
        ("municipal", "municipality", Role.MUNICIPAL_COORDINATOR),
        ("stranger", "school", Role.SCHOOL_HEAD),
        ("curator", "school", Role.CURATOR),
        ("head", "school", Role.SCHOOL_HEAD),
        ("observer", "federation", Role.FEDERAL_OBSERVER),
    ],
)
def test_nobody_appoints_beyond_the_table(district, who, place, role):
    before = Appointment.objects.count()
    with pytest.raises(NotAllowed):
        appoint(PersonFactory(), getattr(district, place), role=role, by=district.users[who])
    assert Appointment.objects.count() == before


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([], 0),
        ([("01.02", "28.02")], 0),
        ([("01.02", "01.03")], 1),
        ([("01.02", "31.03"), ("01.04", None)], 1),
        ([("01.02", "10.04"), ("01.04", None)], 2),
        ([("01.01", None), ("02.01", None), ("01.06", "30.06")], 3),
    ],
)
def test_the_peak_counts_schools_held_on_one_day(periods, expected):
    rows = [Period(day(start), end and day(end)) for start, end in periods]
    assert peak(Period(day("01.03")), rows) == expected
    assert bool(refuse_load(Period(day("01.03")), rows, limit=2)) == (expected >= 2)


def test_a_third_school_at_once_is_refused_but_not_after_one_has_ended(district):
    person = PersonFactory()
    for school in (district.neighbour_school, district.far_school):
        appoint(person, school, role=Role.CURATOR, by=SYSTEM, started_on=day("01.02"))
    with pytest.raises(Refused, match="не больше 2"):
        appoint(person, district.school, role=Role.CURATOR, by=SYSTEM)
    first = person.appointments.get(organisation=district.far_school)
    end_appointment(first, by=SYSTEM, ended_on=day("19.05"))
    assert appoint(person, district.school, role=Role.CURATOR, by=SYSTEM).pk


def test_the_cycle_may_set_another_limit(district, monkeypatch):
    config = apps.get_app_config("orgs")
    monkeypatch.setattr(config, "_curator_limit", lambda organisation, on: 1)
    person = PersonFactory()
    appoint(person, district.school, role=Role.CURATOR, by=SYSTEM)
    with pytest.raises(Refused, match="не больше 1"):
        appoint(person, district.far_school, role=Role.CURATOR, by=SYSTEM)


def test_a_curator_is_never_of_the_school_itself(district):
    head = district.users["head"].person
    with pytest.raises(Refused, match="этой же школы"):
        appoint(head, district.school, role=Role.CURATOR, by=SYSTEM)
    with pytest.raises(Refused, match="этой же школы"):
        appoint(PersonFactory(), district.school, role=Role.CURATOR, by=SYSTEM, body=district.school)
    assert appoint(head, district.far_school, role=Role.CURATOR, by=SYSTEM).pk
    with pytest.raises(Refused, match="куратор"):
        appoint(district.users["curator"].person, district.school, role=Role.SCHOOL_STAFF, by=SYSTEM)


def test_dates_run_forward_and_a_role_is_given_once(district):
    person = PersonFactory()
    with pytest.raises(Refused, match="раньше начала"):
        appoint(
            person, district.school, role=Role.SCHOOL_STAFF, by=SYSTEM,
            started_on=TODAY, ended_on=day("19.05"),
        )  # fmt: skip
    appoint(person, district.school, role=Role.SCHOOL_STAFF, by=SYSTEM)
    with pytest.raises(Refused, match="уже есть"):
        appoint(person, district.school, role=Role.SCHOOL_STAFF, by=SYSTEM, started_on=day("01.09"))


def test_nobody_is_appointed_to_a_closed_school_or_to_a_role_that_does_not_fit(district):
    closed = OrganisationFactory(parent=district.municipality, closed_on=TODAY)
    with pytest.raises(Refused, match="закрыта"):
        appoint(PersonFactory(), closed, role=Role.SCHOOL_HEAD, by=SYSTEM)
    with pytest.raises(Refused, match="не назначают"):
        appoint(PersonFactory(), district.region, role=Role.CURATOR, by=SYSTEM)


def test_an_ended_appointment_gives_no_sight_from_the_next_day(district, clock):
    head = district.users["head"]
    end_appointment(head.person.appointments.get(), by=district.users["municipal"], act="№ 8")
    from_school = district.school.__class__.objects.in_territory
    assert from_school(head).exists()
    clock.set(day("21.05"))
    assert not from_school(head).exists()


def test_only_those_who_could_give_a_role_end_it(district):
    held = district.users["municipal"].person.appointments.get()
    for who in ("municipal", "other_municipal", "operator", "stranger"):
        with pytest.raises(NotAllowed):
            end_appointment(held, by=district.users[who])
    end_appointment(held, by=district.users["regional"])


def test_an_appointment_is_not_ended_before_it_began(district):
    held = district.users["head"].person.appointments.get()
    with pytest.raises(Refused, match="раньше нельзя"):
        end_appointment(held, by=SYSTEM, ended_on=dt.date(2020, 1, 1))


def test_the_last_administrator_stays(district):
    held = district.users["administrator"].person.appointments.get()
    with pytest.raises(Refused, match="последний администратор"):
        end_appointment(held, by=SYSTEM)


def test_the_successor_takes_the_post_and_all_open_tasks(district, monkeypatch):
    passed = []
    way = Handover(
        "Мероприятия",
        lambda appointment: [OpenTask("Встреча с родителями", "/measures/1/", TODAY)],
        lambda appointment, successor, by: passed.append((appointment.pk, successor.pk)) or 4,
    )
    monkeypatch.setattr(apps.get_app_config("orgs"), "handovers", {"measures": way})
    held = district.users["curator"].person.appointments.get()
    assert [group.tasks[0].title for group in open_tasks(held)] == ["Встреча с родителями"]
    successor = PersonFactory()
    made = replace_appointee(held, successor, by=district.users["regional"], act="№ 4")
    held.refresh_from_db()
    assert (held.ended_on, made.started_on, made.person) == (day("19.05"), TODAY, successor)
    assert passed == [(held.pk, made.pk)]
    assert AuditEntry.objects.get(kind="appointment.handed_over").details["tasks"] == 4


def test_a_replacement_that_is_refused_changes_nothing(district):
    held = district.users["curator"].person.appointments.get()
    with pytest.raises(Refused, match="этой же школы"):
        replace_appointee(held, district.users["head"].person, by=district.users["regional"])
    held.refresh_from_db()
    assert held.ended_on is None


def test_an_account_is_closed_and_opened_with_a_reason_by_the_administrator(district, client):
    head = district.users["head"]
    client.force_login(head)
    assert client.get("/").status_code == 200
    with pytest.raises(Refused, match="причину"):
        deactivate_user(head, by=district.users["administrator"], reason=" ")
    for who in ("regional", "head", "stranger"):
        with pytest.raises(NotAllowed):
            deactivate_user(head, by=district.users[who], reason="уволен")
    deactivate_user(head, by=district.users["administrator"], reason="уволен")
    assert client.get("/").status_code == 302
    reactivate_user(head, by=district.users["administrator"], reason="вернулся")
    kinds = AuditEntry.objects.about(head).values_list("kind", "organisation_id")
    assert list(kinds) == [
        ("user.reactivated", district.school.pk),
        ("user.deactivated", district.school.pk),
    ]


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("head", True), ("municipal", True), ("regional", True), ("staff", False), ("curator", False)],
)
def test_who_changes_contacts_of_a_head(district, who, allowed):
    person = district.users["head"].person
    if allowed:
        assert change_person(person, {"phone": "12"}, by=district.users[who], version=1).phone == "12"
        return
    with pytest.raises(NotAllowed):
        change_person(person, {"phone": "12"}, by=district.users[who])


def test_a_person_needs_a_name(district):
    with pytest.raises(Refused):
        create_person("  ", by=SYSTEM, organisation=district.school)


def test_two_appointments_that_never_met_do_not_collide(district):
    person = PersonFactory()
    AppointmentFactory(
        person=person, organisation=district.school, role=Role.SCHOOL_STAFF,
        started_on=day("01.01"), ended_on=day("31.01"),
    )  # fmt: skip
    assert appoint(person, district.school, role=Role.SCHOOL_STAFF, by=SYSTEM, started_on=day("01.02"))
