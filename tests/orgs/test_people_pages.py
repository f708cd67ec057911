"""Pages of people, appointments and invitations."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from medk.accounts.models import Person, User
from medk.orgs.actions.appointments import end_appointment
from medk.orgs.models import Appointment, Invitation
from medk.orgs.roles import Role
from tests.ceilings import assert_queries_at_most
from tests.factories.accounts import PASSWORD, PersonFactory
from tests.factories.orgs import AppointmentFactory
from tests.orgs.reading import names_in, text_of


def sign_in(client, district, who):
    client.force_login(district.users[who])
    return client


def give(client, organisation, **data):
    address = reverse("orgs:appoint", args=[organisation.pk])
    return client.post(address, {"started_on": "2022-05-20", **data}, follow=True)


@pytest.mark.parametrize(
    ("who", "place", "roles"),
    [
        ("head", "school", ["school_staff"]),
        ("municipal", "school", ["curator", "school_head", "school_staff"]),
        ("municipal", "municipality", ["methodical_service", "municipal_coordinator"]),
        ("regional", "region", ["regional_operator", "expert", "regional_coordinator"]),
    ],
)
def test_only_roles_that_may_be_given_are_offered(client, district, who, place, roles):
    page = sign_in(client, district, who).get(reverse("orgs:appoint", args=[getattr(district, place).pk]))
    assert [value for value, _ in page.context["form"].fields["role"].choices] == roles


def test_a_role_that_is_not_offered_is_not_given(client, district):
    sign_in(client, district, "head")
    give(client, district.school, role="school_head", name="Самозванец")
    assert not Person.objects.filter(name="Самозванец").exists()


def test_inviting_shows_the_link_once_and_sends_it(client, district):
    sign_in(client, district, "municipal")
    page = give(
        client, district.school, role="school_staff", name="Завуч", email="Zavuch@example.test",
        position="завуч", act="№ 2",
    )  # fmt: skip
    made = Invitation.objects.get()
    link = re.search(r'value="(http[^"]+/join/[^"]+)"', page.content.decode())[1]
    assert link in mail.outbox[0].body
    address = reverse("orgs:invitation-detail", args=[made.pk])
    assert "/join/" not in client.get(address).content.decode()
    resent = client.post(reverse("orgs:invitation-resend", args=[made.pk]), follow=True)
    assert "/join/" in resent.content.decode()
    assert link not in resent.content.decode()


def test_the_invited_one_names_herself_and_is_in(client, district):
    sign_in(client, district, "municipal")
    give(client, district.school, role="school_staff", name="Завуч", email="z@example.test")
    path = re.search(r"/join/\S+", mail.outbox[0].body)[0]
    client.logout()
    assert "Завуч" in client.get(path).content.decode()
    weak = {"name": "Завуч школы", "password": "тест", "repeated": "тест"}
    refused = client.post(path, weak)
    assert refused.status_code == 200
    assert "Завуч школы" in refused.content.decode()
    assert "тест" not in refused.content.decode()
    assert "не совпадают" in text_of(client.post(path, weak | {"repeated": "иное"}))
    strong = {"name": "Завуч школы", "password": PASSWORD, "repeated": PASSWORD}
    assert client.post(path, strong)["Location"] == "/"
    assert client.get("/").wsgi_request.user.email == "z@example.test"
    client.logout()
    gone = client.get(path)
    assert (gone.status_code, "не действует" in text_of(gone)) == (404, True)


def test_one_with_an_account_is_sent_to_sign_in_and_then_accepts(client, district):
    known = district.users["body_staff"]
    sign_in(client, district, "municipal")
    give(client, district.school, role="curator", name="Методист", email=known.email)
    path = re.search(r"/join/\S+", mail.outbox[0].body)[0]
    assert "вышли" not in text_of(client.get(path))
    assert known.email in text_of(client.get(path))
    client.logout()
    assert "Войдите" in text_of(client.get(path))
    client.force_login(known)
    client.post(path)
    assert Appointment.objects.filter(person=known.person, role=Role.CURATOR).exists()


def test_somebody_who_may_be_known_is_asked_about_first(client, district):
    person = PersonFactory(name="Учитель Новый", email="")
    AppointmentFactory(person=person, organisation=district.neighbour_school, role=Role.SCHOOL_STAFF)
    sign_in(client, district, "municipal")
    asked = give(client, district.school, role="school_staff", name="учитель  новый")
    assert asked.context["candidates"] == [person]
    assert Person.objects.filter(name__icontains="новый").count() == 1
    give(client, district.school, role="school_staff", name="учитель новый", chosen=person.pk)
    assert person.appointments.count() == 2
    give(client, district.school, role="school_staff", name="учитель новый", chosen="new")
    assert Person.objects.filter(name__icontains="новый").count() == 2


def test_nobody_is_appointed_by_number_alone(client, district):
    stranger = district.users["stranger"].person
    sign_in(client, district, "municipal")
    give(client, district.school, role="school_staff", name="", chosen=stranger.pk)
    assert not stranger.appointments.filter(organisation=district.school).exists()


def test_a_workplace_that_is_not_found_keeps_what_was_typed(client, district):
    sign_in(client, district, "municipal")
    page = give(client, district.school, role="curator", name="Куратор 9", body="Нездешний институт")
    assert "не нашлась" in text_of(page)
    assert 'value="Куратор 9"' in page.content.decode()
    give(client, district.school, role="curator", name="Куратор 9", body="институт развития")
    assert Appointment.objects.get(person__name="Куратор 9").body == district.institute


def test_a_peer_waits_for_the_administrator(client, district):
    sign_in(client, district, "regional")
    page = give(client, district.region, role="regional_coordinator", name="Второй", email="r2@example.test")
    assert "ждёт администратора" in text_of(page)
    assert not mail.outbox
    made = Invitation.objects.get()
    page = sign_in(client, district, "administrator").post(
        reverse("orgs:invitation-confirm", args=[made.pk]), follow=True
    )
    assert "/join/" in page.content.decode()
    assert len(mail.outbox) == 1


def test_an_appointment_is_ended_and_replaced_from_its_page(client, district):
    held = district.users["curator"].person.appointments.get()
    sign_in(client, district, "regional")
    address = reverse("orgs:appointment-end", args=[held.pk])
    early = client.post(address, {"ended_on": "2020-01-01"})
    assert "раньше нельзя" in text_of(early)
    replace = reverse("orgs:appointment-replace", args=[held.pk])
    assert "не нашёлся" in text_of(client.post(replace, {"successor": "Никто", "started_on": "2022-05-20"}))
    client.post(replace, {"successor": district.users["expert"].email, "started_on": "2022-05-20"})
    made = Appointment.objects.get(organisation=district.school, role=Role.CURATOR, ended_on=None)
    assert made.person == district.users["expert"].person
    client.post(reverse("orgs:appointment-end", args=[made.pk]), {"ended_on": "2022-06-01"})
    made.refresh_from_db()
    assert str(made.ended_on) == "2022-06-01"


def people(client, **query):
    return names_in(client.get("/people/", query).context["page"].rows)


def test_people_are_filtered_by_role_place_and_words(client, district):
    sign_in(client, district, "municipal")
    assert people(client, role="school_head") == ["Директор школы", "Директор школы"]
    assert people(client, **{"in": district.school.pk, "role": "school_head"}) == ["Директор школы"]
    assert people(client, q="КУРАТОР") == ["Куратор"]
    assert people(client, q=district.users["stranger"].email) == []
    end_appointment(
        district.users["curator"].person.appointments.get(), by=district.users["regional"],
        ended_on=district.cycle.starts_on.replace(year=2022, month=1, day=31),
    )  # fmt: skip
    assert people(client, q="куратор") == []
    assert people(client, q="куратор", former="1") == ["Куратор"]


def test_many_people_stay_within_twenty_queries(client, district):
    for number in range(70):
        AppointmentFactory(
            person=PersonFactory(name=f"Сотрудник {number:02}"), organisation=district.school,
            role=Role.SCHOOL_STAFF,
        )  # fmt: skip
    sign_in(client, district, "regional")
    person = district.users["head"].person_id
    assert_queries_at_most(
        client,
        [
            "/people/",
            reverse("orgs:person-detail", args=[person]),
            reverse("orgs:organisation-detail", args=[district.school.pk]),
        ],
    )
    assert len(people(client)) == 50


def test_the_second_editor_of_a_person_sees_both_values(client, district):
    person = district.users["head"].person
    sign_in(client, district, "head")
    address = reverse("orgs:person-edit", args=[person.pk])
    Person.objects.filter(pk=person.pk).update(phone="11", version=2)
    page = client.post(address, {"name": person.name, "phone": "22", "version": 1})
    assert "Сейчас записано: 11" in text_of(page)
    assert 'value="22"' in page.content.decode()


def test_closing_the_way_in_needs_a_reason(client, district):
    head = district.users["head"]
    sign_in(client, district, "administrator")
    address = reverse("orgs:person-account", args=[head.person_id])
    assert "Укажите причину" in text_of(client.post(address, {"do": "close"}, follow=True))
    client.post(address, {"do": "close", "reason": "уволен"})
    assert not User.objects.get(pk=head.pk).is_active
    client.post(address, {"do": "open", "reason": "вернулся"})
    assert User.objects.get(pk=head.pk).is_active
