"""Saved filters, recent pages, the page of search and the quick way."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from medk.cycles.models import Cycle
from medk.kernel.refusals import Refused
from medk.search.actions.indexing import sweep
from medk.search.actions.saving import save_filter
from medk.search.actions.visits import prune_visits, remember
from medk.search.models import Recent, SavedFilter
from medk.search.queries.recents import recents_of
from tests.factories.orgs import OrganisationFactory
from tests.factories.plans import ExecutorFactory, SectionFactory
from tests.plans.scenes import approved_measure
from tests.world import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(district):
    """A measure of an approved regional map, in a section, with an executor."""
    section = SectionFactory(road_map__cycle=district.cycle, road_map__approved=True)
    made = approved_measure(district, road_map=section.road_map, section=section, title="Провести вебинар")
    ExecutorFactory(measure=made, organisation=district.institute)
    return made


def page_of(measure):
    """The address of the plan's table."""
    return reverse("plans:road-map-detail", args=[measure.road_map_id])


# --- saved filters ---------------------------------------------------------------------------


def saved(district, measure, **query):
    """A filter of the plan's table kept by the regional coordinator."""
    address = f"{page_of(measure)}?{urlencode(query)}"
    return save_filter("Мой отбор", address, by=district.users["regional"])


def opened(client, user, kept):
    """Where the link of a filter leads, and what is said there."""
    client.force_login(user)
    answer = client.get(reverse("search:filter-open", args=[kept.uid]), follow=True)
    return answer.redirect_chain[-1][0], answer.content.decode()


def test_a_filter_opens_as_it_was_kept(district, measure, client):
    kept = saved(
        district, measure, section=measure.section_id, executor=f"o{district.institute.pk}", q="вебинар"
    )
    url, page = opened(client, district.users["regional"], kept)
    assert url == f"{kept.path}?{kept.query}"
    assert "убрано" not in page


def test_what_is_gone_is_left_out_and_said(district, measure, client):
    kept = saved(
        district, measure, section=measure.section_id, executor=f"o{district.institute.pk}", q="вебинар"
    )
    measure.executors.all().delete()
    type(measure).objects.update(section=None)
    type(measure.section).objects.all().delete()
    url, page = opened(client, district.users["regional"], kept)
    assert url == f"{kept.path}?{urlencode({'q': 'вебинар'})}"
    assert "убрано условие: раздел, исполнитель" in page


def test_a_place_that_is_not_seen_is_left_out(district, client):
    kept = save_filter(
        "Школы",
        f"/organisations/?in={district.other_municipality.pk}&kind=school",
        by=district.users["regional"],
    )
    url, page = opened(client, district.users["head"], kept)
    assert url == "/organisations/?kind=school"
    assert "убрано условие: территория" in page


def test_a_plan_that_is_not_seen_leads_to_the_list(district, measure, client):
    kept = saved(district, measure, q="вебинар")
    url, page = opened(client, district.users["stranger"], kept)
    assert url == reverse("search:filter-list")
    assert "больше не доступна" in page
    assert measure.road_map.title not in page


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("", "/organisations/"),
        ("я" * 101, "/organisations/"),
        ("Мой", "https://evil.test/"),
        ("Мой", "//evil.test/organisations/"),
        ("Мой", "/нет-такой/"),
        ("Мой", ""),
        ("Мой", "/organisations/?q=" + "ы" * 2000),
    ],
)
def test_what_cannot_be_kept_is_refused(district, name, address):
    with pytest.raises(Refused):
        save_filter(name, address, by=district.users["head"])
    assert not SavedFilter.objects.exists()


def test_a_name_used_again_means_the_new_filter(district, client):
    head = district.users["head"]
    save_filter("Мой", "/organisations/?kind=school&page=3", by=head)
    save_filter("  Мой ", "/road-maps/?year=2022&after=abc", by=head)
    (kept,) = SavedFilter.objects.all()
    assert (kept.path, kept.query) == ("/road-maps/", "year=2022")


def test_lists_offer_to_keep_their_filter(district, measure, client):
    client.force_login(district.users["regional"])
    for address in (page_of(measure), "/organisations/", "/confirmations/", "/road-maps/", "/people/"):
        page = client.get(f"{address}?q=вебинар").content.decode()
        assert "Сохранить отбор" in page, address
    said = client.post(
        reverse("search:filter-save"),
        {"name": "Вебинары", "address": f"{page_of(measure)}?q=вебинар"},
        follow=True,
    )
    assert "Отбор «Вебинары» сохранён" in said.content.decode()
    assert "Вебинары" in client.get(reverse("search:filter-list")).content.decode()


# --- recent pages ----------------------------------------------------------------------------


def visits(user):
    """Things remembered, the latest first."""
    return list(Recent.objects.visible_to(user).values_list("subject_type", "subject_id"))


def test_a_page_is_remembered_once_until_another_is_opened(district, measure, client, clock):
    user = district.users["regional"]
    client.force_login(user)
    page, other = reverse("plans:measure-detail", args=[measure.pk]), page_of(measure)
    client.get(page)
    first = Recent.objects.get().seen_at
    for minute, address in enumerate((page, other, page), start=1):
        clock.set(NOON + dt.timedelta(minutes=minute))
        client.get(address)
        assert minute > 1 or Recent.objects.get().seen_at == first
    assert visits(user) == [("plans.measure", measure.pk), ("plans.roadmap", measure.road_map_id)]


@pytest.mark.parametrize(
    "headers",
    [{"HX-Request": "true"}, {"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}],
)
def test_fragments_and_pages_fetched_ahead_are_not_visits(district, measure, client, headers):
    client.force_login(district.users["regional"])
    client.get(page_of(measure), headers=headers)
    assert not Recent.objects.exists()


def test_further_views_of_a_thing_are_not_visits(district, measure, client):
    client.force_login(district.users["regional"])
    client.get(reverse("plans:road-map-journal", args=[measure.road_map_id]))
    assert not Recent.objects.exists()


def test_refusals_are_not_visits(district, client):
    client.force_login(district.users["head"])
    assert client.get(reverse("orgs:organisation-detail", args=[district.far_school.pk])).status_code == 404
    assert not Recent.objects.exists()


def test_a_busy_database_costs_the_memory_not_the_page(district, measure, client, monkeypatch):
    from django.db import OperationalError  # noqa: PLC0415 - raised here alone

    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("medk.desk.visits.remember", busy)
    client.force_login(district.users["regional"])
    assert client.get(page_of(measure)).status_code == 200


def test_twenty_are_shown_and_kept_and_the_unseen_left_out(district, clock):
    head = district.users["head"]
    remember("orgs.organisation", district.far_school.pk, by=head)
    for number in range(25):
        made = OrganisationFactory(name=f"Кабинет {number}", parent=district.school, kind="partner")
        clock.set(NOON + dt.timedelta(minutes=number))
        remember("orgs.organisation", made.pk, by=head)
    clock.set(NOON + dt.timedelta(hours=1))
    remember("orgs.organisation", district.far_school.pk, by=head)
    shown = recents_of(head)
    assert len(shown) == 19
    assert str(district.far_school) not in {one.title for one in shown}
    assert prune_visits() == 6
    assert len(recents_of(head)) == 19
    assert recents_of(district.users["staff"]) == []


def test_recent_pages_are_listed_and_cleared(district, measure, client):
    client.force_login(district.users["regional"])
    client.get(reverse("plans:measure-detail", args=[measure.pk]))
    assert "Провести вебинар" in client.get(reverse("search:page")).content.decode()
    client.post(reverse("search:recent-clear"))
    assert "Провести вебинар" not in client.get(reverse("search:page")).content.decode()


# --- pages -----------------------------------------------------------------------------------


def test_the_page_marks_what_was_found_and_says_where(district, measure, client):
    sweep()
    client.force_login(district.users["regional"])
    page = client.get(reverse("search:page"), {"q": "вебинары"}).content.decode()
    assert "<mark>вебинар</mark>" in page
    assert "Приозёрная область" in page
    assert "2022" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"q": "ж"}, "Напишите чуть подробнее"),
        ({"q": "нетакогослова"}, "Ничего не нашлось"),
        ({"q": "вебинар", "kind": "people"}, "Искать во всём"),
        ({"q": "вебинар", "page": "9"}, "Дальше ничего нет"),
        ({"q": "вебинар " * 40}, "ищем по первым словам"),
        ({"q": "dt,byfh"}, "другая раскладка"),
        ({"q": "вибинар"}, "показано похожее"),
        ({"q": "<script>alert(1)</script>"}, "&lt;script&gt;"),
        ({"q": "вебинар", "kind": "zzz", "year": "²", "page": "-1"}, "<mark>вебинар</mark>"),
    ],
)
def test_every_question_gets_a_way_on(district, measure, client, query, said):
    sweep()
    client.force_login(district.users["regional"])
    answer = client.get(reverse("search:page"), query)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_the_quick_way_offers_pages_actions_and_finds(
    district, measure, client, django_assert_max_num_queries
):
    sweep()
    user = district.users["regional"]
    client.force_login(user)
    save_filter("Вебинары года", f"{page_of(measure)}?q=вебинар", by=user)
    client.get(reverse("plans:measure-detail", args=[measure.pk]))

    def offered(text):
        with django_assert_max_num_queries(20):
            answer = client.get(reverse("desk:palette"), {"q": text}, headers={"HX-Request": "true"})
        return answer.content.decode()

    assert "Недавнее" in offered("")
    assert "Провести вебинар" in offered("")
    assert "Вебинары года" in offered("вебин")
    assert "Найдено" in offered("вебин")
    assert "Загрузить приказ" in offered("загр")
    assert "Организации" in offered("jhufybp")
    assert 'role="option"' in offered("нетакогослова")


def test_the_quick_way_is_the_search_when_opened_as_a_page(district, client):
    client.force_login(district.users["head"])
    answer = client.get(reverse("desk:palette"), {"q": "школа 7"})
    assert answer["Location"] == f"{reverse('search:page')}?{urlencode({'q': 'школа 7'})}"


def test_actions_are_offered_to_those_who_may(district, client):
    client.force_login(district.users["head"])
    page = client.get(reverse("desk:palette"), {"q": "загр"}, headers={"HX-Request": "true"}).content.decode()
    assert "Загрузить приказ" not in page
    assert Cycle.objects.exists()
