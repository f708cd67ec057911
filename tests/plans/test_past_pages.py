"""Pages of a plan on a past day: what they show, what they do not offer, what was corrected since."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from medk.kernel.russian import NBSP
from medk.plans.actions import execution as act
from medk.plans.actions.amendments_quick import Change, amend_measure
from medk.plans.models import Measure
from tests.ceilings import assert_queries_at_most
from tests.plans.scenes import approved_measure, part, school_part

pytestmark = pytest.mark.django_db

MAY_10, MAY_16, MAY_18 = dt.date(2022, 5, 10), dt.date(2022, 5, 16), dt.date(2022, 5, 18)


@pytest.fixture
def road_map(district, clock):
    """Due on 10 May: done on the 8th, entered on the 16th; the other measure was renamed on the 18th."""
    first = approved_measure(district, title="Собрать отчёты", due_on=MAY_10)
    second = approved_measure(
        district, road_map=first.road_map, title="Провести семинар", due_on=MAY_10, population="school"
    )
    regional, head = district.users["regional"], district.users["head"]
    clock.set(dt.date(2022, 5, 4))
    act.start(school_part(second, district.school), by=head)
    clock.set(MAY_16)
    fact = act.Fact(dt.date(2022, 5, 8))
    act.confirm(act.submit(part(first), by=regional, note="Готово", fact=fact), by=regional, fact=fact)
    clock.set(MAY_18)
    change = Change("title", "Провести вебинар", "Решение штаба", MAY_18)
    amend_measure(Measure.objects.get(pk=second.pk), change, by=regional)
    clock.set(dt.date(2022, 5, 20))
    return first.road_map


def page(client, user, name, *args, **query) -> str:
    client.force_login(user)
    response = client.get(reverse(f"plans:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def past(client, user, road_map, on="2022-05-11", mode="known", name="road-map-detail") -> str:
    return page(client, user, name, road_map.pk, **{"on": on, "as": mode})


def test_the_table_shows_what_was_known_and_what_was(client, district, road_map):
    regional = district.users["regional"]
    known = past(client, regional, road_map)
    assert f"0{NBSP}из{NBSP}2 на 11.05.2022" in known
    assert "как было известно." in known
    happened = past(client, regional, road_map, mode="happened")
    assert f"1{NBSP}из{NBSP}2 на 11.05.2022" in happened
    assert "когда бы это ни внесли" in happened
    for html in (known, happened):
        assert "Провести семинар" in html
        assert "Провести вебинар" not in html
    assert "Провести вебинар" in past(client, regional, road_map, on="18.05.2022")


def test_links_keep_the_date_and_nothing_is_changed_there(client, district, road_map):
    html = past(client, district.users["regional"], road_map)
    measure = road_map.measures.order_by("pk").first()
    assert f'href="{reverse("plans:measure-detail", args=[measure.pk])}?on=2022-05-11&amp;as=known"' in html
    assert f"{reverse('plans:road-map-share', args=[road_map.pk])}?basis=due&amp;on=2022-05-11" in html
    assert '<input type="hidden" name="on" value="2022-05-11">' in html
    assert "Закрыть карту" not in html
    assert reverse("plans:executors", args=[road_map.pk]) not in html
    assert "Вернуться к сегодняшнему дню" in html


def test_what_was_corrected_since_is_told_with_its_effect(client, district, road_map):
    html = past(client, district.users["regional"], road_map, name="road-map-corrections")
    assert f"Было 0{NBSP}из{NBSP}2, по исправленным данным 1{NBSP}из{NBSP}2." in html
    assert html.count("внесено 16.05.2022") == 2
    assert "Подтверждено" in html
    assert "<time>08.05.2022</time>" in html
    none = past(client, district.users["regional"], road_map, on="2022-05-05", name="road-map-corrections")
    assert "Ничего не исправлено" in none


def test_a_school_reads_of_corrections_only_what_it_sees(client, district, road_map, clock):
    clock.set(dt.date(2022, 5, 19))
    second = road_map.measures.get(title="Провести вебинар")
    neighbour = district.users["neighbour_head"]
    fact = act.Fact(dt.date(2022, 5, 9))
    act.start(school_part(second, district.neighbour_school), by=neighbour, fact=fact)
    clock.set(dt.date(2022, 5, 20))
    head = past(client, district.users["head"], road_map, name="road-map-corrections")
    assert "Взято в работу" not in head
    assert "Взято в работу" in past(client, neighbour, road_map, name="road-map-corrections")


def test_the_share_and_its_list_are_of_the_day(client, district, road_map):
    html = past(client, district.users["regional"], road_map, mode="happened", name="road-map-share")
    assert f"Исполнено и подтверждено: 1{NBSP}из{NBSP}2" in html
    assert "08.05.2022" in html
    assert "?on=2022-05-11&amp;as=happened" in html


def test_a_measure_is_read_only_in_the_past(client, district, road_map):
    second = road_map.measures.get(title="Провести вебинар")
    when = {"on": "11.05.2022", "as": "known"}
    html = page(client, district.users["regional"], "measure-detail", second.pk, **when)
    assert "Провести семинар" in html
    for offered in ("Изменить", "Приостановить", "Отменить мероприятие", "Назначить исполнителей"):
        assert offered not in html
    key = f"-o{district.school.pk}-"
    html = page(client, district.users["head"], "part", second.pk, key, **when)
    assert "Взято в работу" in html
    assert "Отправить на проверку" not in html
    client.force_login(district.users["neighbour_head"])
    assert client.get(reverse("plans:part", args=[second.pk, key]), when).status_code == 404


def test_the_journal_ends_with_the_day(client, district, road_map):
    known = past(client, district.users["regional"], road_map, name="road-map-journal")
    happened = past(client, district.users["regional"], road_map, mode="happened", name="road-map-journal")
    assert "Взято в работу" in known
    assert "внесено 16.05.2022" not in known
    assert "внесено 16.05.2022" in happened
    assert "внесено 18.05.2022" not in happened


def test_the_file_says_its_date(client, district, road_map):
    client.force_login(district.users["regional"])
    url = reverse("plans:road-map-export", args=[road_map.pk])
    response = client.get(url, {"on": "2022-05-11", "as": "known"})
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    cells = [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "На дату: 11.05.2022, как было известно" in cells
    assert "Провести семинар" in cells


@pytest.mark.parametrize("on", ["2022-02-27", "0001-01-01", "1.1.1900"])
def test_before_the_plan_there_is_a_plain_page(client, district, road_map, on):
    html = past(client, district.users["regional"], road_map, on=on)
    assert "плана ещё не было" in html
    assert "Он утверждён 28.02.2022" in html


@pytest.mark.parametrize("on", ["2022-05-21", "9999-12-31", "99999-01-01", "вчера", "31.02.2022", "2022-5"])
def test_a_date_that_cannot_be_is_answered_by_the_present(client, district, road_map, on):
    html = past(client, district.users["regional"], road_map, on=on)
    assert "Показано сегодняшнее состояние" in html
    assert "Провести вебинар" in html


def test_strangers_do_not_find_the_plan_on_any_day(client, district):
    town = approved_measure(district, owner=district.municipality).road_map
    client.force_login(district.users["stranger"])
    for name in ("road-map-detail", "road-map-share", "road-map-journal", "road-map-corrections"):
        url = reverse(f"plans:{name}", args=[town.pk])
        assert client.get(url, {"on": "2022-05-01", "as": "known"}).status_code == 404


@pytest.mark.parametrize("who", ["regional", "head"])
def test_past_pages_take_few_queries(client, district, road_map, who):
    client.force_login(district.users[who])
    names = ("road-map-detail", "road-map-share", "road-map-corrections", "road-map-journal")
    urls = [
        f"{reverse(f'plans:{name}', args=[road_map.pk])}?on=2022-05-{day}&as={mode}"
        for name in names
        for day, mode in (("09", "known"), ("11", "happened"))
    ]
    # A day that nobody closed is counted from the facts once, and remembered.
    assert_queries_at_most(client, urls, limit=26)
    shares = [url for url in urls if "/share/" in url]
    assert_queries_at_most(client, [url for url in urls if url not in shares])
    # The list behind the share reads the dates of every part besides.
    assert_queries_at_most(client, shares, limit=22)
