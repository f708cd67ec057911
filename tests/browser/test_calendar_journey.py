"""The calendar by keyboard and on a phone; the load read by its table."""

import datetime as dt

import pytest

from tests.plans.scenes import approved_measure


@pytest.fixture
def road_map(transactional_db, district):
    """Five things on one day in May and a weekly series of schools."""
    first = approved_measure(district, title="Собрать отчёты", due_on=dt.date(2022, 5, 24))
    for number in range(4):
        approved_measure(
            district, road_map=first.road_map, title=f"Отчёт {number}", population="school",
            due_on=dt.date(2022, 5, 24),
        )  # fmt: skip
    return first.road_map


def test_the_month_is_walked_by_keyboard(road_map, district, enter):
    tab = enter(user=district.users["regional"])
    page = tab.go(f"/road-maps/{road_map.pk}/")
    page.get_by_role("navigation", name="Вид плана").get_by_role("link", name="Календарь").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Май 2022").wait_for()
    tab.check()
    page.get_by_role("link", name="ещё 2").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#d20220524")
    page.get_by_role("link", name="Вперёд").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Июнь 2022").wait_for()
    page.get_by_text("В этом месяце сроков нет").wait_for()
    page.get_by_role("link", name="К сегодня").first.click()
    page.get_by_role("link", name="Неделя").click()
    page.get_by_role("heading", name="16–22 мая 2022").wait_for()
    tab.check()


def test_a_phone_reads_the_list_and_a_school_its_own_week(road_map, district, enter):
    tab = enter(user=district.users["head"], width=360)
    page = tab.go(f"/road-maps/{road_map.pk}/calendar/")
    tab.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.get_by_role("region", name="Список по дням").get_by_role("link").count() == 5
    tab.go("/calendar/?view=week&day=2022-05-24")
    tab.check()
    page.get_by_role("link", name="Отчёт 0").click()
    page.get_by_label("Что сделано").wait_for()


def test_a_heavy_week_is_found(road_map, district, enter):
    district.cycle.save_changed(None, week_limit=3)
    tab = enter(user=district.users["regional"])
    page = tab.go(f"/road-maps/{road_map.pk}/load/")
    tab.check()
    page.get_by_role("link", name="Только тяжёлые").click()
    assert page.get_by_role("img", name="тяжёлая неделя").count() == 3
    page.get_by_role("link", name="Неделя 23.05–29.05.2022").click()
    page.get_by_role("heading", name="23–29 мая 2022").wait_for()
