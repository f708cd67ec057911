"""A forgotten and a changed password."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from medk.accounts.models import User
from medk.audit.models import AuditEntry
from medk.notices.models import Letter

OLD, NEW = "лесная тропа у озера", "сорок два зелёных яблока"
RESET = "/account/password/reset/"


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("head@school.test", OLD, name="Директор 1")


def link(client: Client) -> str:
    """Ask for a letter and take the path out of it."""
    client.post(RESET, {"email": "Head@school.test"})
    letter = Letter.objects.get(subject="МЭДК: новый пароль")
    return re.search(r"https?://[^/]+(\S+)", letter.body)[1]


def test_a_link_in_a_russian_letter_sets_a_new_password_once(client: Client, user: User) -> None:
    path = link(client)
    form = client.get(path, follow=True)
    where = form.redirect_chain[-1][0]
    assert "set-password" in where, "the key must leave the address"
    done = client.post(where, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Пароль изменён" in done.content.decode()
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert "больше не действует" in Client().get(path).content.decode()
    assert AuditEntry.objects.filter(kind="accounts.password_reset", actor_id=user.pk).exists()


def test_the_link_stands_on_the_public_address_not_on_the_host_header(
    client: Client, user: User, settings: object
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.PUBLIC_URL = "https://medk.example.test"
    client.post(RESET, {"email": user.email}, HTTP_HOST="evil.test")
    body = Letter.objects.get().body
    assert "https://medk.example.test/account/password/reset/key/" in body
    assert "evil.test" not in body


def test_the_answer_does_not_tell_whether_the_account_exists(client: Client, user: User) -> None:
    User.objects.create_user("off@school.test", OLD, name="Бывший", is_active=False)
    answers = [
        client.post(RESET, {"email": email}, follow=True).content
        for email in ("head@school.test", "nobody@school.test", "off@school.test")
    ]
    bare = [re.sub(rb"(csrf|X-CSRFToken)[^>]*>", b"", answer) for answer in answers]
    assert bare[0] == bare[1] == bare[2]
    assert [letter.to for letter in Letter.objects.all()] == ["head@school.test"]


def test_the_request_does_the_same_queries_for_known_and_unknown(
    client: Client, user: User, settings: object, django_assert_num_queries: object
) -> None:
    """The account is looked up by the worker, so even the time of the answer tells nothing."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default"]}
    }
    for email in ("head@school.test", "nobody@school.test"):
        with django_assert_num_queries(2):  # a savepoint around the job row and nothing else
            assert client.post(RESET, {"email": email}).status_code == 302


def test_a_reset_lifts_the_lockout(client: Client, user: User, settings: object) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/account/login/", {"login": user.email, "password": "не тот"})
    assert client.post("/account/login/", {"login": user.email, "password": OLD}).status_code == 429
    where = client.get(link(client), follow=True).redirect_chain[-1][0]
    client.post(where, {"password1": NEW, "password2": NEW})
    assert client.post("/account/login/", {"login": user.email, "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("коротко", "коротко", "12"),
        (NEW, NEW + "!", "парол"),
        ("password1234", "password1234", "распростран"),
        ("head@school.test", "head@school.test", "похож"),
    ],
)
def test_a_bad_new_password_is_refused_with_a_reason(
    client: Client, user: User, first: str, second: str, words: str
) -> None:
    client.force_login(user)
    sent = {"oldpassword": OLD, "password1": first, "password2": second}
    page = client.post(reverse("account_change_password"), sent).content.decode()
    errors = re.findall(r'<p class="error">.*?</p>', page, re.S)
    assert len(errors) == 1
    assert words in errors[0]
    user.refresh_from_db()
    assert user.check_password(OLD)


def test_changing_keeps_this_device_in_and_turns_others_out(client: Client, user: User) -> None:
    other = Client()
    for one in (client, other):
        one.post("/account/login/", {"login": user.email, "password": OLD})
    sent = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), sent).status_code == 302
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    letter = Letter.objects.get()
    assert (letter.subject, letter.to) == ("МЭДК: пароль изменён", "head@school.test")


def test_signing_out_elsewhere(client: Client, user: User) -> None:
    stranger, other = User.objects.create_user("b@school.test", OLD, name="Б"), Client()
    visitor = Client()
    client.force_login(user)
    other.force_login(user)
    visitor.force_login(stranger)
    page = client.post(reverse("accounts:sign-out-elsewhere"), follow=True).content.decode()
    assert "1\u00a0вход" in page
    assert other.get("/account/").status_code == 302
    assert visitor.get("/account/").status_code == 200
    assert client.get("/account/").status_code == 200
