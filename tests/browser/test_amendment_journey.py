"""An approved plan changes: one drafts the amendment, another approves it, the comparison shows it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from medk.plans.models import Measure, PlanAmendment, RoadMap
from tests.browser.visitor import Visitor
from tests.plans.amending import approved_plan, colleague
from tests.world import District

Enter = Callable[..., Visitor]


@pytest.mark.parametrize("look", [{"width": 1440}, {"width": 360}, {"script": False}])
def test_one_drafts_another_approves_all_see(
    enter: Enter, transactional_db: None, district: District, look: dict[str, object]
) -> None:
    has_script = look.get("script", True) is True
    second = colleague(district)
    plan = approved_plan(district, population="school")
    author = enter(user=district.users["regional"], **look)
    _draft(author, plan, has_script=has_script)
    amendment = PlanAmendment.objects.get()
    assert amendment.status == "submitted"
    assert Measure.objects.get(number="1").title == "Мероприятие 1"

    approver = enter(user=second, **look)
    page = approver.go(f"/amendments/{amendment.pk}/")
    expect(page.get_by_role("heading", name="Последствия")).to_be_visible()
    _checked(approver, has_script)
    page.get_by_role("button", name="Утвердить и изменить план").click()
    expect(page.get_by_text("Утверждено, план изменён").first).to_be_visible()
    _checked(approver, has_script)

    school = enter(user=district.users["head"], **look)
    page = school.go(f"/road-maps/{plan.pk}/changes/")
    expect(page.get_by_text("на 29\u00a0дней позже").first).to_be_visible()
    expect(page.locator("ins", has_text="первое").first).to_be_visible()
    expect(page.get_by_text("Исключено").first).to_be_visible()
    _checked(school, has_script)


def _draft(author: Visitor, plan: RoadMap, *, has_script: bool) -> None:
    page = author.go(f"/road-maps/{plan.pk}/changes/")
    page.get_by_role("link", name="Новое изменение").click()
    page.get_by_label("Почему меняется план").fill("Письмо федерального оператора")
    page.get_by_label("Вид документа").fill("приказ")
    page.get_by_label("Номер документа").fill("143-од")
    _checked(author, has_script)
    page.get_by_role("button", name="Дальше: выбрать мероприятия").click()
    _checked(author, has_script)
    page.get_by_role("link", name="Изменить мероприятие 1").click()
    page.get_by_label("Мероприятие", exact=True).fill("Мероприятие первое")
    page.get_by_label("Срок", exact=True).first.fill("30.06.2022")
    _checked(author, has_script)
    _save_by_keyboard(page)
    expect(page.get_by_text("Строка записана").first).to_be_visible()
    _checked(author, has_script)
    page.get_by_role("link", name="Что меняется").first.click()
    page.get_by_role("button", name="Исключить мероприятие 2").click()
    expect(page.get_by_text("будет исключено").first).to_be_visible()
    page.get_by_role("button", name="Отправить на утверждение").click()
    expect(page.get_by_text("Отправлено").first).to_be_visible()


def _checked(visitor: Visitor, has_script: bool) -> None:
    """The checks of a page are scripts themselves."""
    if has_script:
        visitor.check()


def _save_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Записать").focus()
    page.keyboard.press("Enter")
