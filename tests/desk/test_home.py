"""The desk of each role."""

import datetime as dt

import pytest

from medk.desk.board import board_of
from medk.plans.actions import execution as act
from tests.factories.plans import RoadMapFactory
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db
ON = dt.date(2022, 5, 20)
ROLES = [
    "administrator", "observer", "regional", "operator", "municipal", "methodical",
    "curator", "head", "staff", "expert", "body_staff", "stranger",
]  # fmt: skip


@pytest.fixture
def busy(district):
    """A regional map with work for everybody."""
    measure = approved_measure(
        district, population="school", title="Отчёт школы", due_on=dt.date(2022, 5, 10)
    )
    road_map = measure.road_map
    approved_measure(district, population="municipality", title="Карта района", road_map=road_map)
    approved_measure(district, population="curator", title="Визит куратора", road_map=road_map)
    approved_measure(district, title="Приказ области", road_map=road_map)
    approved_measure(
        district,
        population="school",
        title="Вебинары",
        road_map=road_map,
        schedule_kind="recurring",
        frequency="monthly",
        starts_on=dt.date(2022, 3, 1),
        due_on=dt.date(2022, 8, 31),
    )
    act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    return road_map


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_desk_within_twenty_queries(
    busy, district, client, role, django_assert_max_num_queries
):
    client.force_login(district.users[role])
    client.get("/")
    with django_assert_max_num_queries(20):
        response = client.get("/")
    assert response.status_code == 200


def test_a_principal_sees_one_row_for_each_measure(busy, district, client):
    client.force_login(district.users["head"])
    page = client.get("/").content.decode()
    assert "На этой неделе 1\u00a0дело" in page
    assert page.count("Вебинары</a>") == 1
    assert "6\u00a0раз, просрочено 2" in page
    assert "На проверке: муниципальный координатор" in page


def test_a_coordinator_sees_what_waits_for_a_decision_and_the_share(busy, district, client):
    client.force_login(district.users["municipal"])
    page = client.get("/").content.decode()
    assert "Ждут вашего решения" in page
    assert "Школа № 1 Лугового округа" in page
    assert "Карта района" in page


def test_the_share_follows_a_confirmation(busy, district):
    before = board_of(district.users["regional"], on=ON).own_map
    assert (before.share.confirmed, before.share.planned) == (0, 2)


def test_an_empty_desk_says_what_will_come(district, client):
    client.force_login(district.users["head"])
    assert "Сейчас делать нечего" in client.get("/").content.decode()


def test_what_changed_since_the_last_visit(busy, district, clock):
    user = district.users["regional"]
    user.seen_before_at = dt.datetime(2022, 5, 19, tzinfo=dt.UTC)
    assert board_of(user, on=ON).changes == [("на проверке", 1)]
    user.seen_before_at = dt.datetime(2022, 5, 21, tzinfo=dt.UTC)
    assert board_of(user, on=ON).changes == []


def test_a_draft_waits_on_its_owners_desk(district, client):
    draft = RoadMapFactory(cycle=district.cycle, organisation=district.municipality, level="municipal")
    client.force_login(district.users["municipal"])
    page = client.get("/").content.decode()
    assert "Планы, которые ещё не действуют" in page
    assert f"/road-maps/{draft.pk}/review/" in page
    client.force_login(district.users["methodical"])
    assert "Планы, которые ещё не действуют" not in client.get("/").content.decode()


def test_the_figures_lead_to_the_filtered_table(busy, district, client):
    client.force_login(district.users["regional"])
    assert f"/road-maps/{busy.pk}/?state=overdue" in client.get("/").content.decode()
