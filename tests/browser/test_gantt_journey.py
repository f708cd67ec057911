"""The Gantt chart by keyboard, on a phone, without script and in every look."""

import pytest

from tests.plans.long_plans import long_plan

LOOKS = {
    "phone": {"width": 360},
    "tablet": {"width": 820},
    "desk": {"width": 1440},
    "wide": {"width": 1920},
    "dark": {"width": 1440, "color_scheme": "dark"},
    "large on a phone": {"width": 360, "display": "size=2"},
    "large black and white": {"width": 1440, "display": "size=3&scheme=wb&spacing=wide"},
}


@pytest.fixture
def plan(transactional_db, district):
    """Three blocks of rows."""
    return long_plan(district, 110)


def seen_rows(page) -> int:
    return page.locator("tr.g-row:not(.no-p)").count()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("zoom", ["", "month"])
def test_the_chart_in_every_look(plan, district, enter, look, zoom):
    tab = enter(user=district.users["regional"], **LOOKS[look])
    tab.go(f"/road-maps/{plan.pk}/gantt/?zoom={zoom}")
    tab.check()


def test_a_coordinator_folds_zooms_and_opens_a_measure_by_keyboard(plan, district, enter):
    tab = enter(user=district.users["regional"], width=1440)
    page = tab.go(f"/road-maps/{plan.pk}/gantt/")
    page.get_by_role("link", name="Свернуть: Раздел 1").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Развернуть: Раздел 1").wait_for()
    assert "fold=" in page.url
    page.get_by_role("link", name="Недели").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**zoom=week**")
    region = page.get_by_role("region", name="Диаграмма, прокручивается в обе стороны")
    region.focus()
    before = region.evaluate("e => e.scrollLeft")
    assert before > 0, "the chart opens at today"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("x => document.querySelector('.g-w').scrollLeft > x", arg=before)
    today = page.locator("#now")
    box = today.bounding_box()
    assert 0 < box["x"] < 1440
    first = page.get_by_role("row").get_by_role("rowheader").get_by_role("link", name="2.1 ").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/measures/**")


def test_names_stand_over_their_bars_on_a_phone_and_stay_when_the_chart_moves(plan, district, enter):
    tab = enter(user=district.users["regional"], width=360)
    page = tab.go(f"/road-maps/{plan.pk}/gantt/?zoom=month#now")
    name = page.locator("tr.g-row th a").first
    chart = page.locator("tr.g-row td.g-tr").first
    assert name.bounding_box()["y"] < chart.bounding_box()["y"]
    for left in (0, 900, 2000):
        page.locator(".g-w").evaluate("(e, x) => e.scrollTo(x, 0)", left)
        box = name.bounding_box()
        assert 0 <= box["x"] <= 40
        assert box["x"] + box["width"] <= 360
    tab.check()


def test_the_rest_of_the_rows_comes_as_the_reader_scrolls(plan, district, enter):
    tab = enter(user=district.users["regional"], width=360)
    page = tab.go(f"/road-maps/{plan.pk}/gantt/")
    assert seen_rows(page) < 110
    page.locator("tbody[id^=g-more]").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelectorAll('tr.g-row').length >= 110")
    assert seen_rows(page) == 110
    assert page.locator("tbody[id^=g-more]").count() == 0
    tab.check()


def test_without_script_every_row_is_reached_by_links(plan, district, enter):
    tab = enter(user=district.users["regional"], width=1440, script=False)
    page = tab.go(f"/road-maps/{plan.pk}/gantt/")
    met = seen_rows(page)
    page.get_by_role("link", name="Показать следующие строки").click()
    met += seen_rows(page)
    assert met == 110
    page.get_by_role("link", name="Показать с начала").wait_for()


def test_a_reader_narrows_the_chart_and_keeps_the_zoom(plan, district, enter):
    tab = enter(user=district.users["head"], width=1440)
    page = tab.go(f"/road-maps/{plan.pk}/gantt/?zoom=month")
    title = page.locator("tr.g-row th a").first.inner_text()
    page.get_by_label("Найти мероприятие").fill(title.split(" ", 1)[1].rstrip("…"))
    page.wait_for_function("() => document.querySelectorAll('tr.g-row').length < 80")
    assert "zoom=month" in page.url
    assert page.locator(".seg a[aria-current=true]", has_text="Месяцы").count() == 1
