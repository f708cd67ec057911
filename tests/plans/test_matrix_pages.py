"""The matrix: who sees which rows, what cells say, filters, pages by key, its spreadsheet, its weight."""

import datetime as dt
import gzip
import re
import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from medk.cycles.models import CohortMembership
from medk.kernel.russian import NBSP
from medk.orgs.models import Organisation, OrganisationKind, TreeLink
from medk.plans.actions import execution as act
from medk.plans.actions.measures import Interval, pause
from medk.plans.choices import ExecutionStatus, Frequency, ScheduleKind
from medk.plans.models import Execution, Measure
from tests.ceilings import assert_queries_at_most
from tests.factories.plans import ActionFactory, ExecutorFactory, SectionFactory
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(district):
    """One measure late, one of every week, one of a body, one of municipalities, one done once."""
    late = approved_measure(
        district, title="Собрать отчёты", population="school", due_on=dt.date(2022, 5, 10)
    )
    road_map = late.road_map
    weekly = approved_measure(
        district, road_map=road_map, title="Вести занятия", population="school", starts_on=dt.date(2022, 5, 2),
        due_on=dt.date(2022, 6, 12), schedule_kind=ScheduleKind.RECURRING, frequency=Frequency.WEEKLY,
    )  # fmt: skip
    town = approved_measure(
        district, road_map=road_map, title="Провести совещание", population="municipality"
    )
    body = approved_measure(district, road_map=road_map, title="Разработать программу", population="body")
    ExecutorFactory(measure=body, organisation=district.institute)
    approved_measure(district, road_map=road_map, title="Издать приказ")
    return {"map": road_map, "late": late, "weekly": weekly, "town": town, "body": body}


def address(plan) -> str:
    return reverse("plans:road-map-matrix", args=[plan["map"].pk])


def page(client, user, url, **query) -> str:
    client.force_login(user)
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def rows(html: str) -> list[str]:
    """Names of the rows in their order."""
    return re.findall(r'<a href="units/[^"]+" hx-boost="false">([^<]+)</a>', html)


def cell(html: str, measure, unit) -> tuple[str, str, str]:
    """Fill, text and words of a cell."""
    found = re.search(
        rf'<a class="m (\w+)" href="{measure.pk}/o{unit.pk}/[^"]*">([^<]*)<b class=vh> ([^<]*)</b>', html
    )
    assert found, f"no cell of {measure} and {unit}"
    return found[1], found[2].replace(NBSP, " "), found[3].replace(NBSP, " ")


def confirmed(district, measure, school, head="head", by="municipal"):
    row = act.submit(school_part(measure, school), by=district.users[head], note="Готово")
    return act.confirm(row, by=district.users[by])


SEEN = {
    "regional": 3, "observer": 3, "operator": 3, "municipal": 2, "methodical": 2, "other_municipal": 1,
    "curator": 1, "head": 1, "staff": 1, "neighbour_head": 1, "expert": 0, "body_staff": 0,
}  # fmt: skip


@pytest.mark.parametrize(("who", "count"), SEEN.items())
def test_rows_are_those_that_the_reader_may_look_into(plan, district, client, who, count):
    assert len(rows(page(client, district.users[who], address(plan)))) == count


def test_a_cell_says_its_state_and_days_and_a_repeated_one_its_count(plan, district, client):
    confirmed(district, plan["late"], district.school)
    html = page(client, district.users["regional"], address(plan))
    assert cell(html, plan["late"], district.school) == ("ok", "", "подтверждено")
    assert cell(html, plan["late"], district.far_school) == ("da", "+10", "просрочено, 10 дней")
    assert cell(html, plan["weekly"], district.school) == ("da", "0 из 6", "просрочено 2")
    assert "Издать приказ" not in html


def test_a_territory_heads_its_rows_with_their_coverage(plan, district, client):
    confirmed(district, plan["late"], district.school)
    html = page(client, district.users["regional"], address(plan)).replace(NBSP, " ")
    assert "Луговой округ<small>2 школы, подтверждено 1 из 14, просрочено 5</small>" in html
    assert "Степной район<small>1 школа, подтверждено 0 из 7, просрочено 3</small>" in html
    assert rows(html) == [str(district.school), str(district.neighbour_school), str(district.far_school)]


def test_rows_are_switched_to_municipalities_and_bodies(plan, district, client):
    regional = district.users["regional"]
    assert rows(page(client, regional, address(plan), rows="municipality")) == [
        "Луговой округ",
        "Степной район",
    ]
    assert rows(page(client, regional, address(plan), rows="body")) == [str(district.institute)]
    body = page(client, district.users["body_staff"], address(plan), rows="body")
    assert rows(body) == [str(district.institute)]
    assert rows(page(client, district.users["municipal"], address(plan), rows="municipality")) == [
        "Луговой округ"
    ]


def test_help_first_by_coverage_and_by_lateness(plan, district, client):
    confirmed(district, plan["late"], district.school)
    confirmed(district, plan["late"], district.far_school, head="regional", by="other_municipal")
    order = [str(district.neighbour_school), str(district.school), str(district.far_school)]
    for sort in ("coverage", "late"):
        assert rows(page(client, district.users["regional"], address(plan), sort=sort)) == order


FILTERS = [
    ({"who": "№ 2"}, ["neighbour_school"]),
    ({"who": "степного"}, ["far_school"]),
    ({"state": "confirmed"}, ["school"]),
    ({"state": "overdue", "q": "отчёты"}, ["neighbour_school", "far_school"]),
    ({"state": "глупость"}, ["school", "neighbour_school", "far_school"]),
    ({"who": "нет такой"}, []),
]


@pytest.mark.parametrize(("query", "names"), FILTERS)
def test_filters_narrow_the_rows(plan, district, client, query, names):
    confirmed(district, plan["late"], district.school)
    html = page(client, district.users["regional"], address(plan), **query)
    assert rows(html) == [str(getattr(district, name)) for name in names]


def test_filters_narrow_the_columns(plan, district, client):
    section = SectionFactory(road_map=plan["map"], title="Мониторинг")
    Measure.objects.filter(pk=plan["late"].pk).update(section=section)
    regional = district.users["regional"]
    for query in ({"section": section.pk}, {"q": "собрать"}, {"m": plan["late"].pk}):
        html = page(client, regional, address(plan), **query)
        assert f'href="{plan["late"].pk}/o' in html
        assert f'href="{plan["weekly"].pk}/o' not in html
    html = page(client, regional, address(plan), place=district.municipality.pk, due="next_month")
    assert rows(html) == [str(district.school), str(district.neighbour_school)]
    assert f'href="{plan["late"].pk}/o' not in html


def test_a_curator_s_own_are_their_schools(plan, district, client):
    measure = approved_measure(
        district, owner=district.municipality, population="school", title="Своё мероприятие"
    )
    url = reverse("plans:road-map-matrix", args=[measure.road_map_id])
    assert rows(page(client, district.users["municipal"], url, mine="1")) == []
    assert rows(page(client, district.users["curator"], url, mine="1")) == [str(district.school)]


def test_what_is_paused_leaves_the_denominator(plan, district, client):
    pause(plan["late"], Interval(dt.date(2022, 5, 1), None, "Карантин"), by=district.users["regional"])
    html = page(client, district.users["regional"], address(plan)).replace(NBSP, " ")
    assert cell(html, plan["late"], district.school) == ("na", "‖", "приостановлено")
    assert "0 из 6" in html


def test_actions_that_take_the_measure_s_deadline_are_counted_leaf_by_leaf(plan, district, client):
    """What was stored before the deadline moved remembers the old one."""
    two = approved_measure(district, road_map=plan["map"], population="school", due_on=dt.date(2022, 5, 30))
    first, _ = ActionFactory(measure=two, title="А"), ActionFactory(measure=two, title="Б")
    Execution.objects.create(
        measure=two, leaf_key=f"a{first.pk}-o{district.school.pk}-", action=first,
        unit_organisation=district.school, due_on=dt.date(2022, 5, 1), status=ExecutionStatus.IN_PROGRESS,
    )  # fmt: skip
    html = page(client, district.users["regional"], address(plan))
    assert cell(html, two, district.school) == ("in", "0 из 2", "в работе")


def test_a_school_that_left_owes_what_fell_due_before(plan, district, client):
    CohortMembership.objects.filter(organisation=district.far_school).update(valid_to=dt.date(2022, 5, 9))
    html = page(client, district.users["regional"], address(plan))
    assert f'href="{plan["late"].pk}/o{district.far_school.pk}/' not in html
    assert cell(html, plan["weekly"], district.far_school)[1] == "0 из 1"


def test_the_cell_opens_its_evidence_and_history(plan, district, client):
    confirmed(district, plan["late"], district.school)
    url = reverse("plans:matrix-cell", args=[plan["map"].pk, plan["late"].pk, f"o{district.school.pk}"])
    html = page(client, district.users["curator"], url)
    assert "Готово" in html
    assert "Отправлено на проверку" in html
    part_url = reverse("plans:part", args=[plan["late"].pk, f"-o{district.school.pk}-"])
    assert part_url in html
    fragment = client.get(url, headers={"HX-Request": "true", "HX-Target": "cell"}).content.decode()
    assert "<html" not in fragment
    assert "data-focus" in fragment


def test_a_cell_of_several_parts_lists_them(plan, district, client):
    url = reverse("plans:matrix-cell", args=[plan["map"].pk, plan["weekly"].pk, f"o{district.school.pk}"])
    html = page(client, district.users["head"], url)
    keys = re.findall(r"\?leaf=([^\"&]+)", html)
    assert len(keys) == 6
    assert "срок 08.05.2022" in page(client, district.users["head"], url, leaf=keys[0])
    assert client.get(url, {"leaf": "-o1-r999999"}).status_code == 404


def test_a_draft_has_no_matrix_and_a_plan_without_parts_says_so(plan, district, client):
    once = approved_measure(district)
    regional = district.users["regional"]
    url = reverse("plans:road-map-matrix", args=[once.road_map_id])
    assert "Поштучно здесь ничего не считают" in page(client, regional, url)
    once.road_map.status = "draft"
    once.road_map.save(update_fields=["status"])
    assert "появится после утверждения" in page(client, regional, url)


def test_bad_addresses_show_the_matrix(plan, district, client):
    regional = district.users["regional"]
    for query in ({"after": "o0"}, {"from": "нет"}, {"m": "1e9"}, {"place": "-1"}, {"sort": "x"}, {"rows": "x"},
                  {"part": "o0"}, {"who": "\x00"}):  # fmt: skip
        assert page(client, regional, address(plan), **query)


# --- the past --------------------------------------------------------------------------------


def test_a_past_day_shows_what_was_and_offers_nothing_to_choose(plan, district, client):
    confirmed(district, plan["late"], district.school)
    regional = district.users["regional"]
    html = page(client, regional, address(plan), on="2022-05-12", **{"as": "known"})
    assert cell(html, plan["late"], district.school) == ("da", "+2", "просрочено, 2 дня")
    assert "Выбрать ячейки" not in html
    assert f"{plan['late'].pk}/o{district.school.pk}/?on=2022-05-12" in html
    assert "Выбрать ячейки" in page(client, regional, address(plan))


# --- take away -------------------------------------------------------------------------------


def sheet_of(client, plan, **query):
    response = client.get(reverse("plans:matrix-export", args=[plan["map"].pk]), query)
    assert response.status_code == 200
    data = b"".join(response.streaming_content)
    return data, CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def test_the_spreadsheet_is_what_is_seen(plan, district, client):
    confirmed(district, plan["late"], district.school)
    client.force_login(district.users["municipal"])
    _, cells = sheet_of(client, plan, sort="late", who="школа")
    assert cells[0][:2] == ["Школы", "Территория"]
    assert [row[0] for row in cells[1:3]] == [str(district.neighbour_school), str(district.school)]
    late = next(n for n, head in enumerate(cells[0]) if "Собрать отчёты" in head)
    assert cells[1][late].replace(NBSP, " ") == "просрочено, 10 дней"
    assert cells[2][late] == "подтверждено"
    said = [row[0] for row in cells[3:] if row[0]]
    assert "Отбор: Поиск: школа; Порядок: сначала где просрочено больше" in said
    assert "На дату: 20.05.2022" in said
    assert "Строк: 2" in said
    assert "Столбцов: 2 из 2" in said
    assert "Подтверждено 1 из 14, просрочено 5" in said


def test_colours_of_the_spreadsheet_are_fills_and_its_head_stays(plan, district, client):
    client.force_login(district.users["regional"])
    data, _ = sheet_of(client, plan)
    with zipfile.ZipFile(BytesIO(data)) as book:
        styles = book.read("xl/styles.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "FFF3B6AE" in styles
    assert 'xSplit="2" ySplit="1"' in sheet


def test_csv_has_the_words_alone(plan, district, client):
    client.force_login(district.users["head"])
    response = client.get(reverse("plans:matrix-export", args=[plan["map"].pk]), {"format": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert str(district.school) in text
    assert str(district.neighbour_school) not in text
    assert "Painted" not in text


# --- weight ----------------------------------------------------------------------------------


@pytest.fixture
def crowded(plan, district):
    """500 schools × 100 measures, a third of the cells stored."""
    more = 500 - 3
    schools = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.SCHOOL, name=f"Школа № {n} Лугового округа", parent=district.municipality)
        for n in range(3, more + 3)
    )  # fmt: skip
    above = [district.federation, district.region, district.municipality]
    TreeLink.objects.bulk_create(
        [TreeLink(ancestor=a, descendant=s, depth=3 - n) for s in schools for n, a in enumerate(above)]
        + [TreeLink(ancestor=s, descendant=s, depth=0) for s in schools]
    )
    CohortMembership.objects.bulk_create(
        CohortMembership(cohort=district.cohort, organisation=s, valid_from=dt.date(2022, 1, 1)) for s in schools
    )  # fmt: skip
    measures = Measure.objects.bulk_create(
        Measure(
            road_map=plan["map"], position=n, number=str(n), title=f"Мероприятие каждой школы {n}",
            population="school", schedule_kind="date", due_on=dt.date(2022, 4, 1) + dt.timedelta(days=n),
        )
        for n in range(100, 198)
    )  # fmt: skip
    statuses = list(ExecutionStatus)
    Execution.objects.bulk_create(
        [
            Execution(
                measure=m, leaf_key=f"-o{s.pk}-", unit_organisation=s, due_on=m.due_on,
                status=statuses[(s.pk + m.pk) % 6], changed_at=dt.datetime(2022, 5, 1, tzinfo=dt.UTC),
            )
            for m in measures for s in schools if (s.pk + m.pk) % 3 == 0
        ],
        batch_size=500,
    )  # fmt: skip
    return plan


def test_500_schools_by_100_measures_keep_the_budgets(crowded, district, client):
    """20 queries, 120 KB and 20 KB compressed for a page, 40 KB for a block, whatever the order."""
    client.force_login(district.users["regional"])
    url = address(crowded)
    for query in ("", "?sort=coverage", "?sort=late", "?state=overdue", "?pick=1"):
        assert_queries_at_most(client, [url + query])
        html = client.get(url + query).content
        assert len(html) <= 120_000, query
        assert len(gzip.compress(html)) <= 20_000, query
    html = client.get(url).content.decode()
    more = re.search(r'hx-get="([^"]+)"', html.split("<tbody")[1])
    assert more
    block = client.get(more[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).content
    assert len(block) <= 40_000
    assert block.lstrip().startswith(b"<tr")


def test_every_row_and_column_is_reached_by_key(crowded, district, client):
    client.force_login(district.users["regional"])
    url, seen, heads = address(crowded), [], set()
    for _ in range(30):
        html = client.get(url).content.decode()
        inside = html
        while True:
            seen += rows(inside)
            more = re.search(
                r'<tr><td colspan="\d+"><a class="btn sm" href="[^"]+" hx-boost="false" hx-get="([^"]+)"',
                inside,
            )
            if not more:
                break
            inside = client.get(
                more[1].replace("&amp;", "&"), headers={"HX-Request": "true"}
            ).content.decode()
        following = re.search(r'<a href="([^"]+)" rel="next">', html)
        if not following:
            break
        url = following[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 500
    url = address(crowded)
    while url:
        html = client.get(url).content.decode()
        heads |= set(re.findall(r'<a class="v" href="/measures/(\d+)/">', html))
        right = re.search(r'<a class="btn sm" href="([^"]+)">Дальше', html)
        url = right[1].replace("&amp;", "&") if right else ""
    assert len(heads) == 100


def test_no_query_skips_rows_by_number(crowded, district, client):
    client.force_login(district.users["regional"])
    with CaptureQueriesContext(connection) as asked:
        client.get(address(crowded), {"sort": "coverage", "after": f"o{district.far_school.pk}"})
    assert not [query["sql"] for query in asked if "OFFSET" in query["sql"].upper()]
