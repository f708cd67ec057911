"""Search, the quick way, watching and saved filters by keyboard in a real browser."""

import pytest
from playwright.sync_api import expect

from medk.plans.models import Measure
from medk.search.actions.indexing import sweep
from medk.search.models import SavedFilter, Watch


@pytest.fixture
def indexed(busy_district):
    """The busy district with its index made."""
    sweep()
    return busy_district


def test_the_quick_way_by_keyboard(indexed, enter):
    tab = enter(user=indexed.users["regional"], width=1440)
    page = tab.go("/")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Куда перейти или что найти")
    expect(field).to_be_focused()
    expect(page.get_by_role("option", name="Организации")).to_be_visible()
    tab.check()
    field.fill("диагностик")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Провести диагностику")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="везде")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "true")
    tab.check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Провести диагностику")


def test_escape_gives_the_focus_back_and_a_single_key_can_be_turned_off(indexed, enter):
    tab = enter(user=indexed.users["regional"], width=1440)
    page = tab.go("/organisations/")
    dialog = page.locator("#pal")
    page.keyboard.press("/")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("searchbox", name="Найти организацию").press("/")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Control+k")
    page.get_by_label("открывать и клавишей «/»").uncheck()
    page.get_by_role("button", name="Закрыть").last.click()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(dialog).to_be_hidden()
    page.reload()
    page.keyboard.press("/")
    expect(dialog).to_be_hidden()


def test_enter_before_the_answer_asks_the_search_itself(indexed, enter):
    page = enter(user=indexed.users["regional"], width=1440).go("/")
    page.route("**/palette/**", lambda route: route.abort())
    page.keyboard.press("Control+k")
    page.keyboard.type("диагностика")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Поиск")
    expect(page.get_by_role("link", name="Провести диагностику")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_search_from_a_phone(indexed, enter, script):
    tab = enter(user=indexed.users["head"], width=360, script=script)
    page = tab.go("/")
    page.get_by_role("link", name="Поиск").click()
    page.get_by_role("searchbox", name="Что найти").fill("диогностика")
    page.get_by_role("button", name="Найти").click()
    expect(page.get_by_text("показано похожее")).to_be_visible()
    expect(page.get_by_role("link", name="Провести диагностику")).to_be_visible()
    if script:
        tab.check()


@pytest.mark.parametrize("script", [True, False])
def test_a_measure_is_watched_and_a_filter_kept(indexed, enter, script):
    tab = enter(user=indexed.users["regional"], width=360, script=script)
    measure = Measure.objects.get(title="Провести диагностику")
    page = tab.go(f"/measures/{measure.pk}/")
    page.get_by_role("button", name="Наблюдать").click()
    expect(page.get_by_role("button", name="Наблюдаю")).to_be_visible()
    if script:
        tab.check()
    assert Watch.objects.count() == 1
    tab.go("/watch/")
    expect(page.get_by_role("link", name="Провести диагностику")).to_be_visible()
    if script:
        tab.check()
    tab.go("/organisations/?kind=school")
    page.locator("summary", has_text="Сохранить отбор").click()
    page.get_by_label("Название").fill("Школы")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_text("Отбор «Школы» сохранён").first).to_be_visible()
    assert SavedFilter.objects.get().query == "kind=school"
    tab.go("/filters/")
    if script:
        tab.check()
    page.get_by_role("link", name="Школы", exact=True).click()
    expect(page).to_have_url(f"{tab.base}/organisations/?kind=school")
