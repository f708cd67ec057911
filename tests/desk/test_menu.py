"""The frame of every page: who sees which entries, in how many queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from medk.desk import menu
from medk.desk.context import build
from medk.notices.actions import tell
from medk.orgs.roles import Role
from tests.factories.orgs import AppointmentFactory
from tests.world import District


def labels(roles: set[Role], path: str = "/") -> list[str]:
    """What the menu offers."""
    return [item.label for group in menu.menu(frozenset(roles), path, {}) for item in group.entries]


def test_a_page_that_does_not_exist_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    ghost = menu.Entry("Призрак", "desk:no-such-page", "home")
    monkeypatch.setattr(menu, "GROUPS", (("", (ghost, menu.GROUPS[0][1][0])),))
    assert labels({Role.ADMINISTRATOR}) == ["Дела"]


def test_letters_are_the_administrators_alone() -> None:
    assert "Письма" in labels({Role.ADMINISTRATOR})
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert "Письма" not in labels({role}), role


def test_somebody_without_an_appointment_still_has_the_desk() -> None:
    assert labels(set()) == ["Дела", "Уведомления"]


def test_the_current_entry_is_marked_on_its_page_and_below() -> None:
    def current(path: str) -> list[str]:
        groups = menu.menu(frozenset({Role.ADMINISTRATOR}), path, {})
        return [item.label for group in groups for item in group.entries if item.current]

    assert current("/") == ["Дела"]
    assert current("/notices/") == ["Уведомления"]
    assert current("/account/") == []


@pytest.mark.parametrize("role", Role)
def test_tabs_are_for_those_who_work_from_a_phone(role: Role) -> None:
    groups = menu.menu(frozenset({role}), "/", {})
    offered = menu.tabs(frozenset({role}), groups)
    assert bool(offered) == (role in {Role.SCHOOL_HEAD, Role.SCHOOL_STAFF, Role.CURATOR})
    assert len(offered) <= 4


def test_the_frame_takes_two_queries_and_counts_what_waits(district: District) -> None:
    head = district.users["head"]
    for text in ("Первое.", "Второе."):
        tell([head], kind="test", text=text, url="/")
    tell([district.users["staff"]], kind="test", text="Чужое.", url="/")
    with CaptureQueriesContext(connection) as asked:
        frame = build(head, "/")
    assert len(asked) <= 2
    assert frame.unread == 2
    assert frame.title == "Директор школы"
    assert frame.place == str(district.school)


def test_several_appointments_are_all_shown_the_weightiest_first(district: District) -> None:
    curator = district.users["curator"]
    AppointmentFactory(person=curator.person, role=Role.SCHOOL_STAFF, organisation=district.far_school)
    frame = build(curator, "/")
    assert [post.role for post in frame.posts] == ["Куратор", "Сотрудник школы"]


def test_what_the_page_says_of_itself(client: Client, district: District) -> None:
    client.force_login(district.users["head"])
    page = client.get(reverse("accounts:profile")).content.decode()
    assert page.count("<h1") == 1
    assert '<main class="main has-tabs" id="main"' in page
    assert 'aria-label="Разделы"' in page
    assert "Директор школы" in page
    assert '"includeIndicatorStyles":false,"allowEval":false' in page
    assert client.get("/account/").content.decode().count("hx-headers") == 1
