"""Pages of the calendar and the load: what stands on which day, for whom, how it leaves."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from medk.cycles.models import KeyDate
from medk.kernel import clock
from medk.plans.actions import execution as act
from medk.plans.actions.measures import Interval, pause
from medk.plans.actions.progress import count_progress
from medk.plans.choices import Level
from medk.plans.models import Measure, Milestone
from tests.ceilings import assert_queries_at_most
from tests.factories.plans import ExecutorFactory, RoadMapFactory
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def road_map(district):
    """In May 2022: one late, one of every school on the 23rd, a weekly series, a milestone, a key date."""
    late = approved_measure(district, title="Собрать отчёты", due_on=dt.date(2022, 5, 10))
    held = {"road_map": late.road_map}
    every = approved_measure(
        district, title="Провести <семинар>", population="school", due_on=dt.date(2022, 5, 23), **held
    )
    ExecutorFactory(measure=every, organisation=district.institute)
    approved_measure(
        district, title="Консультировать", schedule_kind="recurring", frequency="weekly", weekday="TH",
        starts_on=dt.date(2022, 5, 2), due_on=dt.date(2022, 5, 31), **held,
    )  # fmt: skip
    Milestone.objects.create(measure=late, position=1, title="Первая волна", due_on=dt.date(2022, 5, 5))
    KeyDate.objects.create(cycle=district.cycle, code="visit", title="Выезды", ends_on=dt.date(2022, 5, 27))
    return late.road_map


def get(client, user, road_map, name="road-map-calendar", **query):
    client.force_login(user)
    response = client.get(reverse(f"plans:{name}", args=[road_map.pk]), query)
    assert response.status_code == 200
    return response


def html(*args, **kwargs) -> str:
    return get(*args, **kwargs).content.decode()


def lines(page: str, day: str) -> list[str]:
    """Titles listed under a day (`20220510`)."""
    if f'<section id="d{day}">' not in page:
        return []
    section = page.split(f'<section id="d{day}">')[1].split("</section>")[0]
    return [
        piece.split("</a>")[0].rsplit(">", 1)[-1].split(" ", 1)[-1] for piece in section.split("<li>")[1:]
    ]


def test_each_thing_stands_on_its_day(client, district, road_map):
    page = html(client, district.users["regional"], road_map, day="2022-05-20")
    assert "Май 2022" in page
    assert "отчёты" in lines(page, "20220510")[0]
    assert "Первая волна" in page.split('<section id="d20220505">')[1].split("</section>")[0]
    assert [day for day in (5, 12, 19, 26) if "повтор" in page.split(f"d202205{day:02}")[-1]] == [
        5,
        12,
        19,
        26,
    ]
    assert "&lt;семинар&gt;" in page
    assert "Выезды" in page.split('<section id="d20220527">')[1].split("</section>")[0]
    assert "День Победы" in page


def test_the_state_of_a_part_counts_those_who_owe_it(client, district, road_map):
    every = Measure.objects.get(title="Провести <семинар>")
    act.submit(school_part(every, district.school), by=district.users["head"], note="Провели")
    act.confirm(school_part(every, district.school), by=district.users["municipal"])
    section = html(client, district.users["regional"], road_map, day="2022-05-20").split("d20220523")[-1]
    assert "1\u00a0из\u00a03" in section.split("</section>")[0]
    own = html(client, district.users["head"], road_map, day="2022-05-20").split("d20220523")[-1]
    assert "ваша часть" in own.split("</section>")[0]
    assert "Подтверждено" in own.split("</section>")[0]
    neighbour = html(client, district.users["neighbour_head"], road_map, day="2022-05-20").split("d20220523")[
        -1
    ]
    assert "Подтверждено" not in neighbour.split("</section>")[0]


def test_a_paused_school_is_not_late(client, district, road_map):
    every = Measure.objects.get(title="Провести <семинар>")
    regional = district.users["regional"]
    for school in (district.school, district.neighbour_school, district.far_school):
        interval = Interval(dt.date(2022, 5, 1), None, "Карантин")
        pause(every, interval, by=regional, unit=school)
    section = html(client, regional, road_map, day="2022-05-20").split("d20220523")[-1].split("</section>")[0]
    assert "Приостановлено" in section


def test_a_week_is_a_list_and_keeps_the_filter(client, district, road_map):
    page = html(
        client, district.users["regional"], road_map, view="week", day="18.05.2022", q="консультировать"
    )
    assert "16–22 мая 2022" in page
    assert lines(page, "20220519")
    assert "q=%D0%BA" in page.split('rel="next"')[0]
    assert 'class="cal"' not in page


@pytest.mark.parametrize("day", ["вчера", "9999-12-31", "0001-01-01", "2022-13-01", "%00"])
def test_a_day_that_cannot_be_shown_gives_today_and_a_word(client, district, road_map, day):
    page = html(client, district.users["regional"], road_map, day=day)
    assert "Показано сегодняшнее число" in page


def test_an_empty_month_says_so(client, district, road_map):
    assert "В этом месяце сроков нет" in html(client, district.users["regional"], road_map, day="2024-02-10")


def test_the_calendar_leaves_as_a_spreadsheet(client, district, road_map):
    answer = get(client, district.users["regional"], road_map, "road-map-calendar-export", day="2022-05-20")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()
    flat = [str(cell) for row in rows for cell in row]
    assert "Провести <семинар>" in flat
    assert any("май 2022" in cell for cell in flat)
    csv = get(
        client,
        district.users["regional"],
        road_map,
        "road-map-calendar-export",
        day="2022-05-20",
        format="csv",
    )
    assert "Выезды" in b"".join(csv.streaming_content).decode("utf-8-sig")


def test_the_load_of_schools_counts_each_plan_once(client, district, road_map):
    town = RoadMapFactory(
        approved=True, cycle=district.cycle, organisation=district.municipality, level=Level.MUNICIPAL
    )
    approved_measure(district, road_map=town, population="school", due_on=dt.date(2022, 5, 24))
    regional = district.users["regional"]
    alone = get(client, regional, road_map, "road-map-load").context["page"].object_list
    both = get(client, regional, road_map, "road-map-load", plans="all").context["page"].object_list
    assert {row.name: row.total for row in alone} == dict.fromkeys(
        map(str, (district.school, district.neighbour_school, district.far_school)), 1
    )
    assert {row.name: row.total for row in both} == {
        str(district.school): 2, str(district.neighbour_school): 2, str(district.far_school): 1,
    }  # fmt: skip


def test_a_school_sees_its_own_load_alone(client, district, road_map):
    rows = get(client, district.users["head"], road_map, "road-map-load").context["page"].object_list
    assert [row.name for row in rows] == [str(district.school)]
    assert str(district.far_school) not in html(
        client, district.users["head"], road_map, "road-map-load", plans="all"
    )


def test_what_is_done_is_no_longer_left(client, district, road_map):
    every = Measure.objects.get(title="Провести <семинар>")
    act.submit(school_part(every, district.school), by=district.users["head"], note="Провели")
    rows = get(client, district.users["regional"], road_map, "road-map-load").context["page"].object_list
    left = {row.name: sum(week.left for week in row.weeks) for row in rows}
    assert left[str(district.school)] == 0
    assert left[str(district.far_school)] == 1


def test_a_heavy_week_is_marked_and_can_be_asked_for(client, district, road_map):
    district.cycle.save_changed(None, week_limit=1)
    for _ in range(2):
        approved_measure(district, road_map=road_map, population="school", due_on=dt.date(2022, 5, 24))
    page = html(client, district.users["regional"], road_map, "road-map-load")
    assert "тяжёлая неделя" in page
    assert "3\u00a0недели у школ" in page
    heavy = html(client, district.users["regional"], road_map, "road-map-load", heavy="1")
    assert str(district.far_school) in heavy


def test_executors_are_loaded_by_the_measures_that_name_them(client, district, road_map):
    rows = get(client, district.users["regional"], road_map, "road-map-load", of="executors")
    assert [(row.name, row.total) for row in rows.context["page"].object_list] == [
        (str(district.institute), 1)
    ]


def test_the_load_leaves_as_a_spreadsheet(client, district, road_map):
    answer = get(client, district.users["regional"], road_map, "road-map-load-export", format="csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert str(district.school) in text
    assert "23.05–29.05.2022" in text


@pytest.mark.parametrize("role", ["regional", "municipal", "head", "curator"])
def test_pages_ask_little(client, district, road_map, role):
    client.force_login(district.users[role])
    calendar, load = (
        reverse(f"plans:{name}", args=[road_map.pk]) for name in ("road-map-calendar", "road-map-load")
    )
    client.get(calendar)
    assert_queries_at_most(client, [calendar, f"{load}?plans=all", f"{load}?of=executors"])


def test_a_past_calendar_shows_what_was_known(client, district, road_map):
    """The school reports on the 18th that it held the seminar on the 12th; on the 15th nobody knew it."""
    every = Measure.objects.get(title="Провести <семинар>")
    district_day = dt.date(2022, 5, 18)
    with clock.at(district_day):
        fact = act.Fact(dt.date(2022, 5, 12))
        act.submit(school_part(every, district.school), by=district.users["head"], note="Провели", fact=fact)
    query = {"day": "2022-05-20", "on": "2022-05-15"}
    regional = district.users["regional"]
    known = html(client, regional, road_map, **query, **{"as": "known"})
    happened = html(client, regional, road_map, **query, **{"as": "happened"})
    day = [page.split("d20220523")[-1].split("</section>")[0] for page in (known, happened)]
    assert "Срок не наступил" in day[0]
    assert "В работе" in day[1]
    left = [
        sum(
            week.left
            for row in get(client, regional, road_map, "road-map-load", **query, **{"as": mode})
            .context["page"]
            .object_list
            for week in row.weeks
        )
        for mode in ("known", "happened")
    ]
    assert left == [3, 2]


def test_my_calendar_has_my_parts_of_every_plan_and_nobody_elses(client, district, road_map):
    town = RoadMapFactory(
        approved=True, cycle=district.cycle, organisation=district.municipality, level=Level.MUNICIPAL
    )
    approved_measure(
        district, road_map=town, title="Отчёт района", population="school", due_on=dt.date(2022, 5, 24)
    )
    client.force_login(district.users["head"])
    page = client.get(reverse("plans:my-calendar")).content.decode()
    assert "Отчёт района" in page.split("d20220524")[-1]
    every = Measure.objects.get(title="Провести <семинар>")
    assert f"/measures/{every.pk}/parts/-o{district.school.pk}-/" in page
    assert "Собрать отчёты" not in page
    assert "Выезды" in page
    act.submit(school_part(every, district.school), by=district.users["head"], note="Провели")
    assert "&lt;семинар&gt;" not in client.get(reverse("plans:my-calendar")).content.decode()
    assert_queries_at_most(client, [reverse("plans:my-calendar")])


def test_my_calendar_leaves_as_a_spreadsheet(client, district, road_map):
    client.force_login(district.users["head"])
    answer = client.get(reverse("plans:my-calendar-export"), {"format": "csv"})
    assert "Провести <семинар>" in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_a_thousand_measures_stay_within_the_budget_of_a_page(client, district, road_map):
    """A plan of 1,000 measures, one of 40 milestones, all in one month."""
    rows = [
        Measure(
            road_map=road_map,
            position=n + 10,
            number=str(n),
            title="Подготовить отчёт",
            due_on=dt.date(2022, 5, 1 + n % 31),
        )
        for n in range(1000)
    ]
    Measure.objects.bulk_create(rows)
    first = Measure.objects.filter(road_map=road_map).first()
    Milestone.objects.bulk_create(
        Milestone(measure=first, position=n, title=f"Веха {n}", due_on=dt.date(2022, 5, 12))
        for n in range(40)
    )
    count_progress(road_map.measures.values_list("pk", flat=True))
    regional = district.users["regional"]
    month = html(client, regional, road_map, day="2022-05-20")
    assert len(month.encode()) <= 120 * 1024
    assert "Показать все за день" in month
    day = html(client, regional, road_map, day="2022-05-12", view="day")
    assert "Веха 39" in day
    assert len(day.encode()) <= 120 * 1024
    client.force_login(regional)
    url = reverse("plans:road-map-calendar", args=[road_map.pk])
    assert_queries_at_most(client, [f"{url}?day=2022-05-20"])
