"""The second step: on, used, lost, off."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from medk.accounts.models import User
from medk.notices.models import Letter

PASSWORD = "лесная тропа у озера"


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("head@school.test", PASSWORD, name="Директор 1")


def code(secret: str) -> str:
    """What the app on the phone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client: Client) -> str:
    """Post the first step; return where it leads."""
    return client.post("/account/login/", {"login": "head@school.test", "password": PASSWORD})["Location"]


def switch_on(client: Client) -> tuple[str, list[str]]:
    """Turn the second step on; return the secret and the spare codes."""
    sign_in(client)
    where = client.get(reverse("mfa_activate_totp"))["Location"]
    assert where.startswith(reverse("account_reauthenticate")), "the password is asked once more"
    page = client.post(where, {"password": PASSWORD}, follow=True).content.decode()
    secret = re.search(r'class="key-text">(\w+)<', page)[1]
    done = client.post(reverse("mfa_activate_totp"), {"code": code(secret)}, follow=True)
    return secret, re.findall(r"<li>(\d{8})</li>", done.content.decode())


@pytest.mark.django_db(transaction=True)
def test_the_whole_way(client: Client, user: User) -> None:
    _, spare = switch_on(client)
    assert len(spare) == 10
    subjects = {letter.subject for letter in Letter.objects.filter(to=user.email)}
    assert subjects == {"МЭДК: второй шаг входа включён"}
    other = Client()
    assert sign_in(other) == reverse("mfa_authenticate")
    assert other.get("/account/").status_code == 302, "the password alone must not be enough"
    wrong = other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Код не подходит" in wrong.content.decode()
    assert other.post(reverse("mfa_authenticate"), {"code": spare[0]}).status_code == 302
    page = other.get("/account/").content.decode()
    assert "Осталось 9" in page


def test_a_spare_code_works_once(client: Client, user: User) -> None:
    _, spare = switch_on(client)
    for expected in (302, 200):
        other = Client()
        sign_in(other)
        assert other.post(reverse("mfa_authenticate"), {"code": spare[0]}).status_code == expected


def test_switching_off_asks_who_it_is_and_then_the_password_is_enough(client: Client, user: User) -> None:
    switch_on(client)
    stale = Client()
    stale.force_login(user)
    answer = stale.get(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    client.post(reverse("mfa_deactivate_totp"), follow=True)
    assert sign_in(Client()) == "/"


def test_every_page_of_the_second_step_is_in_our_look(client: Client, user: User) -> None:
    switch_on(client)
    for name in ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        page = client.get(reverse(name)).content.decode()
        assert 'class="brand"' in page
        assert "<h1>" in page
    assert client.get(reverse("mfa_index"))["Location"] == "/account/"
    saved = client.get(reverse("mfa_download_recovery_codes"))
    assert saved["Content-Type"].startswith("text/plain")
    assert len(saved.content.split()) == 10
