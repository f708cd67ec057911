"""The Gantt chart as people get it: rows in words, folds, blocks, budgets, the base plan, the past."""

import datetime as dt
import gzip
import re

import pytest
from django.urls import reverse

from medk.kernel.russian import NBSP
from medk.plans.actions import execution as act
from medk.plans.actions.measures import cancel_measure
from medk.plans.models import Measure, Milestone, PlanBaseline
from medk.plans.queries.content import digest, plan_content
from tests.ceilings import assert_queries_at_most
from tests.factories.plans import RoadMapFactory, SectionFactory
from tests.plans.long_plans import long_plan
from tests.plans.scenes import approved_measure, school_part
from tests.plans.test_road_map_table import busy_map

pytestmark = pytest.mark.django_db


def gantt(road_map) -> str:
    return reverse("plans:road-map-gantt", args=[road_map.pk])


def page(client, user, road_map, **query) -> str:
    client.force_login(user)
    response = client.get(gantt(road_map), query)
    assert response.status_code == 200
    return response.content.decode()


def row_of(html: str, title: str) -> str:
    """Markup of the row that has a title."""
    (row,) = (row for row in re.findall(r'<tr class="g-row".*?</tr>', html, re.DOTALL) if title in row)
    return row


def freeze(road_map, on: dt.date = dt.date(2022, 2, 28)) -> PlanBaseline:
    content = plan_content(road_map)
    return PlanBaseline.objects.create(
        road_map=road_map,
        ordinal=1,
        content=content,
        sha256=digest(content),
        approved_on=on,
        entered_at="2022-02-28T09:00Z",
    )


def test_a_row_says_in_words_what_it_draws(client, district):
    measure = approved_measure(
        district,
        number="1.7",
        title="Собрать <отчёты>",
        schedule_kind="period",
        starts_on=dt.date(2022, 4, 1),
        due_on=dt.date(2022, 5, 10),
    )
    Milestone.objects.create(measure=measure, position=0, title="Черновик", due_on=dt.date(2022, 4, 20))
    row = row_of(page(client, district.users["regional"], measure.road_map), "Собрать")
    for words in (
        "1.7",
        "Собрать &lt;отчёты&gt;",
        f"Просрочено, 10{NBSP}дней",
        "01.04–10.05.2022",
        "веха: 20.04.2022",
        "Черновик",
        "заштрихована просрочка",
    ):
        assert words in row
    # April begins on the 91st day of the year; 10 May ends on the 130th, 20 May on the 140th
    assert 'class="g-b da" style="--s:90;--e:130;--p:0"' in row
    assert 'class="g-tail" style="--s:130;--e:140"' in row
    assert 'class="g-ms" style="--s:109.5"' in row


def test_the_confirmed_share_fills_the_bar(client, district):
    measure = approved_measure(
        district,
        population="school",
        schedule_kind="period",
        starts_on=dt.date(2022, 5, 1),
        due_on=dt.date(2022, 6, 1),
        title="Семинар",
    )
    sent = act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    act.confirm(sent, by=district.users["municipal"])
    row = row_of(page(client, district.users["regional"], measure.road_map), "Семинар")
    assert f"1{NBSP}из{NBSP}3" in row
    assert "--p:33" in row


def test_hidden_figures_are_told_by_nothing_in_the_drawing(client, district):
    """A school of three sees neither a fill, nor a colour, nor a tail of the other two."""
    measure = approved_measure(
        district,
        population="school",
        schedule_kind="period",
        starts_on=dt.date(2022, 5, 1),
        due_on=dt.date(2022, 5, 10),
        title="Семинар",
    )
    sent = act.submit(
        school_part(measure, district.neighbour_school), by=district.users["neighbour_head"], note="Готово"
    )
    act.confirm(sent, by=district.users["municipal"])
    html = page(client, district.users["head"], measure.road_map)
    row = row_of(html, "Семинар")
    assert "сводка скрыта" in row
    assert 'class="g-b no"' in row
    assert "--p:0" in row
    assert "g-tail" not in row
    assert "из" not in re.sub(r"<[^>]+>", " ", row).split()
    assert "сводка скрыта: кроме вас исполнителей меньше 3" in html


def test_a_day_outside_the_cycle_is_named_beside_an_arrow(client, district):
    first = approved_measure(
        district,
        title="Далёкое",
        schedule_kind="period",
        starts_on=dt.date(2022, 5, 1),
        due_on=dt.date(2031, 5, 10),
    )
    approved_measure(district, road_map=first.road_map, title="Близкое", due_on=dt.date(2023, 2, 3))
    html = page(client, district.users["regional"], first.road_map)
    assert "10.05.2031 ›" in row_of(html, "Далёкое")
    assert "I кв. 2023" in html
    assert "вне цикла" in html
    assert "›" not in row_of(html, "Близкое")


def test_backward_dates_are_a_point_with_a_warning(client, district):
    measure = approved_measure(
        district,
        title="Наоборот",
        schedule_kind="period",
        starts_on=dt.date(2022, 6, 1),
        due_on=dt.date(2022, 3, 1),
    )
    row = row_of(page(client, district.users["regional"], measure.road_map), "Наоборот")
    assert "даты идут назад" in row
    assert 'style="--s:59.5"' in row


def test_measures_without_dates_stand_below_with_their_printed_deadline(client, district):
    dated = approved_measure(district, title="С датой")
    approved_measure(
        district,
        road_map=dated.road_map,
        title="Без даты",
        schedule_kind="on_request",
        due_on=None,
        deadline_text="по мере необходимости",
    )
    html = page(client, district.users["regional"], dated.road_map)
    assert html.index("С датой") < html.index("Без дат: срок словами") < html.index("Без даты</a>")
    assert "по мере необходимости" in row_of(html, "Без даты")


def test_forty_milestones_are_counted_and_listed(client, district):
    measure = approved_measure(
        district,
        title="Вехи",
        schedule_kind="period",
        starts_on=dt.date(2022, 3, 1),
        due_on=dt.date(2022, 4, 30),
    )
    days = [dt.date(2022, 3, 1) + dt.timedelta(days=n) for n in range(40)]
    Milestone.objects.bulk_create(
        Milestone(measure=measure, position=n, title=f"Шаг {n + 1}", due_on=day) for n, day in enumerate(days)
    )
    row = row_of(page(client, district.users["regional"], measure.road_map), "Вехи")
    assert f"вехи: 40, с{NBSP}01.03.2022 по{NBSP}09.04.2022" in row
    assert row.count("<li>") == 40
    counts = [int(many) for many in re.findall(r'class="g-ms q"[^>]*>(\d+)<', row)]
    assert sum(counts) + row.count('class="g-ms" ') == 40
    assert len(counts) <= 5


def test_the_base_plan_shows_what_moved_came_and_went(client, district):
    moved = approved_measure(
        district,
        title="Сдвинутое",
        schedule_kind="period",
        starts_on=dt.date(2022, 3, 1),
        due_on=dt.date(2022, 6, 1),
    )
    gone = approved_measure(
        district, road_map=moved.road_map, title="Исключённое", due_on=dt.date(2022, 7, 1)
    )
    same = approved_measure(district, road_map=moved.road_map, title="Прежнее", due_on=dt.date(2022, 7, 1))
    freeze(moved.road_map)
    Measure.objects.filter(pk=moved.pk).update(due_on=dt.date(2022, 6, 13))
    gone.progress.delete()
    gone.versions.all().delete()
    gone.delete()
    approved_measure(district, road_map=moved.road_map, title="Новое", due_on=dt.date(2022, 8, 1))
    html = page(client, district.users["regional"], moved.road_map)
    row = row_of(html, "Сдвинутое")
    assert f"в базовом плане 01.03–01.06.2022, теперь позже на{NBSP}12{NBSP}дней" in row
    assert 'class="g-base" style="--s:59;--e:152"' in row
    assert "добавлено после утверждения" in row_of(html, "Новое")
    assert "<del>Исключённое</del>" in row_of(html, "Исключённое")
    assert "g-base" not in row_of(html, same.title)
    assert "Отличаются от базового плана: 3" in html
    only = page(client, district.users["regional"], moved.road_map, changed=1)
    assert "Сдвинутое" in only
    assert "Прежнее" not in only


def test_a_cancelled_measure_is_marked_as_gone_from_the_base_plan(client, district):
    measure = approved_measure(district, title="Снятое", due_on=dt.date(2022, 7, 1))
    freeze(measure.road_map)
    cancel_measure(measure, by=district.users["regional"], reason="Перенесено")
    html = page(client, district.users["regional"], measure.road_map, changed=1)
    row = row_of(html, "Снятое")
    assert "<del>Снятое</del>" in row
    assert "исключено после утверждения" in row
    assert 'class="g-base"' in row
    assert "Отличаются от базового плана: 1" in html


def test_a_folded_section_is_one_row_with_its_span(client, district):
    road_map = RoadMapFactory(approved=True, cycle=district.cycle)
    sections = [SectionFactory(road_map=road_map, title=title) for title in ("Первый", "Второй")]
    for section, month in zip(sections, (3, 9), strict=True):
        approved_measure(
            district,
            road_map=road_map,
            section=section,
            title=f"Мера {month}",
            due_on=dt.date(2022, month, 1),
            starts_on=dt.date(2022, month - 1, 1),
            schedule_kind="period",
        )
    user = district.users["regional"]
    html = page(client, user, road_map)
    fold = re.search(rf'href="([^"#]*fold={sections[0].pk})#s{sections[0].pk}"', html)
    assert fold, "the heading is a link that folds its section"
    folded = page(client, user, road_map, fold=sections[0].pk)
    assert "Мера 3" not in folded
    assert "Мера 9" in folded
    assert 'aria-expanded="false"' in folded
    assert 'style="--s:31;--e:60;--p:0"' in folded


def test_the_filter_and_the_zoom_stay_in_every_link(client, district):
    measure = approved_measure(district, title="Собрать отчёты", due_on=dt.date(2022, 5, 10))
    approved_measure(district, road_map=measure.road_map, title="Провести семинар")
    html = page(client, district.users["regional"], measure.road_map, q="отчёты", zoom="month")
    assert "Провести семинар" not in html
    assert '<input type="hidden" name="zoom" value="month">' in html
    whole = re.search(r'href="([^"]*)">Все 2<', html)
    assert whole
    assert whole[1].endswith("/gantt/?zoom=month")
    for link in re.findall(r'href="([^"]*zoom=[^"]*)"', html):
        assert "q=%D0%BE%D1%82" in link or "state=" in link or link == whole[1], link
    assert 'role="region"' in html


def test_another_day_moves_the_line_and_is_kept_in_links(client, district):
    measure = approved_measure(district, title="Собрать отчёты", due_on=dt.date(2022, 5, 10))
    html = page(client, district.users["regional"], measure.road_map, on="01.05.2022", **{"as": "known"})
    assert 'id="now" style="--s:120.5">01.05<' in html
    assert "на 01.05.2022, как было известно" in html
    assert "on=2022-05-01&amp;as=known" in html


def test_a_day_before_the_plan_says_when_it_began(client, district):
    measure = approved_measure(district, title="Собрать отчёты")
    html = page(client, district.users["regional"], measure.road_map, on="01.02.2022", **{"as": "happened"})
    assert "К 01.02.2022 плана ещё не было" in html
    assert "Он утверждён 28.02.2022" in html
    assert "g-row" not in html


def test_an_empty_plan_and_an_empty_filter_say_so(client, district):
    road_map = RoadMapFactory(approved=True, cycle=district.cycle)
    user = district.users["regional"]
    assert "В плане пока нет мероприятий" in page(client, user, road_map)
    approved_measure(district, road_map=road_map, title="Семинар")
    assert "По отбору мероприятий нет" in page(client, user, road_map, q="космос")


@pytest.mark.parametrize(
    "query",
    [
        {"page": "x"},
        {"page": "99999"},
        {"block": "-1"},
        {"block": "9999"},
        {"zoom": "day"},
        {"fold": "...,<"},
    ],
)
def test_an_unreadable_address_is_answered_by_the_nearest_page(client, district, query):
    measure = approved_measure(district, title="Семинар")
    assert "Семинар" in page(client, district.users["regional"], measure.road_map, **query)


def test_three_hundred_bars_open_within_the_budget(client, district):
    road_map = long_plan(district, 300)
    client.force_login(district.users["regional"])
    body = client.get(gantt(road_map)).content
    assert len(body) <= 120_000
    assert len(gzip.compress(body)) <= 20_000
    target = re.search(rb'id="(g-more-\d+)" hx-get="([^"]+)"', body)
    block = client.get(
        target[2].decode().replace("&amp;", "&"),
        headers={"HX-Request": "true", "HX-Target": target[1].decode()},
    ).content
    assert b"<html" not in block
    assert block.count(b'class="g-row"') >= 38
    assert len(block) <= 40_000


def walked(client, road_map, *, blocks: bool) -> list[str]:
    """Numbers of the measures met by following the links; with `blocks` as the script follows them."""
    met, url, seen = [], gantt(road_map), set()
    while url and url not in seen:
        seen.add(url)
        headers = {"HX-Request": "true", "HX-Target": "g-more-1"} if blocks and "block=" in url else {}
        html = client.get(url, headers=headers).content.decode()
        met += re.findall(r'<tr class="g-row".*?class="g-no">([\d.]+)<', html)
        more = re.search(r'<td role="cell" colspan="3"><a href="([^"]+)"', html)
        following = re.search(r'href="([^"]+)" rel="next"', html)
        url = (more or following or [None, ""])[1].replace("&amp;", "&")
    return met


@pytest.mark.parametrize("blocks", [False, True])
def test_every_measure_of_a_plan_of_a_thousand_is_reached_once(client, district, blocks):
    road_map = long_plan(district, 1000)
    client.force_login(district.users["regional"])
    expected = [row.number for row in road_map.measures.order_by("position")]
    first = client.get(gantt(road_map))
    assert len(first.content) <= 120_000
    if blocks:  # pages are turned by a link, which blocks do not carry
        assert walked(client, road_map, blocks=True) == expected[: len(walked(client, road_map, blocks=True))]
    else:
        assert walked(client, road_map, blocks=False) == expected


@pytest.mark.parametrize("who", ["regional", "municipal", "head", "curator", "body_staff"])
def test_the_page_stays_within_twenty_queries(client, district, who):
    """The first reading of a base plan is one more, once in the life of a process."""
    first = busy_map(district)
    Milestone.objects.create(measure=first, position=0, due_on=dt.date(2022, 4, 20))
    freeze(first.road_map)
    client.force_login(district.users[who])
    client.get(gantt(first.road_map))
    assert_queries_at_most(client, [gantt(first.road_map), f"{gantt(first.road_map)}?zoom=week&fold=1"])


def test_queries_do_not_grow_with_the_plan(client, district, django_assert_num_queries):
    client.force_login(district.users["regional"])
    assert_queries_at_most(client, [gantt(long_plan(district, 120))], limit=14)
