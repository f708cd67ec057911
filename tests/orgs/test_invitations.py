"""Invitations: one link, one use, an account and an appointment at its end."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone

from medk.accounts.models import User
from medk.audit.models import AuditEntry
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.actions.appointments import Post
from medk.orgs.actions.invitations import (
    accept_as_new,
    accept_as_user,
    confirm_invitation,
    digest,
    find_invitation,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from medk.orgs.models import Invitation
from medk.orgs.roles import Role
from tests.factories.accounts import PASSWORD

TODAY = dt.date(2022, 5, 20)
Status = Invitation.Status


def ask(
    district, who="municipal", role=Role.SCHOOL_STAFF, place="school", email="New@Example.test", **fields
):
    post = Post(getattr(district, place), role, TODAY, **fields)
    return invite(email, post, name="Завуч", by=district.users[who])


def test_the_letter_carries_the_link_and_the_database_only_its_digest(district):
    made, token = ask(district)
    assert (made.email, made.status, made.token_digest) == ("new@example.test", Status.SENT, digest(token))
    letter = mail.outbox[0]
    assert letter.to == ["new@example.test"]
    assert re.search(r"https?://\S+", letter.body)[0].rstrip("/").endswith(token)
    assert not Invitation.objects.filter(token_digest__contains=token).exists()


def test_accepting_makes_an_account_a_person_and_the_appointment(district):
    made, token = ask(district, act="№ 5", ended_on=dt.date(2022, 12, 31))
    user = accept_as_new(token, name="Завуч школы", password=PASSWORD)
    held = user.person.appointments.get()
    assert (held.role, held.organisation, held.act) == (Role.SCHOOL_STAFF, district.school, "№ 5")
    assert held.ended_on == dt.date(2022, 12, 31)
    assert (user.email, user.person.name, user.check_password(PASSWORD)) == (
        "new@example.test", "Завуч школы", True,
    )  # fmt: skip
    made.refresh_from_db()
    assert (made.status, made.person) == (Status.ACCEPTED, user.person)
    assert AuditEntry.objects.about(made).first().actor_id == user.pk


def test_a_link_works_once(district):
    _, token = ask(district)
    accept_as_new(token, name="Завуч", password=PASSWORD)
    with pytest.raises(Refused, match="не действует"):
        accept_as_new(token, name="Другой", password=PASSWORD)


@pytest.mark.parametrize("password", ["коротко", "password1234"])
def test_a_weak_password_leaves_the_link_working(district, password):
    _, token = ask(district)
    with pytest.raises(Refused):
        accept_as_new(token, name="Завуч", password=password)
    assert find_invitation(token)
    assert not User.objects.filter(email="new@example.test").exists()


def test_a_link_dies_after_its_time(district):
    made, token = ask(district)
    assert dt.timedelta(days=13) < made.expires_at - timezone.now() <= dt.timedelta(days=14)
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now())
    assert find_invitation(token) is None


def test_a_new_link_kills_the_old_one(district):
    made, old = ask(district)
    new = resend_invitation(made, by=district.users["regional"])
    assert find_invitation(old) is None
    assert find_invitation(new) == made
    assert len(mail.outbox) == 2


def test_a_withdrawn_invitation_leads_nowhere(district):
    made, token = ask(district)
    with pytest.raises(NotAllowed):
        withdraw_invitation(made, by=district.users["other_municipal"])
    withdraw_invitation(made, by=district.users["municipal"], reason="передумали")
    assert find_invitation(token) is None
    with pytest.raises(Refused, match="уже принято или отозвано"):
        withdraw_invitation(made, by=district.users["municipal"])
    with pytest.raises(Refused):
        resend_invitation(made, by=district.users["municipal"])


def test_a_peer_is_only_proposed_and_the_administrator_lets_him_in(district):
    made, token = ask(district, role=Role.MUNICIPAL_COORDINATOR, place="municipality")
    assert (made.status, made.token_digest, token, mail.outbox) == (Status.PROPOSED, "", "", [])
    for who in ("municipal", "operator", "stranger"):
        with pytest.raises(NotAllowed):
            confirm_invitation(made, by=district.users[who])
    token = confirm_invitation(made, by=district.users["administrator"])
    user = accept_as_new(token, name="Второй координатор", password=PASSWORD)
    assert user.person.appointments.get().role == Role.MUNICIPAL_COORDINATOR


def test_an_empty_token_opens_nothing(district):
    ask(district, role=Role.MUNICIPAL_COORDINATOR, place="municipality")
    assert find_invitation("") is None


def test_nobody_invites_beyond_the_table(district):
    for who, role, place in [
        ("municipal", Role.SCHOOL_HEAD, "far_school"),
        ("head", Role.SCHOOL_HEAD, "school"),
        ("stranger", Role.CURATOR, "school"),
    ]:
        with pytest.raises(NotAllowed):
            ask(district, who=who, role=role, place=place)
    assert not Invitation.objects.exists()


def test_the_same_address_is_asked_once_for_a_post(district):
    ask(district)
    with pytest.raises(Refused, match="повторно"):
        ask(district, email="new@EXAMPLE.test")


def test_one_with_an_account_signs_in_and_takes_the_post(district):
    head = district.users["neighbour_head"]
    _, token = ask(district, role=Role.CURATOR, email=head.email)
    with pytest.raises(Refused, match="учётная запись"):
        accept_as_new(token, name="Я", password=PASSWORD)
    with pytest.raises(Refused, match="выписано на"):
        accept_as_user(token, user=district.users["staff"])
    made = accept_as_user(token, user=head)
    assert (made.person, made.role) == (head.person, Role.CURATOR)
    with pytest.raises(Refused, match="не действует"):
        accept_as_user(token, user=head)


def test_the_rules_of_appointments_hold_for_invitations(district):
    with pytest.raises(Refused, match="этой же школы"):
        ask(district, role=Role.CURATOR, email=district.users["head"].email)
    with pytest.raises(Refused, match="этой же школы"):
        ask(district, role=Role.CURATOR, body=district.school)


def test_a_known_person_is_invited_under_her_own_address(district):
    post = Post(district.far_school, Role.CURATOR, TODAY)
    person = district.users["head"].person
    with pytest.raises(Refused, match="уже есть вход"):
        invite("other@example.test", post, name="Х", by=district.users["regional"], person=person)
