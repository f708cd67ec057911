"""A coordinator pastes a schedule, the dates appear, a school reports on its own one; links of a plan."""

import datetime as dt

import pytest

from medk.plans.actions.links import Ends, link_measures
from medk.plans.models import Execution, MeasureLink, Occurrence
from tests.plans.scenes import approved_measure

PASTED = (
    "Дата\tТема\tШкола\tУчастников\n"
    "24.05.2022\tРазбор заданий\tШкола № 1 Лугового округа\t12\n"
    "25.05.2022\tРабота с текстом\tШкола № 7 Степного района\t8\n"
    "26.05.2022\tОткрытый урок\tШкола № 2 Лугового\t20\n"
)


@pytest.fixture
def measure(transactional_db, district):
    """One measure whose dates come from a separate schedule."""
    return approved_measure(
        district, number="3", title="Обучать руководителей", population="school",
        schedule_kind="by_separate_schedule", due_on=None,
    )  # fmt: skip


@pytest.mark.parametrize("width", [360, 1440])
def test_a_pasted_schedule_becomes_dates_and_a_school_reports_on_its_own(measure, district, enter, width):
    tab = enter(user=district.users["regional"], width=width)
    page = tab.go(f"/measures/{measure.pk}/")
    page.get_by_role("link", name="Приложить график").click()
    tab.check()
    page.get_by_label("Вставьте строки из Excel").fill(PASTED)
    page.get_by_label("Основание").fill("график № 5")
    page.get_by_role("button", name="Проверить график").click()
    page.get_by_text("Пока ничего не применено").wait_for()
    tab.check()
    page.get_by_label("«Школа № 2 Лугового»").select_option(label="Школа № 2 Лугового округа")
    page.get_by_role("button", name="Проверить ещё раз").click()
    page.get_by_role("button", name="Применить график").click()
    page.get_by_text("График применён.").first.wait_for()
    assert Occurrence.objects.filter(measure=measure).count() == 3
    page.get_by_role("link", name="К графику").click()
    page.get_by_text("выполнено 0 из 3, впереди 3").wait_for()
    tab.check()
    school = enter(user=district.users["head"], width=360)
    page = school.go("/my-parts/")
    page.get_by_role("link", name="Обучать руководителей").click()
    school.check()
    page.get_by_label("Что сделано").fill("Разобрали задания, было 12 человек")
    page.get_by_role("button", name="Отправить на проверку").click()
    page.get_by_text("Отправлено на проверку.").first.wait_for()
    row = Execution.objects.get(measure=measure)
    assert (row.status, row.occurrence.title) == ("submitted", "Разбор заданий")
    page = school.go(f"/measures/{measure.pk}/schedule/")
    assert page.get_by_text("Работа с текстом").count() == 0
    school.check()


@pytest.mark.parametrize("width", [360, 1440])
def test_a_proposed_chain_is_accepted_and_a_slip_is_seen(transactional_db, district, enter, width):
    first = approved_measure(
        district, number="1", title="Разработать порядок отбора", due_on=dt.date(2022, 5, 15)
    )
    second = approved_measure(
        district,
        number="2",
        title="Утвердить порядок отбора",
        due_on=dt.date(2022, 6, 1),
        road_map=first.road_map,
    )
    third = approved_measure(
        district, number="3", title="Школьный сбор", due_on=dt.date(2022, 6, 9), road_map=first.road_map
    )
    link_measures(Ends("follows", second, third), by=district.users["regional"])
    tab = enter(user=district.users["regional"], width=width)
    page = tab.go(f"/road-maps/{first.road_map_id}/links/")
    tab.check()
    page.get_by_label("1 и 2").check()
    page.get_by_role("button", name="Принять отмеченные").click()
    page.get_by_text("Под угрозой: 2, 3 из-за 1").wait_for()
    tab.check()
    assert MeasureLink.objects.held().count() == 2
    page = tab.go(f"/measures/{second.pk}/links/")
    tab.check()
    page.locator("summary", has_text="Снять").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Причина").fill("Ошибочно")
    dialog.get_by_role("button", name="Снять связь").click()
    page.get_by_text("Связь снята.").first.wait_for()
    assert MeasureLink.objects.held().count() == 1
