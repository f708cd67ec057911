"""The journal of a road map: who reads what of it, with both dates, by pages."""

import datetime as dt

import pytest
from django.urls import reverse

from medk.plans.actions import execution as act
from medk.plans.actions.amendments_quick import Change, amend_measure
from medk.plans.actions.execution import Fact
from medk.plans.actions.measures import Interval, pause
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(district):
    """Every school's measure: one school submitted and was sent back, its neighbour submitted."""
    measure = approved_measure(district, population="school", title="Провести семинар")
    row = act.submit(
        school_part(measure, district.school), by=district.users["head"], note="Готово",
        fact=Fact(happened_on=dt.date(2022, 4, 27)),
    )  # fmt: skip
    act.return_for_rework(row, by=district.users["municipal"], fact=Fact(reason="Нет подписи"))
    act.submit(
        school_part(measure, district.neighbour_school), by=district.users["neighbour_head"], note="Готово"
    )
    return measure


def journal(client, district, who, measure, **query) -> str:
    client.force_login(district.users[who])
    response = client.get(reverse("plans:road-map-journal", args=[measure.road_map_id]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_both_dates_stand_in_every_line(client, district, measure):
    html = journal(client, district, "regional", measure)
    assert "<b>Отправлено на проверку</b> <time>27.04.2022</time>" in html
    assert "внесено 20.05.2022, 12:00" in html
    assert "Причина: Нет подписи" in html
    assert reverse("plans:part", args=[measure.pk, f"-o{district.school.pk}-"]) in html


def test_newest_come_first(client, district, measure):
    html = journal(client, district, "regional", measure, kind="moves")
    assert html.index(str(district.neighbour_school)) < html.index("Возвращено") < html.index("27.04.2022")


@pytest.mark.parametrize(
    ("who", "own", "neighbour"),
    [
        ("regional", True, True), ("observer", True, True), ("municipal", True, True), ("head", True, False),
        ("curator", True, False), ("neighbour_head", False, True), ("other_municipal", False, False),
        ("expert", False, False), ("body_staff", False, False),
    ],
)  # fmt: skip
def test_parts_of_others_are_not_told(client, district, measure, who, own, neighbour):
    html = journal(client, district, who, measure)
    assert ("Нет подписи" in html) is own
    assert (str(district.neighbour_school) in html.split("<main")[1]) is neighbour


def test_changes_of_the_plan_are_read_by_everybody_and_pauses_of_a_school_are_not(client, district, measure):
    regional = district.users["regional"]
    change = Change("due_on", dt.date(2022, 6, 15), "Перенос по письму", dt.date(2022, 5, 20))
    amend_measure(measure, change, by=regional, version=None)
    pause(
        measure, Interval(dt.date(2022, 5, 1), None, "Карантин"), by=regional, unit=district.neighbour_school
    )
    html = journal(client, district, "head", measure)
    assert "Срок: 01.06.2022 → 15.06.2022. Причина: Перенос по письму" in html
    assert "Карантин" not in html
    assert "Карантин" in journal(client, district, "regional", measure)


def test_another_plan_is_not_in_the_journal(client, district, measure):
    other = approved_measure(district, population="school", title="Совсем другое")
    act.submit(school_part(other, district.school), by=district.users["head"], note="Готово")
    assert "Совсем другое" not in journal(client, district, "regional", measure)
    assert "Провести семинар" not in journal(client, district, "regional", other)


def test_the_filter_by_kind(client, district, measure):
    html = journal(client, district, "regional", measure, kind="moves")
    assert "Отправлено на проверку" in html
    assert "Изменено описание" not in html
    assert "По отбору записей нет" in journal(client, district, "regional", measure, kind="targets")
    assert "Отправлено на проверку" in journal(client, district, "regional", measure, kind="nonsense")


def test_what_changed_since_the_last_visit(client, district, measure, clock):
    user = district.users["regional"]
    user.seen_before_at = dt.datetime(2022, 5, 20, 10, tzinfo=dt.UTC)
    user.save()
    assert "ничего не менялось" in journal(client, district, "regional", measure, since="visit")
    clock.set(dt.datetime(2022, 5, 20, 11, tzinfo=dt.UTC))
    row = school_part(measure, district.neighbour_school)
    act.confirm(row, by=district.users["municipal"])
    html = journal(client, district, "regional", measure, since="visit")
    assert "<b>Подтверждено</b>" in html
    assert "Возвращено" not in html


def test_pages_by_key_lose_nothing_and_repeat_nothing(client, district, measure, monkeypatch):
    monkeypatch.setattr("medk.plans.queries.journal.PAGE", 1)
    url, seen = reverse("plans:road-map-journal", args=[measure.road_map_id]), []
    client.force_login(district.users["regional"])
    while url and len(seen) < 9:
        response = client.get(url)
        seen += [line.pk for line in response.context["lines"]]
        url = response.context["following"]
    assert seen == sorted(set(seen), reverse=True)
    monkeypatch.setattr("medk.plans.queries.journal.PAGE", 50)
    whole = client.get(reverse("plans:road-map-journal", args=[measure.road_map_id])).context["lines"]
    assert seen == [line.pk for line in whole]
    # Three moves, and the two notes written with them.
    assert len(seen) == 5


@pytest.mark.parametrize("before", ["-1", "abc", "9" * 30])
def test_a_broken_key_shows_the_newest(client, district, measure, before):
    assert "Отправлено на проверку" in journal(client, district, "regional", measure, before=before)
