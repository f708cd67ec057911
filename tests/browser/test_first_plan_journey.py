"""An empty installation, from `medk init` to its first approved plan, by the product's own command."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visitor import Visitor, visit
from tests.services.installation import Installation, Site

ORDER = Path(__file__).resolve().parents[2] / "samples" / "orders" / "severogorsk-2022.txt"
ADMINISTRATOR = ("admin@region.test", "тёмный-омут-у-мельницы")
COORDINATOR = ("coordinator@region.test", "дальний-берег-без-моста")
INIT = [
    "init", "--region", "Северогорская область", "--time-zone", "Europe/Moscow", "--year", "2022",
    "--admin-email", ADMINISTRATOR[0], "--admin-name", "Администратор 1", "--password-stdin",
]  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """What a new region has a minute after the clone: one administrator and an empty plan."""
    made = Installation(tmp_path / "var")
    done = made.medk(*INIT, stdin=f"{ADMINISTRATOR[1]}\n")
    assert done.returncode == 0, done.stderr
    with made.served() as served:
        yield served


def test_from_an_empty_installation_to_the_first_approved_plan(browser: Browser, site: Site) -> None:
    base = f"http://127.0.0.1:{site.port}"
    administrator = visit(browser, base)
    coordinator = visit(browser, base)
    try:
        _sign_in(administrator, *ADMINISTRATOR)
        _join(coordinator, _invite(administrator))
        page = _upload(coordinator)
        _approve(coordinator, page)
    finally:
        administrator.context.close()
        coordinator.context.close()


def _sign_in(visitor: Visitor, email: str, password: str) -> None:
    page = visitor.go("/account/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda address: "login" not in address)


def _invite(administrator: Visitor) -> str:
    """The administrator invites the region's coordinator; without SMTP the link is handed over."""
    page = administrator.go("/organisations/?kind=region")
    page.get_by_role("link", name="Северогорская область").first.click()
    page.get_by_role("link", name=re.compile("Назначить")).first.click()
    page.get_by_label("Роль").select_option("regional_coordinator")
    page.get_by_label("Имя", exact=False).first.fill("Региональный координатор 1")
    page.get_by_label("Электронная почта").fill(COORDINATOR[0])
    page.get_by_label("С какого дня").fill("2022-01-10")
    administrator.check()
    page.get_by_role("button", name="Назначить").click()
    link = page.get_by_label("Скопируйте ссылку")
    expect(link).to_be_visible()
    return link.input_value()


def _join(coordinator: Visitor, link: str) -> None:
    """A fresh browser opens the link, chooses a password and is in."""
    page = coordinator.go(re.sub(r"^https?://[^/]+", "", link))
    for field in page.locator("input[type=password]").all():
        field.fill(COORDINATOR[1])
    coordinator.check()
    page.get_by_role("button", name="Принять приглашение").click()
    if "login" in page.url:
        _sign_in(coordinator, *COORDINATOR)
    page = coordinator.go("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Рабочий стол")


def _upload(coordinator: Visitor) -> Page:
    page = coordinator.go("/road-maps/upload/")
    for label, words in (("Чей план", "Северогорская"), ("Цикл", "2022")):
        box = page.get_by_label(label).first
        box.select_option(box.locator("option", has_text=words).first.get_attribute("value"))
    page.locator("input[type=file]").set_input_files(ORDER)
    page.get_by_role("button", name="Загрузить и прочитать").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверка прочитанного приказа", timeout=30_000)
    return page


def _approve(coordinator: Visitor, page: Page) -> None:
    page.get_by_role("link", name=re.compile("Утверд|утвержден")).first.click()
    rest = page.get_by_role("button", name="Принять остальные как прочитано")
    if rest.count():
        rest.click()
    page.get_by_label("Дата утверждения").fill("28.02.2022")
    for box in page.locator("input[name=acknowledged]").all():
        box.check()
    coordinator.check()
    page.get_by_role("button", name="Утвердить").click()
    expect(page.get_by_text("Дорожная карта утверждена").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Премирование лучших школьных команд")
