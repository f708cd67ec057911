"""The matrix in a browser: read by keyboard, opened on a phone, a reminder sent with and without script."""

import datetime as dt

import pytest

from medk.notices.models import Notice
from medk.plans.actions import execution as act
from tests.plans.scenes import approved_measure, school_part


@pytest.fixture
def plan(transactional_db, district):
    """A late measure and a future one of every school; one school has reported the late one."""
    late = approved_measure(
        district, population="school", title="Собрать отчёты", due_on=dt.date(2022, 5, 10)
    )
    later = approved_measure(
        district,
        road_map=late.road_map,
        population="school",
        title="Провести опрос",
        due_on=dt.date(2022, 5, 31),
    )
    act.submit(school_part(late, district.school), by=district.users["head"], note="Отчёты собраны")
    return late, later


def address(plan) -> str:
    return f"/road-maps/{plan[0].road_map_id}/matrix/"


def test_a_cell_is_opened_and_closed_by_keyboard(plan, district, enter):
    tab = enter(user=district.users["regional"], width=1440)
    page = tab.go(address(plan))
    tab.check()
    cell = page.get_by_role("link", name="на проверке").first
    cell.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    panel.get_by_text("Отчёты собраны").wait_for()
    panel.get_by_text("Отправлено на проверку").wait_for()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    tab.check()
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.classList.contains('m')")
    cell.click()
    panel.get_by_role("button", name="Закрыть").click()
    panel.wait_for(state="hidden")
    assert page.url.endswith(address(plan))


def test_filters_change_the_table_in_place(plan, district, enter):
    tab = enter(user=district.users["regional"], width=1440)
    page = tab.go(address(plan))
    page.get_by_label("Порядок").select_option("late")
    page.wait_for_url("**sort=late**")
    page.get_by_label("Найти строку").fill("№ 7")
    page.wait_for_url("**who=**")
    page.get_by_text("Строки 1–1 из 1").wait_for()
    assert page.locator("tbody th a").all_inner_texts() == [str(district.far_school)]
    tab.check()


@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone_a_row_is_a_list(plan, district, enter, script):
    tab = enter(user=district.users["municipal"], width=360, script=script)
    page = tab.go(address(plan))
    if script:
        tab.check()
    page.get_by_role("link", name=str(district.neighbour_school)).click()
    page.get_by_text("просрочено, 10").first.wait_for()
    page.get_by_role("link", name="Собрать отчёты").click()
    page.get_by_text("Пока ничего не сообщали").wait_for()
    if script:
        tab.check()


@pytest.mark.parametrize("script", [True, False])
def test_a_reminder_is_previewed_and_sent(plan, district, enter, script):
    tab = enter(user=district.users["municipal"], width=1440, script=script)
    page = tab.go(address(plan))
    page.get_by_role("link", name="Выбрать ячейки").click()
    page.get_by_label("Весь столбец").nth(1).check()
    page.get_by_role("button", name="Напомнить отмеченным").click()
    page.get_by_role("heading", name="Напомнить: 3").wait_for()
    if script:
        tab.check()
    if page.get_by_label("Да, отправить сейчас").count():
        page.get_by_label("Да, отправить сейчас").check()
    page.get_by_role("button", name="Отправить напоминания").click()
    page.get_by_text("Напоминания отправлены").first.wait_for()
    assert Notice.objects.filter(kind="plans.reminded").count() == 3


def test_many_are_confirmed_from_the_matrix(plan, district, enter):
    tab = enter(user=district.users["municipal"], width=1440)
    page = tab.go(f"{address(plan)}?pick=1")
    tab.check()
    page.get_by_role("checkbox", name="на проверке").check()
    page.get_by_role("button", name="Подтвердить отмеченное").click()
    page.get_by_role("heading", name="Подтвердить 1").wait_for()
    tab.check()
    page.get_by_role("button", name="Подтвердить", exact=True).click()
    page.get_by_text("Подтверждено: 1").first.wait_for()
    assert page.get_by_role("link", name="подтверждено").count() == 1
    tab.check()


@pytest.mark.parametrize("width", [360, 1920])
def test_paper_takes_every_row(plan, district, enter, width):
    tab = enter(user=district.users["regional"], width=width)
    page = tab.go(f"{address(plan)}?print=1")
    tab.check(axe=False)
    page.emulate_media(media="print")
    assert page.locator("tbody tr:not(.grp)").count() == 3
    assert not page.locator(".filters").is_visible()
