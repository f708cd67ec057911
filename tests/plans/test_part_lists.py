"""Confirming many at once, and the list of what is mine."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from medk.orgs.roles import Role
from medk.plans.actions import execution as act
from medk.plans.actions.execution import Fact
from medk.plans.models import Execution
from tests.ceilings import assert_queries_at_most
from tests.factories.orgs import appoint
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db
CONFIRMATIONS = "/confirmations/"


@pytest.fixture
def measure(district):
    return approved_measure(district, population="school", title="Отчёт школы", due_on=dt.date(2022, 5, 31))


@pytest.fixture
def two(measure, district):
    """Two submitted parts of schools of one municipality."""
    rows = []
    for school, head in ((district.school, "head"), (district.neighbour_school, "neighbour_head")):
        rows.append(
            act.submit(school_part(measure, school), by=district.users[head], note=f"Готово {school.pk}")
        )
    return rows


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def tokens(text):
    return re.findall(r'name="part" value="(\d+-\d+)"', text)


def statuses(rows):
    return [Execution.objects.get(pk=row.pk).status for row in rows]


def test_what_waits_is_ticked_previewed_and_confirmed(two, district, client):
    client.force_login(district.users["municipal"])
    ticked = tokens(text_of(client.get(CONFIRMATIONS)))
    assert len(ticked) == 2
    preview = text_of(client.post(CONFIRMATIONS, {"part": ticked}))
    assert "Подтвердить 2\u00a0части?" in preview
    assert statuses(two) == ["submitted", "submitted"]
    response = client.post(
        CONFIRMATIONS, {"part": tokens(preview), "sure": "yes", "happened_on": "2022-05-20"}
    )
    assert response.status_code == 302
    assert statuses(two) == ["confirmed", "confirmed"]
    assert "Подтверждено: 2\u00a0части" in text_of(client.get(CONFIRMATIONS))


def test_those_lost_to_another_are_told(two, district, client):
    client.force_login(district.users["municipal"])
    ticked = tokens(text_of(client.get(CONFIRMATIONS)))
    act.confirm(two[0], by=appoint(Role.MUNICIPAL_COORDINATOR, district.municipality))
    preview = text_of(client.post(CONFIRMATIONS, {"part": ticked}))
    assert "уже проверил или изменил другой человек" in preview
    assert len(tokens(preview)) == 1


def test_what_was_sent_again_with_other_words_is_not_confirmed_unseen(two, district, client):
    client.force_login(district.users["municipal"])
    ticked = tokens(text_of(client.get(CONFIRMATIONS)))
    act.withdraw(two[0], by=district.users["head"], fact=Fact(reason="Не то"))
    act.submit(Execution.objects.get(pk=two[0].pk), by=district.users["head"], note="Другое")
    client.post(CONFIRMATIONS, {"part": ticked, "sure": "yes", "happened_on": "2022-05-20"})
    assert statuses(two) == ["submitted", "confirmed"]


def test_a_day_before_the_fact_refuses_that_part_by_name(two, district, client):
    client.force_login(district.users["municipal"])
    ticked = tokens(text_of(client.get(CONFIRMATIONS)))
    response = client.post(
        CONFIRMATIONS, {"part": ticked, "sure": "yes", "happened_on": "2022-05-19"}, follow=True
    )
    assert "раньше исполнения" in response.content.decode()
    assert statuses(two) == ["submitted", "submitted"]


def test_a_day_of_tomorrow_keeps_the_preview(two, district, client):
    client.force_login(district.users["municipal"])
    ticked = tokens(text_of(client.get(CONFIRMATIONS)))
    text = text_of(client.post(CONFIRMATIONS, {"part": ticked, "sure": "yes", "happened_on": "2022-05-21"}))
    assert "ещё не наступила" in text
    assert len(tokens(text)) == 2


def test_nothing_foreign_is_confirmed_by_a_made_up_form(two, district, client):
    client.force_login(district.users["other_municipal"])
    client.post(CONFIRMATIONS, {"part": [f"{row.pk}-{row.version}" for row in two], "sure": "yes"})
    assert statuses(two) == ["submitted", "submitted"]


def test_the_filter_narrows_by_school_and_age(two, district, client, clock):
    clock.set(dt.date(2022, 5, 24))
    client.force_login(district.users["municipal"])
    one = text_of(client.get(CONFIRMATIONS, {"unit": str(district.school)}))
    assert len(tokens(one)) == 1
    assert len(tokens(text_of(client.get(CONFIRMATIONS, {"age": "3"})))) == 2
    assert "По отбору ничего нет" in text_of(client.get(CONFIRMATIONS, {"age": "7"}))
    assert "Ничего не ждёт" not in text_of(client.get(CONFIRMATIONS, {"age": "x", "measure": "y"}))


def test_one_is_returned_from_the_list_and_the_list_comes_back(two, measure, district, client):
    client.force_login(district.users["municipal"])
    address = reverse("plans:part", args=[measure.pk, two[0].leaf_key])
    response = client.post(
        address, {"do": "return", "reason": "Нет подписи", "version": two[0].version, "next": CONFIRMATIONS}
    )
    assert response["Location"] == CONFIRMATIONS
    assert statuses(two) == ["returned", "submitted"]


def test_an_empty_list_says_what_will_come(district, client):
    client.force_login(district.users["municipal"])
    assert "Ничего не ждёт вашего подтверждения" in text_of(client.get(CONFIRMATIONS))


def test_my_parts_by_urgency_and_by_state(measure, district, client):
    late = approved_measure(
        district, population="school", title="Старое", due_on=dt.date(2022, 5, 1), road_map=measure.road_map
    )
    client.force_login(district.users["head"])
    text = text_of(client.get("/my-parts/"))
    assert text.index("Старое") < text.index("Отчёт школы")
    assert reverse("plans:part", args=[late.pk, f"-o{district.school.pk}-"]) in text
    overdue = text_of(client.get("/my-parts/?state=overdue"))
    assert "Отчёт школы" not in overdue
    client.force_login(district.users["expert"])
    assert "Сейчас делать нечего" in text_of(client.get("/my-parts/"))


def test_the_lists_stay_within_the_ceiling(two, district, client):
    for name in ("municipal", "head", "regional", "curator"):
        client.force_login(district.users[name])
        assert_queries_at_most(client, [CONFIRMATIONS, "/my-parts/"])
