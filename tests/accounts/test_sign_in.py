"""Signing in and out: lockout, fixation, local returns, words."""

import pytest
from django.test import Client
from django.urls import reverse

from medk.accounts.adapter import client_ip
from medk.accounts.models import User

PASSWORD = "лесная тропа у озера"
LOGIN = "/account/login/"


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("head@school.test", PASSWORD, name="Директор 1")


def sign_in(client: Client, password: str = PASSWORD, email: str = "head@school.test", **more: str):
    """Post the form."""
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_the_right_password_leads_to_the_desk(client: Client, user: User) -> None:
    response = sign_in(client, email=" Head@School.test ")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_a_wrong_password_says_so_without_telling_what_is_wrong(client: Client, user: User) -> None:
    known = sign_in(client, "не тот").content.decode()
    unknown = sign_in(client, "не тот", email="nobody@school.test").content.decode()
    for page in (known, unknown):
        assert "Почта или пароль не подходят" in page
        assert 'role="alert"' in page


def test_signing_in_changes_the_session_key(client: Client, user: User) -> None:
    client.get(LOGIN)
    session = client.session
    session["kept"] = "1"
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before


@pytest.mark.parametrize("away", ["https://elsewhere.test/x", "//elsewhere.test", "http:///elsewhere.test"])
def test_next_never_leads_to_another_host(client: Client, user: User, away: str) -> None:
    assert sign_in(client, next=away)["Location"] == "/"


def test_next_leads_to_a_page_of_ours(client: Client, user: User) -> None:
    assert sign_in(client, next="/account/?a=1")["Location"] == "/account/?a=1"


def test_next_is_not_led_to_other_allowed_hosts(client: Client, user: User, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "second.test"]
    assert sign_in(client, next="http://second.test/")["Location"] == "/"


def test_the_session_ends_with_the_browser_unless_asked(client: Client, user: User) -> None:
    sign_in(client)
    assert client.session.get_expire_at_browser_close()
    sign_in(other := Client(), remember="on")
    assert not other.session.get_expire_at_browser_close()


def test_leaving_takes_a_post(client: Client, user: User) -> None:
    client.force_login(user)
    page = client.get(reverse("account_logout"))
    assert page.status_code == 200
    assert "Выйти из системы?" in page.content.decode()
    assert client.get("/account/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/account/").status_code == 302


def test_nobody_signs_up(client: Client, db: None) -> None:
    response = client.post(
        reverse("account_signup"), {"email": "new@school.test", "password1": PASSWORD}, follow=True
    )
    assert response.redirect_chain == [(LOGIN, 302)]
    assert "приглашение" in response.content.decode()
    assert not User.objects.exists()


def test_a_switched_off_account_is_told_whom_to_ask(client: Client, user: User) -> None:
    User.objects.update(is_active=False)
    response = client.post(LOGIN, {"login": user.email, "password": PASSWORD}, follow=True)
    assert "Учётная запись отключена" in response.content.decode()
    assert "координатор" in response.content.decode()


class TestLockout:
    """Seven failures by one address from one machine close the way for an hour."""

    def test_it_closes_even_for_the_right_password(
        self, client: Client, user: User, settings: object
    ) -> None:
        for _ in range(settings.AXES_FAILURE_LIMIT):
            last = sign_in(client, "не тот")
        assert last.status_code == 429
        page = sign_in(client)
        assert page.status_code == 429
        words = page.content.decode()
        assert "7\u00a0неудачных попыток подряд" in words
        assert "1\u00a0час " in words
        assert reverse("account_reset_password") in words
        assert client.get("/account/").status_code == 302

    def test_other_people_and_other_machines_are_not_locked(
        self, client: Client, user: User, settings: object
    ) -> None:
        User.objects.create_user("other@school.test", PASSWORD, name="Директор 2")
        for _ in range(settings.AXES_FAILURE_LIMIT):
            sign_in(client, "не тот")
        assert sign_in(client, email="other@school.test").status_code == 302
        assert sign_in(Client(REMOTE_ADDR="10.9.8.7")).status_code == 302

    def test_letter_case_does_not_give_more_attempts(
        self, client: Client, user: User, settings: object
    ) -> None:
        for number in range(settings.AXES_FAILURE_LIMIT):
            sign_in(client, "не тот", email="HEAD@school.test" if number % 2 else "head@school.test")
        assert sign_in(client).status_code == 429

    def test_success_forgets_earlier_failures(self, client: Client, user: User, settings: object) -> None:
        for _ in range(2):
            for _ in range(settings.AXES_FAILURE_LIMIT - 1):
                sign_in(client, "не тот")
            assert sign_in(client).status_code == 302
            client.logout()


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "1.1.1.1", "10.0.0.9"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.9"),
        (1, "", "10.0.0.9"),
    ],
)
def test_a_forwarded_address_is_believed_only_from_our_proxies(
    rf: object, settings: object, proxies: int, header: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=header)
    assert client_ip(request) == expected


def test_requests_to_sign_in_are_limited_by_machine(client: Client, user: User, settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip", "login_failed": False}
    statuses = [sign_in(client, "не тот", email=f"{number}@school.test").status_code for number in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert "Слишком много запросов" in sign_in(client).content.decode()
    assert sign_in(Client(REMOTE_ADDR="10.9.8.7")).status_code == 302
