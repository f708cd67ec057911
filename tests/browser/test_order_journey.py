"""A published order becomes a plan: the region uploads it, the municipality checks and approves it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from medk.plans.models import Executor, Measure, RoadMap
from tests.browser.visitor import Visitor
from tests.plans.drafting import read_draft
from tests.plans.drafting import upload as upload_again
from tests.world import District

ORDER = Path(__file__).resolve().parents[2] / "samples" / "orders" / "luga-okrug-2022.txt"
Enter = Callable[..., Visitor]


def upload(visitor: Visitor, district: District) -> Page:
    """Fill the form of the upload and arrive at the review."""
    page = visitor.go("/road-maps/upload/")
    page.get_by_label("Чей план").first.select_option(str(district.municipality.pk))
    page.get_by_label("Цикл").first.select_option(str(district.cycle.pk))
    page.locator("input[type=file]").set_input_files(ORDER)
    page.get_by_role("button", name="Загрузить и прочитать").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверка прочитанного приказа")
    return page


@pytest.mark.parametrize("width", [1440, 360])
def test_from_an_order_to_an_approved_plan(
    enter: Enter, transactional_db: None, district: District, width: int
) -> None:
    region = enter(user=district.users["regional"], width=width)
    page = upload(region, district)
    region.check()
    expect(page.get_by_role("link", name="Утвердить", exact=True)).to_have_count(0)

    municipality = enter(user=district.users["municipal"], width=width)
    road_map = RoadMap.objects.get()
    page = municipality.go(f"/road-maps/{road_map.pk}/review/")
    municipality.check()
    _correct(municipality, page, road_map)
    _appoint(municipality, page, road_map)
    _approve(municipality, page, road_map)


def _correct(visitor: Visitor, page: Page, road_map: RoadMap) -> None:
    """A field is corrected in place, saved by itself, and found again after leaving."""
    measure = road_map.measures.first()
    card = page.locator(f"#m{measure.pk}")
    card.get_by_role("link", name="Изменить").click()
    goal = card.get_by_label("Цель", exact=True)
    goal.fill("Чтобы каждая школа знала, к кому обратиться")
    goal.blur()
    expect(card.get_by_text("Сохранено")).to_be_visible()
    visitor.check()
    page = visitor.go(f"/road-maps/{road_map.pk}/review/")
    expect(page.locator(f"#m{measure.pk}")).to_contain_text("к кому обратиться")
    card = page.locator(f"#m{measure.pk}")
    card.get_by_role("button", name="Всё верно").click()
    expect(card.get_by_text("Сверено")).to_be_visible()
    expect(page.locator("#rv-head")).to_contain_text("сверено 1")


def _appoint(visitor: Visitor, page: Page, road_map: RoadMap) -> None:
    """The order names nobody: one choice for all the measures at once."""
    page.get_by_role("link", name="Исполнители", exact=True).click()
    visitor.check()
    page.get_by_role("link", name="Назначить сразу многим").click()
    page.get_by_label("Исполнитель", exact=True).select_option("body_class:schools")
    page.get_by_label("Отметить все").check()
    visitor.check()
    page.get_by_role("button", name="Назначить отмеченным").click()
    expect(page.get_by_text("У всех мероприятий есть исполнители")).to_be_visible()
    assert Executor.objects.filter(measure__road_map=road_map).count() == road_map.measures.count()


def _approve(visitor: Visitor, page: Page, road_map: RoadMap) -> None:
    page = visitor.go(f"/road-maps/{road_map.pk}/approve/")
    page.get_by_role("button", name="Принять остальные как прочитано").click()
    page.get_by_label("Дата утверждения").fill("10.03.2022")
    for box in page.locator("input[name=acknowledged]").all():
        box.check()
    visitor.check()
    page.get_by_role("button", name="Утвердить").click()
    expect(page.get_by_text("Дорожная карта утверждена").first).to_be_visible()
    road_map.refresh_from_db()
    assert road_map.status == "approved"


def test_the_same_way_without_script(enter: Enter, transactional_db: None, district: District) -> None:
    visitor = enter(user=district.users["municipal"], script=False)
    page = upload(visitor, district)
    measure = RoadMap.objects.get().measures.first()
    page.locator(f"#m{measure.pk}").get_by_role("link", name="Изменить").click()
    page.get_by_label("Цель", exact=True).fill("Цель без скриптов")
    page.get_by_role("button", name="Готово").click()
    expect(page.locator(f"#m{measure.pk}")).to_contain_text("Цель без скриптов")
    page.locator(f"#m{measure.pk}").get_by_role("button", name="Всё верно").click()
    assert Measure.objects.get(pk=measure.pk).is_checked
    page.get_by_role("link", name="Следующие мероприятия").click()
    expect(page.get_by_text("Показано").first).to_be_visible()


def test_of_two_who_edit_one_field_the_second_is_told(
    enter: Enter, transactional_db: None, district: District
) -> None:
    road_map = read_draft(district)
    measure = road_map.measures.first()
    address = f"/road-maps/{road_map.pk}/review/measures/{measure.pk}/"
    first, second = enter(user=district.users["regional"]), enter(user=district.users["municipal"])
    pages = [visitor.go(address) for visitor in (first, second)]
    for page, words in zip(pages, ("Цель региона", "Цель округа"), strict=True):
        page.get_by_label("Цель", exact=True).fill(words)
        page.get_by_label("Цель", exact=True).blur()
        expect(page.locator(".autosave .note, .autosave .help").first).not_to_have_text(
            "Изменения сохраняются сами."
        )
    expect(pages[0].get_by_text("Сохранено")).to_be_visible()
    note = pages[1].locator(".autosave")
    expect(note).to_contain_text("изменил другой человек")
    expect(note).to_contain_text("Цель региона")
    second.check()
    pages[1].get_by_role("button", name="Готово").click()
    expect(pages[1].locator(f"#m{measure.pk}")).to_contain_text("Цель округа")


@pytest.mark.parametrize(
    "look", [{"width": 360}, {"width": 1440, "display": "size=3&scheme=wb&spacing=wide"}]
)
def test_every_page_of_a_draft_in_a_browser(
    enter: Enter, transactional_db: None, district: District, look: dict[str, object]
) -> None:
    road_map = read_draft(district)
    measure = road_map.measures.first()
    road_map.unread.create(text="Сноска", source={"from": 40, "to": 41})
    Measure.objects.filter(pk=measure.pk).update(
        population="school",
        questions=[{"field": "deadline", "code": "x", "message": "Дня нет.", "is_settled": False}],
    )
    Executor.objects.create(measure=measure, name="Отдел образования")
    held = upload_again(district)
    root, one = f"/road-maps/{road_map.pk}/", f"review/measures/{measure.pk}/"
    pages = ["review/", "review/document/", one, f"{one}arrange/", f"{one}units/", "executors/", "approve/"]
    pages += ["executors/appoint/", "executors/choose/?key=отдел образования", "review/?only=questions"]
    visitor = enter(user=district.users["municipal"], **look)
    for address in [*(root + page for page in pages), f"/road-maps/imports/{held.pk}/", "/road-maps/upload/"]:
        visitor.go(address)
        visitor.check()
