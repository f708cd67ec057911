"""Refusals become pages or fragments with their reason, and what was typed survives."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from medk.accounts.models import User

HTMX = {"HX-Request": "true"}
TYPED = {"reason": "Нет даты в протоколе", "password": "тайна", "version": "3"}


@pytest.fixture(autouse=True)
def refusing(settings: object) -> None:
    settings.ROOT_URLCONF = "tests.kernel.refusing_urls"


@pytest.fixture
def signed_in(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_user("a@b.test", "x", name="Координатор"))
    return client


def test_a_refusal_is_a_page_with_reason_help_and_what_was_typed(signed_in: Client) -> None:
    answer = signed_in.post("/t/plain/refused/", TYPED, HTTP_REFERER="http://testserver/measures/7/?tab=2")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Срок уже прошёл." in page
    assert "Продлить его может региональный координатор." in page
    assert "Нет даты в протоколе</textarea>" in page
    assert "тайна" not in page
    assert 'href="/measures/7/?tab=2"' in page


def test_the_way_back_is_never_to_another_host(signed_in: Client) -> None:
    answer = signed_in.post("/t/plain/refused/", HTTP_REFERER="https://elsewhere.test/measures/7/")
    assert "elsewhere" not in answer.content.decode()


def test_not_allowed_is_403_with_the_reason_and_who_helps(signed_in: Client) -> None:
    answer = signed_in.get("/t/plain/forbidden/")
    assert answer.status_code == 403
    assert "Подтверждает куратор." in answer.content.decode()
    assert "Напишите куратору школы." in answer.content.decode()


def test_a_stale_form_shows_both_values_escaped(signed_in: Client) -> None:
    answer = signed_in.post("/t/plain/stale/", {"title": "Моё"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Чужое &lt;b&gt;" in page
    assert "Моё</textarea>" in page


def test_a_button_goes_back_and_says_what_happened(signed_in: Client) -> None:
    done = signed_in.post("/t/button/done/", follow=True)
    assert done.redirect_chain == [("/account/", 302)]
    assert "Сделано." in done.content.decode()
    refused = signed_in.post("/t/button/refused/", follow=True)
    assert refused.redirect_chain == [("/account/", 302)]
    assert "Срок уже прошёл. Продлить его может региональный координатор." in refused.content.decode()
    assert signed_in.post("/t/button/forbidden/").status_code == 403


@pytest.mark.parametrize(("what", "status"), [("refused", 200), ("forbidden", 403), ("stale", 200)])
@pytest.mark.parametrize("view", ["plain", "button"])
def test_a_fragment_gets_the_reason_alone(signed_in: Client, view: str, what: str, status: int) -> None:
    answer = signed_in.post(f"/t/{view}/{what}/", headers=HTMX)
    assert (answer.status_code, answer["X-Problem"]) == (status, "1")
    assert "<html" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_fragment_that_leads_away_loads_the_page(signed_in: Client) -> None:
    answer = signed_in.post("/t/button/done/", headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/account/")


def test_a_fragment_tells_messages_with_their_level(signed_in: Client) -> None:
    answer = signed_in.get("/t/speaking/", headers=HTMX)
    assert json.loads(answer["HX-Trigger"]) == {"medk:said": [{"text": "Готово.", "level": "success"}]}


def test_a_missing_fragment_is_a_short_reason(signed_in: Client) -> None:
    answer = signed_in.get("/nowhere/", headers=HTMX)
    assert (answer.status_code, answer["X-Problem"]) == (404, "1")
    assert "<html" not in answer.content.decode()


def test_an_ended_session_is_said_beside_the_form_and_leads_back(client: Client, db: None) -> None:
    headers = HTMX | {"HX-Current-URL": "http://testserver/measures/7/?a=1"}
    answer = client.post("/t/button/done/", TYPED, headers=headers)
    assert (answer.status_code, answer["X-Problem"]) == (401, "1")
    assert "Вы вышли из системы" in answer.content.decode()
    assert "?next=%2Fmeasures%2F7%2F%3Fa%3D1" in answer.content.decode()


def test_a_stale_token_gives_the_text_back(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_user("a@b.test", "x", name="Координатор"))
    answer = client.post("/t/plain/done/", TYPED)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Форма устарела" in page
    assert "Нет даты в протоколе</textarea>" in page
    assert "тайна" not in page
    part = client.post("/t/plain/done/", TYPED, headers=HTMX)
    assert (part.status_code, part["X-Problem"]) == (403, "1")


def test_pages_of_errors_are_ours(signed_in: Client) -> None:
    missing = signed_in.get("/nowhere/")
    assert missing.status_code == 404
    assert "Такой страницы нет" in missing.content.decode()
    assert reverse("desk:home") in missing.content.decode()


def test_an_unforeseen_failure_is_a_page_that_needs_nothing(signed_in: Client) -> None:
    signed_in.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.kernel.refusing_urls._do", None)
        answer = signed_in.get("/t/plain/done/")
    assert answer.status_code == 500
    assert "Сервер не справился" in answer.content.decode()
