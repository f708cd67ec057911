"""A town drafts its map from the region's, the region changes it, the town decides, the region sees."""

import datetime as dt
from collections.abc import Callable

from playwright.sync_api import expect

from medk.plans.models import RoadMap
from tests.browser.visitor import Visitor
from tests.plans.cascading import regional_map, row_of, town_draft
from tests.world import District

Enter = Callable[..., Visitor]


def test_from_the_regional_map_to_a_decision_that_the_region_sees(
    enter: Enter, transactional_db: None, district: District
) -> None:
    region_map = regional_map(district)
    town = enter(user=district.users["municipal"])
    region = enter(user=district.users["regional"])
    own = _draft(town, district)
    _approve(town)
    for title in ("Назначить", "Провести самодиагностику"):
        _change(region, row_of(region_map, title).pk)
    _decide(town, own, row=0, verb="Принять", reason="")
    _decide(town, own, row=0, verb="Отклонить", reason="Приказ уже издан")
    assert row_of(own, "Назначить").due_on == dt.date(2022, 6, 24)
    assert row_of(own, "Провести самодиагностику").due_on == dt.date(2022, 6, 10)
    _look(region, region_map, district)


def _draft(town: Visitor, district: District) -> RoadMap:
    """By keyboard: the list names the town; one tick is taken off."""
    page = town.go("/road-maps/")
    link = page.get_by_role("link", name="Составить из региональной")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Составить карту из карты выше")
    town.check()
    expect(page.locator("input[name=measure]:checked")).to_have_count(4)
    box = page.get_by_label("Провести выездной семинар")
    box.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Составить черновик").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("взято 3")
    return RoadMap.objects.get(organisation=district.municipality)


def _approve(town: Visitor) -> None:
    page = town.page
    page.get_by_role("link", name="Утвердить", exact=True).click()
    for box in page.locator("input[name=acknowledged]").all():
        box.check()
    page.get_by_role("button", name="Утвердить").click()
    expect(page.get_by_text("Дорожная карта утверждена").first).to_be_visible()


def _change(region: Visitor, measure: int) -> None:
    """The region moves a deadline by two weeks."""
    page = region.go(f"/measures/{measure}/amend/?field=due_on")
    page.locator("input[name=new]").fill("2022-06-24")
    page.locator("[name=reason]").fill("Школам нужно больше времени")
    page.locator("main form button.pri").click()
    expect(page.get_by_text("Изменение записано").first).to_be_visible()


def _decide(town: Visitor, own: RoadMap, *, row: int, verb: str, reason: str) -> None:
    page = town.go(f"/road-maps/{own.pk}/cascade/")
    expect(page.locator("#waiting ins").first).to_be_visible()
    town.check()
    page.locator("input[name=change]").nth(row).check()
    page.get_by_role("button", name=f"{verb} отмеченные").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{verb} 1")
    town.check()
    if reason:
        page.get_by_label("Причина").fill(reason)
    page.get_by_role("button", name=verb, exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("1\u00a0изменение")


def _look(region: Visitor, region_map: RoadMap, district: District) -> None:
    """Both decisions with the reason, the gap and the town without a map."""
    page = region.go(f"/road-maps/{region_map.pk}/cascade/")
    region.check()
    decisions = page.locator("#decisions")
    expect(decisions).to_contain_text("Приказ уже издан")
    expect(decisions).to_contain_text("принято")
    expect(decisions).to_contain_text("отклонено")
    page.get_by_role("link", name="По территориям").click()
    expect(page.locator("main")).to_contain_text("карты нет")
    row = page.get_by_role("row").filter(has_text=str(district.municipality))
    row.get_by_role("link", name="1", exact=True).click()
    expect(page.locator("#opened")).to_contain_text("Провести выездной семинар")
    region.check()


def test_the_cascade_on_a_phone(enter: Enter, transactional_db: None, district: District) -> None:
    own = town_draft(district, regional_map(district))
    town = enter(user=district.users["municipal"], width=360)
    for address in (f"/road-maps/{own.pk}/cascade/", f"/road-maps/{own.pk}/cascade/links/"):
        town.go(address)
        town.check()
