"""Components in a real browser: looks, dialogs, fragments that fail, drafts, files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_every_page import LOOKS
from tests.browser.visitor import Visitor
from tests.world import District

Enter = Callable[..., Visitor]
PARTS = "/t/parts/"


@pytest.fixture(autouse=True)
def parts(settings: object) -> None:
    settings.ROOT_URLCONF = "tests.browser.components_urls"


@pytest.fixture
def open_parts(enter: Enter, transactional_db: None, district: District) -> Callable[..., Visitor]:
    """Open the page of components as the head of the school."""

    def go(path: str = PARTS, **options: object) -> Visitor:
        visitor = enter(user=district.users["head"], **options)
        visitor.go(path)
        return visitor

    return go


@pytest.mark.parametrize("look", LOOKS)
def test_every_component_in_every_look(open_parts: Callable[..., Visitor], look: str) -> None:
    visitor = open_parts(PARTS + "?refused=1", **LOOKS[look])
    visitor.check()


@pytest.mark.parametrize("width", [320, 740, 820, 1100, 1920])
def test_nothing_sticks_out_at_widths_between(open_parts: Callable[..., Visitor], width: int) -> None:
    open_parts(width=width).check(axe=False)


def test_the_first_refused_field_has_the_focus(open_parts: Callable[..., Visitor]) -> None:
    page = open_parts(PARTS + "?refused=1").page
    expect(page.get_by_label("Название")).to_be_focused()


def test_a_dialog_asks_first_and_gives_the_focus_back(open_parts: Callable[..., Visitor]) -> None:
    visitor = open_parts()
    page = visitor.page
    page.locator("summary", has_text="Вернуть").click()
    dialog = page.get_by_role("dialog", name="Вернуть на доработку?")
    expect(dialog).to_be_visible()
    expect(page.get_by_label("Что исправить")).to_be_focused()
    visitor.check()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("summary", has_text="Вернуть")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Что исправить").fill("Нет даты")
    dialog.get_by_role("button", name="Вернуть").click()
    expect(page.get_by_role("alert")).to_contain_text("Срок уже прошёл.")
    expect(page.locator("textarea")).to_have_value("Нет даты")


def test_without_script_the_form_unfolds_in_place(open_parts: Callable[..., Visitor]) -> None:
    page = open_parts(script=False).page
    page.locator("summary", has_text="Вернуть").click()
    page.get_by_label("Что исправить").fill("Нет даты")
    page.locator("details.ask button.bad").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Не сделано")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("refuse", "Обсуждение закрыто."),
        ("forbid", "Пишут только участники."),
        ("break", "Сервер не справился с запросом."),
    ],
)
def test_a_fragment_that_fails_says_so_and_keeps_the_text(
    open_parts: Callable[..., Visitor], text: str, words: str
) -> None:
    page = open_parts().page
    _say(page, text)
    expect(page.locator("[data-problem]")).to_contain_text(words)
    expect(page.get_by_label("Ответить")).to_have_value(text)
    _say(page, "спасибо")
    expect(page.locator("#said")).to_have_text("Принято")
    expect(page.locator("[data-problem]")).to_have_count(0)
    expect(page.locator(".toast")).to_contain_text("Замечание отправлено.")


def test_a_lost_line_is_said(open_parts: Callable[..., Visitor]) -> None:
    visitor = open_parts()
    visitor.context.set_offline(True)
    _say(visitor.page, "спасибо")
    expect(visitor.page.locator("[data-problem]")).to_contain_text("Нет связи с сервером.")
    expect(visitor.page.get_by_label("Ответить")).to_have_value("спасибо")


def test_an_ended_session_is_said_and_the_text_stays(open_parts: Callable[..., Visitor]) -> None:
    visitor = open_parts()
    visitor.context.clear_cookies(name="sessionid")
    _say(visitor.page, "спасибо")
    note = visitor.page.locator("[data-problem]")
    expect(note).to_contain_text("Вы вышли из системы")
    expect(note.get_by_role("link", name="Войти")).to_have_attribute(
        "href", "/account/login/?next=%2Ft%2Fparts%2F"
    )
    expect(visitor.page.get_by_label("Ответить")).to_have_value("спасибо")


def _say(page: Page, text: str) -> None:
    page.get_by_label("Ответить").fill(text)
    page.get_by_role("button", name="Отправить").click()


def test_what_was_typed_outlives_the_page(open_parts: Callable[..., Visitor]) -> None:
    visitor = open_parts()
    visitor.page.get_by_label("Примечание").fill("Полстраницы текста")
    page = visitor.go(PARTS)
    expect(page.get_by_label("Примечание")).to_have_value("")
    page.get_by_role("button", name="Вернуть текст").click()
    expect(page.get_by_label("Примечание")).to_have_value("Полстраницы текста")
    page.get_by_label("Название").fill("Имя")
    page.get_by_label("Очно").check()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Сохранено.")).to_be_visible()
    expect(page.get_by_role("button", name="Вернуть текст")).to_have_count(0)


def test_leaving_erases_what_was_typed(open_parts: Callable[..., Visitor]) -> None:
    visitor = open_parts()
    page = visitor.page
    page.get_by_label("Примечание").fill("Чужому не показывать")
    page.locator("details.pick > summary").click()
    page.get_by_role("button", name="Выйти").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Вход")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('medk:')).length") == 0


def test_a_file_over_the_limit_is_refused_before_it_is_sent(
    open_parts: Callable[..., Visitor], tmp_path: Path
) -> None:
    page = open_parts(width=360).page
    big, small = tmp_path / "скан.pdf", tmp_path / "приказ.pdf"
    big.write_bytes(b"x" * (3 * 1024 * 1024))
    small.write_bytes(b"x" * 2048)
    page.locator("#id_paper").set_input_files(big)
    expect(page.locator(".drop-e")).to_contain_text("Файл «скан.pdf» весит 3 МБ, а можно до 1 МБ.")
    assert page.locator("#id_paper").input_value() == ""
    page.locator("#id_paper").set_input_files(small)
    expect(page.locator(".drop-e")).to_be_hidden()
    expect(page.locator(".drop-f")).to_have_text("приказ.pdf, 2 КБ")


def test_filters_unfold_on_a_phone_without_script(open_parts: Callable[..., Visitor]) -> None:
    page = open_parts(width=360, script=False).page
    expect(page.locator("#q")).to_be_hidden()
    page.locator(".fold-b").click()
    expect(page.locator("#q")).to_be_visible()


def test_rows_as_cards_are_still_rows_of_a_table(open_parts: Callable[..., Visitor]) -> None:
    page = open_parts(width=360).page
    table = page.get_by_role("table", name="Мероприятия")
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table.get_by_role("rowheader", name="Утвердить перечень")).to_have_count(2)


def test_a_link_is_copied(open_parts: Callable[..., Visitor]) -> None:
    visitor = open_parts()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.get_by_role("button", name="Скопировать ссылку").click()
    expect(visitor.page.locator(".toast")).to_contain_text("Ссылка скопирована.")
    assert visitor.page.evaluate("navigator.clipboard.readText()") == visitor.base + PARTS
