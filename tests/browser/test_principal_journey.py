"""A principal's five minutes on a phone: from the desk to a report with a file."""

import datetime as dt

import pytest

from medk.plans.models import Execution
from tests.files.uploads import PDF, PROGRAM
from tests.plans.scenes import approved_measure


@pytest.fixture
def duty(transactional_db, district):
    """One measure that every school carries out by the end of May."""
    return approved_measure(
        district, population="school", title="Собрать отчёт о первых мерах", due_on=dt.date(2022, 5, 31)
    )


def stored(duty, district):
    return Execution.objects.get(measure=duty, unit_organisation=district.school)


def test_a_principal_reports_with_a_file_from_a_phone(duty, district, enter):
    tab = enter(user=district.users["head"], width=360)
    page = tab.go("/my-parts/")
    tab.check()
    page.get_by_role("link", name="Собрать отчёт о первых мерах").click()
    tab.check()
    primary = page.locator("button.pri")
    assert primary.count() == 1
    page.get_by_label("Что сделано").fill("Отчёт собран, приказ издан")
    page.get_by_text("Черновик сохранён в").wait_for()
    page.get_by_label("Файлы").set_input_files(
        {"name": "отчёт.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_text("отчёт.pdf, 1 КБ").wait_for()
    page.get_by_label("Когда сделано").fill("2022-05-17")
    primary.click()
    page.get_by_text("Отправлено на проверку.").first.wait_for()
    tab.check()
    row = stored(duty, district)
    assert (row.status, row.done_on, row.note) == (
        "submitted",
        dt.date(2022, 5, 17),
        "Отчёт собран, приказ издан",
    )
    assert [proof.file.name for proof in row.evidence.all()] == ["отчёт.pdf"]
    page.locator("summary", has_text="Отозвать").click()
    page.get_by_role("dialog").get_by_label("Причина").fill("Не тот файл")
    page.get_by_role("dialog").get_by_role("button", name="Отозвать").click()
    page.get_by_text("Отозвано. Исправьте и отправьте снова.").first.wait_for()
    assert stored(duty, district).status == "in_progress"


def test_a_refused_file_loses_no_words_even_without_script(duty, district, enter):
    tab = enter(user=district.users["head"], width=360, script=False)
    page = tab.go(f"/measures/{duty.pk}/parts/-o{district.school.pk}-/")
    page.get_by_label("Что сделано").fill("Отчёт собран")
    program = {"name": "отчёт.exe", "mimeType": "application/octet-stream", "buffer": PROGRAM}
    page.get_by_label("Файлы").set_input_files(program)
    page.get_by_role("button", name="Отправить на проверку").click()
    assert "отчёт.exe" in page.locator(".error").first.inner_text()
    assert page.get_by_label("Что сделано").input_value() == "Отчёт собран"
    assert stored(duty, district).status == "planned"
    page.get_by_role("button", name="Отправить на проверку").click()
    assert stored(duty, district).status == "submitted"


@pytest.mark.parametrize("width", [360, 1440])
def test_a_coordinator_looks_checks_and_returns(duty, district, enter, width):
    head = enter(user=district.users["head"], width=360)
    page = head.go(f"/measures/{duty.pk}/parts/-o{district.school.pk}-/")
    page.get_by_label("Что сделано").fill("Отчёт собран")
    page.get_by_role("button", name="Отправить на проверку").click()
    page.get_by_text("Отправлено на проверку.").first.wait_for()
    tab = enter(user=district.users["municipal"], width=width)
    page = tab.go("/confirmations/")
    tab.check()
    page.locator("summary", has_text="Вернуть").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Причина").fill("Нет подписи")
    dialog.get_by_role("button", name="Вернуть", exact=True).click()
    page.get_by_text("Возвращено с причиной.").first.wait_for()
    assert stored(duty, district).status == "returned"
    page = tab.go(f"/measures/{duty.pk}/")
    tab.check()
    assert page.get_by_text("Возвращено", exact=True).count() == 1
