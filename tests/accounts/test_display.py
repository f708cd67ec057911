"""Settings of how pages look: a cookie set by the server, for anybody, without script."""

import pytest
from django.test import Client
from django.urls import reverse

from medk.kernel.context import COOKIE


def choose(client: Client, **fields: str) -> str:
    """Post the panel; return where it leads."""
    response = client.post(reverse("accounts:display"), fields)
    assert response.status_code == 302
    return response["Location"]


@pytest.mark.django_db
def test_a_choice_is_kept_and_drawn_for_the_anonymous(client: Client) -> None:
    login = reverse("account_login")
    assert choose(client, size="3", next=login) == f"{login}#lv"
    choose(client, scheme="wb", next=login)
    page = client.get(login).content.decode()
    assert '<html lang="ru" data-size="3" data-scheme="wb">' in page
    assert 'name="size" value="3" aria-pressed="true"' in page
    assert 'name="size" value="2" aria-pressed="false"' in page


@pytest.mark.django_db
def test_an_empty_value_switches_one_off_and_reset_switches_all(client: Client) -> None:
    choose(client, size="2", next="/")
    choose(client, spacing="wide", next="/")
    choose(client, size="", next="/")
    assert client.cookies[COOKIE].value == "spacing=wide"
    choose(client, reset="1", next="/")
    assert client.cookies[COOKIE].value == ""
    assert client.cookies[COOKIE]["max-age"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "drawn"),
    [
        ("size=2&scheme=bw", 'data-size="2" data-scheme="bw"'),
        ('size=9"><script>&theme=dark', 'data-theme="dark"'),
        ("nonsense", ""),
    ],
)
def test_only_known_values_of_the_cookie_are_drawn(client: Client, raw: str, drawn: str) -> None:
    client.cookies[COOKIE] = raw
    page = client.get(reverse("account_login")).content.decode()
    assert page.split("<head>")[0].strip().endswith(f'<html lang="ru"{" " + drawn if drawn else ""}>')


@pytest.mark.django_db
@pytest.mark.parametrize("away", ["https://elsewhere.test/", "//elsewhere.test/", "javascript:alert(1)", ""])
def test_the_way_back_is_local(client: Client, away: str) -> None:
    assert choose(client, size="2", next=away) == "/#lv"


@pytest.mark.django_db
def test_the_query_of_the_page_survives(client: Client) -> None:
    assert choose(client, size="2", next="/road-maps/?q=a&page=2") == "/road-maps/?q=a&page=2#lv"
