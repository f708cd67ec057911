"""From a municipality without a plan to the first confirmed part, by five hands and by clicks alone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_order_journey import ORDER
from tests.browser.visitor import Visitor
from tests.files.uploads import PDF
from tests.world import District

Enter = Callable[..., Visitor]
REPORT = {"name": "приказ школы.pdf", "mimeType": "application/pdf", "buffer": PDF}


def test_a_town_without_a_plan_gets_one_and_carries_it_out(
    enter: Enter, transactional_db: None, district: District
) -> None:
    region = enter(user=district.users["regional"])
    town = enter(user=district.users["municipal"])
    school = enter(user=district.users["head"], width=360)
    _upload_on_behalf(region, district)
    _settle(town)
    _appoint(town, district)
    _ask_every_school(town)
    _approve(town)
    assert _share(region) == "0 %"
    _report(school)
    _confirm(town)
    assert _share(region) != "0 %"
    _open_the_list_behind(region)


def _upload_on_behalf(region: Visitor, district: District) -> None:
    """The desk names the town; its own link has chosen it in the form already."""
    page = region.go("/")
    page.get_by_role("link", name=f"Загрузить приказ: {district.municipality}").click()
    expect(page.get_by_label("Чей план").first).to_have_value(str(district.municipality.pk))
    page.get_by_label("Цикл").first.select_option(str(district.cycle.pk))
    page.locator("input[type=file]").set_input_files(ORDER)
    page.get_by_role("button", name="Загрузить и прочитать").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверка прочитанного приказа")


def _settle(town: Visitor) -> None:
    """The draft waits on the coordinator's own desk; each question is answered."""
    page = town.go("/")
    town.check()
    page.get_by_role("link", name=re.compile("^Продолжить проверку")).click()
    page.get_by_role("link", name=re.compile("^С вопросами")).click()
    answers = page.get_by_role("button", name="Верно", exact=True)
    expect(answers).to_have_count(4)
    for left in (3, 2, 1, 0):
        answers.first.click()
        expect(answers).to_have_count(left)


def _appoint(town: Visitor, district: District) -> None:
    """2.1 to one school; then "all that are left" to the town's coordinators, and nobody twice."""
    page = town.page
    page.get_by_role("link", name="Исполнители", exact=True).click()
    page.get_by_role("link", name="Назначить сразу многим").click()
    page.get_by_label("Исполнитель", exact=True).select_option(f"person:{district.users['head'].person.pk}")
    page.get_by_label("Мероприятие 2.1", exact=True).check()
    _press(page)
    page.get_by_label("Исполнитель", exact=True).select_option("body_class:municipal_coordinators")
    page.get_by_label("Отметить все").check()
    expect(page.get_by_label("Мероприятие 2.1", exact=True)).to_have_count(0)
    _press(page)
    expect(page.get_by_text("У всех мероприятий есть исполнители")).to_be_visible()


def _press(page: Page) -> None:
    page.get_by_role("button", name="Назначить отмеченным").click()
    expect(page.get_by_role("status").first).to_contain_text("назначен")


def _ask_every_school(town: Visitor) -> None:
    """One row is to be done by every school, chosen in the row's own form."""
    page = town.page
    page.get_by_role("link", name="Исполнители", exact=True).click()
    page.get_by_role("link", name="Проверка плана").click()
    page.get_by_role("link", name=re.compile("^Изменить мероприятие")).first.click()
    page.get_by_label("Кто исполняет по одному").select_option(label="каждая школа")
    expect(page.get_by_text("Сохранено", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Готово").click()


def _approve(town: Visitor) -> None:
    page = town.page
    page.get_by_role("link", name="Утвердить", exact=True).click()
    rest = page.get_by_role("button", name="Принять остальные как прочитано")
    if rest.count():
        rest.click()
    for box in page.locator("input[name=acknowledged]").all():
        box.check()
    town.check()
    page.get_by_role("button", name="Утвердить").click()
    expect(page.get_by_text("Дорожная карта утверждена").first).to_be_visible()


def _share(region: Visitor) -> str:
    """The figure that the region's desk shows for the town, with an ordinary space."""
    page = region.go("/")
    figure = page.locator("main .kpi .v").first.inner_text()
    return re.sub(r"\s+", " ", figure).strip()


def _report(school: Visitor) -> None:
    page = school.go("/")
    school.check()
    page.get_by_role("link", name=re.compile("^(Начать|Продолжить)")).last.click()
    page.get_by_label("Что сделано").fill("Приказ издан, ответственный назначен")
    page.get_by_label("Файлы").set_input_files(REPORT)
    page.locator("button.pri").click()
    expect(page.get_by_text("Отправлено на проверку.").first).to_be_visible()


def _confirm(town: Visitor) -> None:
    page = town.go("/")
    page.get_by_role("link", name=re.compile("^Проверить")).first.click()
    expect(page.get_by_role("link", name="приказ школы.pdf").first).to_be_visible()
    town.check()
    page.get_by_role("button", name="Подтвердить").first.click()
    expect(page.get_by_text("Подтверждено").first).to_be_visible()


def _open_the_list_behind(region: Visitor) -> None:
    """The figure opens the very measures it counts."""
    page = region.page
    page.locator("main .kpi").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Исполнено и подтверждено: 1")
    expect(page.locator("main")).to_contain_text("2.1")
    region.check()


def test_a_report_is_not_sent_believing_that_a_refused_file_went_with_it(
    enter: Enter, busy_district: District
) -> None:
    school = enter(user=busy_district.users["head"], width=360)
    page = school.go("/")
    page.get_by_role("link", name=re.compile("^Начать")).first.click()
    page.get_by_label("Что сделано").fill("Сделано")
    big = REPORT | {"buffer": PDF + b"x" * (21 * 1024 * 1024)}
    page.get_by_label("Файлы").set_input_files(big)
    expect(page.get_by_text("а можно до 20 МБ")).to_be_visible()
    page.locator("button.pri").click()
    expect(page.get_by_text("а можно до 20 МБ")).to_be_in_viewport()
    expect(page.get_by_text("Отправлено на проверку.")).to_have_count(0)
    page.locator("button.pri").click()
    expect(page.get_by_text("Отправлено на проверку.").first).to_be_visible()
