"""Pages of links: setting, withdrawing, proposals, chains, what readers see, ceilings."""

import datetime as dt

import pytest
from django.urls import reverse

from medk.plans.actions.links import Ends, link_measures
from medk.plans.models import MeasureLink
from tests.ceilings import assert_queries_at_most
from tests.plans.scenes import approved_measure

DAY = dt.date


@pytest.fixture
def owner(client, district):
    client.force_login(district.users["regional"])
    return client


@pytest.fixture
def plan(district):
    """Three measures that suggest a chain; the draft is five days late."""
    first = approved_measure(
        district, number="1", title="Разработать порядок отбора", due_on=DAY(2022, 5, 15)
    )
    fields = {"road_map": first.road_map}
    second = approved_measure(
        district, number="2", title="Утвердить порядок отбора", due_on=DAY(2022, 6, 1), **fields
    )
    third = approved_measure(
        district, number="3", title="Рассказать про порядок отбора", due_on=DAY(2022, 6, 10), **fields
    )
    return [first, second, third]


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def links_page(plan):
    return reverse("plans:road-map-links", args=[plan[0].road_map_id])


def test_a_link_is_set_on_the_page_of_a_measure(owner, plan):
    address = reverse("plans:measure-links", args=[plan[1].pk])
    assert "Связей пока нет" in text(owner.get(address))
    answer = owner.post(
        address, {"relation": "after", "other": plan[0].pk, "note": "Нужен текст"}, follow=True
    )
    assert "Связь поставлена" in text(answer)
    assert "просрочено, 5 дней" in text(answer)
    made = MeasureLink.objects.get()
    assert (made.source, made.target, made.note) == (plan[0], plan[1], "Нужен текст")


def test_a_refused_link_says_why_and_keeps_what_was_typed(owner, plan, district):
    link_measures(Ends("follows", plan[0], plan[1]), by=district.users["regional"])
    address = reverse("plans:measure-links", args=[plan[0].pk])
    answer = owner.post(address, {"relation": "after", "other": plan[1].pk, "note": "Обратно"})
    assert "Получился бы круг: 2 → 1 → 2" in text(answer)
    assert "Обратно" in text(answer)
    assert MeasureLink.objects.count() == 1


def test_proposals_are_accepted_and_declined_one_by_one(owner, plan):
    page = text(owner.get(links_page(plan)))
    assert "общие слова: порядок, отбора" in page
    assert "Связей пока нет" in page
    address = reverse("plans:link-proposals", args=[plan[0].road_map_id])
    first, second = f"follows-{plan[0].pk}-{plan[1].pk}", f"follows-{plan[1].pk}-{plan[2].pk}"
    assert first in page
    assert second in page
    assert "Ничего не отмечено" in text(owner.post(address, {"do": "accept"}, follow=True))
    assert "Принято: 1 связь" in text(owner.post(address, {"do": "accept", "chosen": first}, follow=True))
    answer = text(owner.post(address, {"do": "decline", "chosen": second}, follow=True))
    assert "Отклонено: 1 связь" in answer
    assert "Предложено по словам" not in answer
    assert list(MeasureLink.objects.held().values_list("source", "target", "is_proposed")) == [
        (plan[0].pk, plan[1].pk, True)
    ]


def test_proposals_that_were_never_made_are_not_stored(owner, plan):
    address = reverse("plans:link-proposals", args=[plan[0].road_map_id])
    owner.post(address, {"do": "accept", "chosen": f"follows-{plan[2].pk}-{plan[0].pk}"})
    assert not MeasureLink.objects.exists()


def test_the_page_of_the_plan_shows_the_chain_and_the_danger(owner, plan, district):
    by = district.users["regional"]
    link_measures(Ends("follows", plan[0], plan[1]), by=by)
    link_measures(Ends("follows", plan[1], plan[2]), by=by)
    page = text(owner.get(links_page(plan)))
    assert "Под угрозой: 2, 3 из-за 1 (просрочено, 5 дней)." in page
    chain = page[page.index('aria-label="Цепочка 1"') :]
    assert chain.index("1. Разработать") < chain.index("2. Утвердить") < chain.index("3. Рассказать")
    assert "Под угрозой: 2, 3 из-за 1 (просрочено, 5 дней)" in text(owner.get(reverse("desk:home")))
    table = text(owner.get(reverse("plans:road-map-detail", args=[plan[0].road_map_id])))
    assert table.count('под угрозой</span> <span class="who">из-за 1 (просрочено, 5 дней)') == 2


def test_a_past_date_shows_the_links_of_then_without_buttons(owner, plan, district):
    link_measures(Ends("follows", plan[0], plan[1]), by=district.users["regional"])
    page = text(owner.get(links_page(plan), {"on": "2022-04-01", "as": "known"}))
    assert "Связей пока нет" in page
    assert "Принять отмеченные" not in page


def test_readers_see_links_without_buttons(client, plan, district):
    link_measures(Ends("follows", plan[0], plan[1]), by=district.users["regional"])
    client.force_login(district.users["head"])
    page = text(client.get(links_page(plan)))
    assert "1. Разработать порядок отбора" in page
    assert "Снять связь" not in page
    assert "Предложено" not in page


def test_a_link_is_taken_off_with_a_reason_and_leads_back(owner, plan, district):
    made = link_measures(Ends("follows", plan[0], plan[1]), by=district.users["regional"])
    address = reverse("plans:link-withdraw", args=[made.pk])
    assert "почему связь снимается" in text(owner.post(address, {"back": links_page(plan)}, follow=True))
    answer = owner.post(address, {"back": links_page(plan), "reason": "Ошибочно"})
    assert answer.url == links_page(plan)
    assert not MeasureLink.objects.held().exists()


@pytest.mark.parametrize("who", ["regional", "municipal", "head", "curator"])
def test_pages_keep_the_ceiling(client, plan, district, who):
    by = district.users["regional"]
    link_measures(Ends("follows", plan[0], plan[1]), by=by)
    town = approved_measure(district, owner=district.municipality, number="7")
    link_measures(Ends("same_as", town, plan[0]), by=district.users["municipal"])
    client.force_login(district.users[who])
    pages = [links_page(plan), reverse("plans:measure-detail", args=[plan[1].pk]), reverse("desk:home")]
    if who == "regional":
        pages.append(reverse("plans:measure-links", args=[plan[1].pk]))
    assert_queries_at_most(client, pages)


def test_an_amendment_that_runs_into_what_follows_warns(owner, plan, district):
    link_measures(Ends("follows", plan[1], plan[2]), by=district.users["regional"])
    address = reverse("plans:measure-amend", args=[plan[1].pk])
    form = {"reason": "Перенос", "effective_on": "2022-05-20", "version": plan[1].version}
    said = text(owner.post(f"{address}?field=due_on", form | {"new": "2022-06-15"}, follow=True))
    assert "Новый срок заходит за начало или срок того, что идёт следом: 3 (срок 10.06.2022)." in said
    plan[1].refresh_from_db()
    again = text(
        owner.post(
            f"{address}?field=title",
            form | {"new": "Утвердить правила", "version": plan[1].version},
            follow=True,
        )
    )
    assert "заходит" not in again
