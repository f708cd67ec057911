"""Pages by which the plan's owner keeps a measure true."""

import datetime as dt

import pytest
from django.urls import reverse

from medk.plans.choices import ScheduleKind
from medk.plans.models import Measure, Occurrence, OrderImport, Pause
from tests.ceilings import assert_queries_at_most
from tests.factories.plans import TargetFactory
from tests.plans.scenes import approved_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(district):
    return approved_measure(district, population="school", due_on=dt.date(2022, 6, 1))


@pytest.fixture
def owner(district, client):
    client.force_login(district.users["regional"])
    return client


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_an_amendment_by_its_form_and_in_the_history(measure, owner):
    address = url("measure-amend", measure.pk) + "?field=due_on"
    text = text_of(owner.get(address))
    assert "01.06.2022" in text
    data = {
        "new": "2022-06-30", "reason": "Перенос", "effective_on": "2022-05-20",
        "order": "приказ № 143-од", "version": measure.version,
    }  # fmt: skip
    assert owner.post(address, data).status_code == 302
    history = text_of(owner.get(url("measure-history", measure.pk)))
    assert "<del>01.06.2022</del>" in history
    assert "<ins>30.06.2022</ins>" in history
    assert "приказ № 143-од" in history


def test_a_stale_amendment_shows_both_values_and_may_be_saved_again(measure, owner):
    address = url("measure-amend", measure.pk) + "?field=title"
    data = {"reason": "Уточнение", "effective_on": "2022-05-20", "version": measure.version}
    owner.post(address, data | {"new": "Первое"})
    text = text_of(owner.post(address, data | {"new": "Второе"}))
    assert "Первое" in text
    assert "Второе" in text
    fresh = Measure.objects.get(pk=measure.pk)
    assert f'value="{fresh.version}"' in text
    assert owner.post(address, data | {"new": "Второе", "version": fresh.version}).status_code == 302
    assert Measure.objects.get(pk=measure.pk).title == "Второе"


def test_a_refused_amendment_keeps_what_was_typed(measure, owner):
    address = url("measure-amend", measure.pk) + "?field=due_on"
    data = {
        "new": "2022-06-01",
        "reason": "Слова, которые жалко",
        "effective_on": "2022-05-20",
        "version": measure.version,
    }
    text = text_of(owner.post(address, data))
    assert "Ничего не изменилось" in text
    assert "Слова, которые жалко" in text


def test_a_field_that_is_no_field_offers_the_choice(measure, owner):
    assert "Выберите, что меняется" in text_of(owner.get(url("measure-amend", measure.pk) + "?field=status"))


def test_pausing_a_school_and_resuming(measure, owner, district):
    address = url("measure-pause", measure.pk)
    data = {"unit": f"o{district.school.pk}", "starts_on": "2022-05-20", "reason": "Ремонт"}
    assert owner.post(address, data).status_code == 302
    row = Pause.objects.get()
    assert row.unit_organisation == district.school
    assert "Ремонт" in text_of(owner.get(url("measure-detail", measure.pk)))
    assert "уже есть" in text_of(owner.post(address, data))
    assert owner.post(url("measure-resume", measure.pk, row.pk), {"ends_on": "2022-05-20"}).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == dt.date(2022, 5, 20)


def test_a_pause_of_one_school_is_not_told_to_another(measure, owner, district, client):
    data = {"unit": f"o{district.school.pk}", "starts_on": "2022-05-20", "reason": "Ремонт кровли"}
    owner.post(url("measure-pause", measure.pk), data)
    client.force_login(district.users["neighbour_head"])
    assert "Ремонт кровли" not in text_of(client.get(url("measure-detail", measure.pk)))


def test_cancelling_and_restoring(measure, owner):
    assert owner.post(url("measure-cancel", measure.pk), {"reason": "Дубль"}).status_code == 302
    assert "Мероприятие отменено" in text_of(owner.get(url("measure-detail", measure.pk)))
    assert owner.post(url("measure-restore", measure.pk), {"reason": "Не дубль"}).status_code == 302
    assert Measure.objects.get(pk=measure.pk).status == "active"


def test_repeats_by_their_page(district, owner):
    asked = approved_measure(district, schedule_kind=ScheduleKind.ON_REQUEST, due_on=None)
    address = url("measure-occurrences", asked.pk)
    assert "Повторов пока нет" in text_of(owner.get(address))
    refused = text_of(
        owner.post(address, {"title": "Вебинар", "starts_on": "2022-06-02", "due_on": "2022-06-01"})
    )
    assert "Срок раньше начала" in refused
    assert "Вебинар" in refused
    assert owner.post(address, {"title": "Вебинар", "due_on": "2022-06-01"}).status_code == 302
    row = Occurrence.objects.get()
    withdraw = url("occurrence-withdraw", asked.pk, row.pk)
    assert owner.post(withdraw, {"reason": "Отменён"}).status_code == 302
    row.refresh_from_db()
    assert row.is_withdrawn


def test_a_reading_by_its_form(measure, owner):
    target = TargetFactory(measure=measure, value=45)
    address = url("measure-target-read", measure.pk, target.pk)
    assert owner.post(address, {"value": "45,5", "on": "2022-05-20"}).status_code == 302
    assert str(target.readings.get().value) == "45.50"
    assert "Цель достигнута" in text_of(owner.get(url("measure-detail", measure.pk)))
    refused = owner.post(address, {"value": "сорок", "on": "2022-05-20"}, headers={"HX-Request": "true"})
    assert "Введите число" in text_of(refused)


def test_the_fragment_of_the_order_is_for_the_owner_and_those_above(measure, owner, district, client):
    measure.source = {"from": 2, "to": 3}
    measure.save()
    OrderImport.objects.create(
        organisation=district.region, cycle=district.cycle, filename="a.txt", sha256="0", road_map=measure.road_map,
        text="первая\nвторая\nтретья\nчетвёртая", by=district.users["regional"],
        created_at=dt.datetime(2022, 2, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    address = url("measure-history", measure.pk)
    assert '<pre class="frag">вторая\nтретья</pre>' in text_of(owner.get(address))
    client.force_login(district.users["head"])
    assert "третья" not in text_of(client.get(address))


def test_pages_of_upkeep_stay_within_the_ceiling(measure, owner):
    names = ("measure-history", "measure-amend", "measure-pause", "measure-occurrences")
    assert_queries_at_most(owner, [url(name, measure.pk) for name in names])
