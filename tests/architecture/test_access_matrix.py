"""Every address × every role × own and foreign object; an address without a row fails the build."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.architecture.access_matrix import Row, all_rows, our_url_names, walk
from tests.world import District

#: Pages of the sign-in library that answer somebody who is not signed in.
PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
}


@pytest.mark.parametrize("row", all_rows(), ids=str)
def test_each_role_gets_what_the_matrix_says(row: Row, district: District) -> None:
    differences = walk(row, district)
    assert not differences, f"{row}\n" + "\n".join(differences)


def test_every_address_has_a_row() -> None:
    missing = set(our_url_names()) - {row.url for row in all_rows()}
    assert not missing, f"add rows to tests/<app>/matrix.py for {sorted(missing)}"


def test_no_row_is_left_of_an_address_that_is_gone() -> None:
    assert not {row.url for row in all_rows()} - set(our_url_names())


def test_addresses_of_objects_are_walked_as_own_and_as_foreign() -> None:
    """Over the rows of an address with arguments somebody is let in and somebody gets 404."""
    lacking = []
    for name, takes in our_url_names().items():
        rows = [row for row in all_rows() if row.url == name]
        statuses = {status for row in rows for status in (row.default, *row.expect.values())}
        if takes and rows and not (404 in statuses and statuses & {200, 302}):
            lacking.append(name)
    assert not lacking, f"rows lack an own or a foreign object: {lacking}"


def test_rows_are_told_apart() -> None:
    names = [str(row) for row in all_rows()]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.django_db
def test_sign_in_pages_are_public_or_lead_to_sign_in(client: Client) -> None:
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    plain = [name for name in names if name.startswith(("account_", "mfa_")) and _takes_nothing(name)]
    assert plain
    for name in set(plain) - PUBLIC:
        response = client.get(reverse(name))
        assert response.status_code in {302, 404, 405}, f"{name}: {response.status_code}"
        if response.status_code == 302:
            assert response["Location"].startswith(reverse("account_login")), name


def _takes_nothing(name: str) -> bool:
    possibilities = get_resolver().reverse_dict.getlist(name)
    return any(not params for possibility in possibilities for _, params in possibility[0])
