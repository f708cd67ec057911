"""Pages of road maps: the list, the plan, its filter in the address, its export and print."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from medk.desk.board import board_of
from medk.kernel.russian import NBSP
from medk.orgs.models import OrganisationKind
from medk.plans.actions import execution as act
from medk.plans.actions.progress import count_progress
from medk.plans.actions.road_maps import close_road_map
from medk.plans.models import RoadMap
from tests.ceilings import assert_queries_at_most
from tests.factories.orgs import OrganisationFactory
from tests.factories.plans import ExecutorFactory, RoadMapFactory, SectionFactory
from tests.plans.scenes import approved_measure, part, school_part
from tests.plans.test_road_map_table import busy_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def road_map(district):
    """Two sections: one measure late, one done, one of every school."""
    late = approved_measure(district, title="Собрать отчёты", due_on=dt.date(2022, 5, 10))
    first = SectionFactory(road_map=late.road_map, title="Мониторинг", position=1)
    second = SectionFactory(road_map=late.road_map, title="Методическая помощь", position=2)
    done = approved_measure(
        district, road_map=late.road_map, section=first, title="Издать <приказ>", due_on=dt.date(2022, 5, 12)
    )
    every = approved_measure(
        district, road_map=late.road_map, section=second, title="Провести семинар", population="school"
    )
    ExecutorFactory(measure=every, organisation=district.institute)
    late.section = first
    late.save(update_fields=["section"])
    regional = district.users["regional"]
    act.confirm(act.submit(part(done), by=regional, note="Готово"), by=regional)
    return late.road_map


def page(client, user, url, **query) -> str:
    client.force_login(user)
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def detail(road_map) -> str:
    return reverse("plans:road-map-detail", args=[road_map.pk])


def titles(html: str) -> list[str]:
    """Titles of the measures in the table, in their order."""
    known = ("Собрать отчёты", "Издать &lt;приказ&gt;", "Провести семинар")
    found = [(html.index(title), title) for title in known if title in html]
    return [title for _, title in sorted(found)]


def test_the_share_stands_on_top_with_both_bases_and_the_date(client, district, road_map):
    district.cycle.share_target, district.cycle.share_target_on = 45, dt.date(2022, 6, 17)
    district.cycle.save()
    html = page(client, district.users["regional"], detail(road_map))
    for words in (
        f"50{NBSP}%", f"1{NBSP}из{NBSP}2 на 20.05.2022", f"33{NBSP}%", f"1{NBSP}из{NBSP}3", f"45{NBSP}%",
        f"на 17.06.2022, осталось 28{NBSP}дней; достигнута",
    ):  # fmt: skip
        assert words in html


def test_parts_of_the_partition_open_their_rows(client, district, road_map):
    html = page(client, district.users["regional"], detail(road_map))
    for words in ("Все 3", "Подтверждено 1", "Просрочено 1", "Срок не наступил 1"):
        assert words in html
    assert f'href="{detail(road_map)}?state=overdue"' in html
    html = page(client, district.users["regional"], detail(road_map), state="overdue")
    assert titles(html) == ["Собрать отчёты"]
    assert f"Просрочено, 10{NBSP}дней" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "СЕМИНАР"}, ["Провести семинар"]),
        ({"due": "past"}, ["Собрать отчёты", "Издать &lt;приказ&gt;"]),
        ({"sort": "title"}, ["Издать &lt;приказ&gt;", "Провести семинар", "Собрать отчёты"]),
        ({"sort": "-due"}, ["Провести семинар", "Издать &lt;приказ&gt;", "Собрать отчёты"]),
        ({"mine": "1"}, ["Собрать отчёты", "Издать &lt;приказ&gt;"]),
        (
            {"state": "nonsense", "page": "99"},
            ["Собрать отчёты", "Издать &lt;приказ&gt;", "Провести семинар"],
        ),
    ],
)
def test_the_filter_and_the_order_are_in_the_address(client, district, road_map, query, found):
    assert titles(page(client, district.users["regional"], detail(road_map), **query)) == found


def test_the_filter_by_section_and_executor(client, district, road_map):
    regional = district.users["regional"]
    section = road_map.sections.get(title="Методическая помощь").pk
    assert titles(page(client, regional, detail(road_map), section=section)) == ["Провести семинар"]
    chosen = {"executor": f"o{district.institute.pk}"}
    assert titles(page(client, regional, detail(road_map), **chosen)) == ["Провести семинар"]


def test_nothing_found_says_how_to_see_all(client, district, road_map):
    html = page(client, district.users["regional"], detail(road_map), q="такого нет")
    assert "По отбору мероприятий нет" in html
    assert "Снять отбор" in html


def test_htmx_gets_the_table_alone(client, district, road_map):
    client.force_login(district.users["regional"])
    response = client.get(
        detail(road_map), {"q": "семинар"}, headers={"HX-Request": "true", "HX-Target": "measures"}
    )
    html = response.content.decode()
    assert html.startswith('<section id="measures"')
    assert titles(html) == ["Провести семинар"]
    assert response.headers["HX-Push-Url"].endswith("?q=%D1%81%D0%B5%D0%BC%D0%B8%D0%BD%D0%B0%D1%80")


def test_sections_say_how_much_of_them_is_confirmed(client, district, road_map):
    html = page(client, district.users["regional"], detail(road_map))
    assert "Мониторинг<span>подтверждено 1 из 2</span>" in html
    assert "Методическая помощь<span>подтверждено 0 из 1</span>" in html


def test_a_school_sees_its_part_and_nothing_of_the_neighbour(client, district, road_map):
    every = road_map.measures.get(title="Провести семинар")
    submitted = act.submit(
        school_part(every, district.neighbour_school), by=district.users["neighbour_head"], note="Готово"
    )
    act.confirm(submitted, by=district.users["municipal"])
    html = page(client, district.users["head"], detail(road_map))
    assert "ваша часть: срок не наступил" in html
    assert "сводка скрыта" in html
    assert f"1{NBSP}из{NBSP}3</span></span>" not in html
    assert str(district.neighbour_school) not in html


def test_a_preparer_is_led_from_a_draft_to_its_review(client, district):
    draft = RoadMapFactory(cycle=district.cycle)
    client.force_login(district.users["regional"])
    response = client.get(detail(draft))
    assert response.status_code == 302
    assert response["Location"] == reverse("plans:road-map-review", args=[draft.pk])
    assert "Черновик" in page(client, district.users["observer"], detail(draft))


def test_print_has_every_row_and_a_place_to_sign(client, district, road_map, monkeypatch):
    monkeypatch.setattr("medk.plans.views.road_maps_table.PAGE", 2)
    regional = district.users["regional"]
    assert len(titles(page(client, regional, detail(road_map)))) == 2
    assert len(titles(page(client, regional, detail(road_map), page=2))) == 1
    html = page(client, regional, detail(road_map), print="1")
    assert len(titles(html)) == 3
    assert 'class="sign only-p"' in html
    assert 'class="filters"' not in html


def test_the_filtered_table_is_taken_away(client, district, road_map):
    client.force_login(district.users["regional"])
    url = reverse("plans:road-map-export", args=[road_map.pk])
    response = client.get(url, {"state": "overdue", "q": "отчёты"})
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0)
    cells = rows.to_python()
    assert cells[0][:3] == ["№", "Раздел", "Мероприятие"]
    assert cells[1][1:3] == ["Мониторинг", "Собрать отчёты"]
    assert cells[1][12] == "просрочено"
    notes = [line[0] for line in cells[2:] if line[0]]
    assert "Отбор: Слова: отчёты; Состояние: просрочено" in notes
    assert {"На дату: 20.05.2022", "Строк: 1"} <= set(notes)


def test_hidden_figures_are_hidden_in_the_table_taken_away(client, district, road_map):
    client.force_login(district.users["head"])
    response = client.get(
        reverse("plans:road-map-export", args=[road_map.pk]), {"q": "семинар", "format": "csv"}
    )
    line = b"".join(response.streaming_content).decode().splitlines()[1]
    assert line.split(";")[9:] == ["", "", "", "сводка скрыта", "ваша часть: срок не наступил"]


@pytest.mark.parametrize("who", ["regional", "municipal", "head", "curator", "body_staff", "expert"])
def test_pages_keep_the_ceiling_of_queries(client, district, who):
    road_map = busy_map(district).road_map
    client.force_login(district.users[who])
    names = ("detail", "share", "journal", "export")
    urls = [reverse(f"plans:road-map-{name}", args=[road_map.pk]) for name in names]
    assert_queries_at_most(client, [*urls, f"{urls[0]}?print=1", reverse("plans:road-map-list")])


def test_the_coordinators_page_takes_twelve_queries(client, district):
    road_map = busy_map(district).road_map
    client.force_login(district.users["regional"])
    assert_queries_at_most(client, [detail(road_map)], limit=12)


# --- the list -------------------------------------------------------------------------------------


def listed(client, district, who, **query) -> str:
    return page(client, district.users[who], reverse("plans:road-map-list"), **query)


def test_the_list_says_the_share_of_each_map(client, district, road_map):
    html = listed(client, district, "regional")
    assert f"1{NBSP}из{NBSP}2, срок которых наступил, на 20.05.2022" in html
    assert f'href="{detail(road_map)}?state=overdue">1</a>' in html


def test_the_list_and_the_page_agree_for_those_below(client, district, road_map):
    every = road_map.measures.get(title="Провести семинар")
    every.due_on = dt.date(2022, 5, 18)
    every.save()
    close_road_map(road_map, by=district.users["regional"], reason="Пересчёт")
    assert f"1{NBSP}из{NBSP}3, срок которых" in listed(client, district, "regional")
    html = listed(client, district, "head")
    assert f"1{NBSP}из{NBSP}2, срок которых наступил" in html
    assert f"без 1{NBSP}мероприятия со скрытой сводкой" in html
    assert f"1{NBSP}из{NBSP}2 на 20.05.2022" in page(client, district.users["head"], detail(road_map))


def test_the_desk_says_the_same_share_as_the_page(district, road_map):
    every = road_map.measures.get(title="Провести семинар")
    every.due_on = dt.date(2022, 5, 18)
    every.save()
    count_progress([every.pk])
    for who, planned in (("regional", 3), ("head", 2)):
        (line,) = board_of(district.users[who], on=dt.date(2022, 5, 20)).maps
        assert (line.share.confirmed, line.share.planned) == (1, planned)
        assert line.shares.states["overdue"] == planned - 1


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "приозёрная"}, True), ({"q": "заречный"}, False), ({"year": "2021"}, False), ({"level": "regional"}, True),
     ({"status": "closed"}, False), ({"year": "год"}, True)],
)  # fmt: skip
def test_the_filter_of_the_list(client, district, road_map, query, found):
    assert (detail(road_map) in listed(client, district, "regional", **query)) is found


def test_discarded_drafts_are_listed_on_demand(client, district):
    RoadMap.objects.filter(pk=RoadMapFactory(cycle=district.cycle).pk).update(status="discarded")
    assert "Пока ни одной дорожной карты" in listed(client, district, "regional")
    assert "Отменена" in listed(client, district, "regional", status="discarded")


def test_municipalities_without_a_plan_are_offered_an_upload(client, district):
    approved_measure(district, owner=district.municipality)
    html = listed(client, district, "regional")
    missing = html[html.index('id="missing"') :]
    assert str(district.other_municipality) in missing
    assert str(district.municipality) not in missing
    assert f"{reverse('plans:order-upload')}?organisation={district.other_municipality.pk}" in missing
    observed = listed(client, district, "observer")
    assert str(district.other_municipality) in observed
    assert "Загрузить приказ" not in observed[observed.index('id="missing"') :]
    assert 'id="missing"' not in listed(client, district, "head")


def test_a_closed_municipality_needs_no_plan(client, district):
    OrganisationFactory(
        kind=OrganisationKind.MUNICIPALITY, name="Бывший округ", parent=district.region,
        closed_on=dt.date(2021, 12, 31),
    )  # fmt: skip
    assert "Бывший округ" not in listed(client, district, "regional")


def test_many_maps_take_pages_and_no_more_queries(client, district, monkeypatch):
    monkeypatch.setattr("medk.plans.views.road_maps_list.PAGE", 3)
    for n in range(4):
        place = OrganisationFactory(
            kind=OrganisationKind.MUNICIPALITY, name=f"Округ {n}", parent=district.region
        )
        approved_measure(district, owner=place)
    client.force_login(district.users["regional"])
    url = reverse("plans:road-map-list")
    assert_queries_at_most(client, [url, f"{url}?page=2"], limit=14)
    assert "Карты 4–4 из 4" in listed(client, district, "regional", page=2)
