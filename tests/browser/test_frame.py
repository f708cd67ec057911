"""The frame in a real browser: signing in, menus, looks, with script and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from medk.accounts.models import User
from tests.browser.visitor import Visitor
from tests.world import District

Enter = Callable[..., Visitor]
PASSWORD = "лесная тропа у озера"


@pytest.mark.parametrize("script", [True, False])
def test_signing_in_and_out(enter: Enter, transactional_db: None, script: bool) -> None:
    User.objects.create_user("head@school.test", PASSWORD, name="Директор 1")
    visitor = enter(script=script)
    page = visitor.go("/account/")
    page.get_by_label("Электронная почта").fill("head@school.test")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Учётная запись")
    page.locator("details.pick > summary").click()
    page.get_by_role("button", name="Выйти").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Вход")


def test_a_wrong_password_is_said_and_the_address_stays(enter: Enter, transactional_db: None) -> None:
    visitor = enter(width=360)
    page = visitor.go("/account/login/")
    page.get_by_label("Электронная почта").fill("head@school.test")
    page.get_by_label("Пароль").fill("не тот")
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("alert")).to_contain_text("не подходят")
    expect(page.get_by_label("Электронная почта")).to_have_value("head@school.test")
    visitor.check()


@pytest.mark.parametrize("script", [True, False])
def test_the_look_for_weak_eyes_lasts(enter: Enter, db: None, script: bool) -> None:
    visitor = enter(script=script, width=360)
    page = visitor.go("/account/login/")
    expect(page.get_by_role("button", name="Самый крупный")).to_be_hidden()
    page.get_by_role("link", name="Версия для слабовидящих").click()
    page.get_by_role("button", name="Самый крупный").click()
    page.get_by_role("button", name="Белый на чёрном").click()
    expect(page.locator("html")).to_have_attribute("data-size", "3")
    page.wait_for_load_state("networkidle")
    visitor.go("/account/password/reset/")
    expect(page.locator("html")).to_have_attribute("data-scheme", "wb")
    page.get_by_role("link", name="Версия для слабовидящих").click()
    page.get_by_role("button", name="Вернуть обычный вид").click()
    expect(page.locator("html")).not_to_have_attribute("data-scheme", "wb")
    page.wait_for_load_state("networkidle")
    visitor.go("/account/login/")
    expect(page.locator("html")).not_to_have_attribute("data-size", "3")


def test_choosing_a_look_keeps_what_is_typed(enter: Enter, db: None) -> None:
    page = enter().go("/account/login/")
    page.get_by_label("Электронная почта").fill("head@school.test")
    page.get_by_role("link", name="Версия для слабовидящих").click()
    page.get_by_role("button", name="Крупнее").click()
    expect(page.locator("html")).to_have_attribute("data-size", "2")
    expect(page.get_by_label("Электронная почта")).to_have_value("head@school.test")


@pytest.mark.parametrize("script", [True, False])
def test_the_menu_of_a_phone(enter: Enter, busy_district: District, script: bool) -> None:
    page = enter(user=busy_district.users["regional"], width=360, script=script).go("/account/")
    side = page.get_by_role("navigation", name="Разделы")
    expect(side).to_be_hidden()
    page.get_by_role("link", name="Открыть меню").click()
    expect(side).to_be_visible()
    side.get_by_role("link", name="Дела").click()
    expect(side).to_be_hidden()


def test_the_keyboard_reaches_content_and_closes_menus(enter: Enter, busy_district: District) -> None:
    page = enter(user=busy_district.users["regional"]).go("/account/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    summary = page.locator("details.pick > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.pick")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("details.pick")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("h1").click()
    expect(page.locator("details.pick")).not_to_have_attribute("open", "")


def test_tabs_of_a_principal_on_a_phone(enter: Enter, busy_district: District) -> None:
    visitor = enter(user=busy_district.users["head"], width=360)
    page = visitor.go("/account/")
    tabs = page.get_by_role("navigation", name="Главные разделы")
    expect(tabs.get_by_role("link")).to_have_count(4)
    tabs.get_by_role("link", name="Дела").click()
    expect(tabs.locator("[aria-current=page]")).to_have_text("Дела")
