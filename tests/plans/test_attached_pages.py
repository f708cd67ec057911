"""Pages of schedules and requests: bring, look at, apply; what readers see; export; ceilings."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from medk.plans.actions.requests import make_request
from medk.plans.actions.schedules import Brought, apply_schedule, attach_schedule
from medk.plans.choices import ScheduleKind
from medk.plans.importers.schedule import read_pasted
from medk.plans.models import AttachedSchedule, Measure, MeasureRequest
from tests.ceilings import assert_queries_at_most
from tests.plans.scenes import approved_measure

DAY = dt.date
PASTED = (
    "Дата\tТема\tШкола\n24.05.2022\tРазбор заданий\tШкола № 1 Лугового округа\n"
    "25.05.2022\tРабота с текстом\tШкола № 7 Степного района\n30.05.2022\tОбщий сбор\t\n"
)


@pytest.fixture
def owner(client, district):
    client.force_login(district.users["regional"])
    return client


def made(district, kind=ScheduleKind.BY_SEPARATE_SCHEDULE):
    measure = approved_measure(district, population="school", schedule_kind=kind, due_on=None)
    return Measure.objects.select_related("road_map__organisation").get(pk=measure.pk)


@pytest.fixture
def measure(district):
    return made(district)


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def page(measure):
    return reverse("plans:measure-schedule", args=[measure.pk])


def apply(measure, by):
    schedule = attach_schedule(measure, Brought(read_pasted(PASTED, year=2022), "pasted"), by=by)
    apply_schedule(schedule, by=by)


def test_a_pasted_schedule_is_shown_first_then_applied(owner, measure):
    assert "Дат пока нет" in text(owner.get(page(measure)))
    answer = owner.post(page(measure), {"pasted": PASTED, "basis": "график № 5"}, follow=True)
    report = text(answer)
    assert "Появится дат" in report
    assert "Разбор заданий" in report
    assert not measure.occurrences.exists()
    schedule = AttachedSchedule.objects.get()
    said = text(owner.post(reverse("plans:schedule-apply", args=[schedule.pk]), follow=True))
    assert "График применён" in said
    assert "Появилось дат: 3" in said
    shown = text(owner.get(page(measure)))
    assert "выполнено 0 из 3, впереди 3" in shown
    assert "№ 1. график № 5" in shown
    about = text(owner.get(reverse("plans:measure-detail", args=[measure.pk])))
    assert "выполнено 0 из 3, впереди 3" in about
    assert "<b>24.05.2022</b>, Разбор заданий" in about


def test_typed_rows_are_a_schedule_too_and_stay_when_refused(owner, measure):
    typed = {"typed-date": ["24.05–26.05.2022", "", "", ""], "typed-title": ["Сбор", "", "", ""]}
    owner.post(page(measure), typed)
    (row,) = AttachedSchedule.objects.get().rows
    assert (row["starts_on"], row["due_on"], row["title"]) == ("2022-05-24", "2022-05-26", "Сбор")
    answer = text(owner.post(page(measure), {"pasted": "Тема\nбез дат"}))
    assert "Не нашёлся столбец с датами" in answer
    assert "без дат" in answer


def test_a_file_is_kept_and_offered(owner, measure):
    file = SimpleUploadedFile("график.csv", PASTED.replace("\t", ";").encode(), content_type="text/csv")
    report = text(owner.post(page(measure), {"file": file}, follow=True))
    schedule = AttachedSchedule.objects.get()
    assert schedule.origin == "file"
    assert reverse("files:file-download", args=[schedule.file.uid]) in report
    assert owner.get(reverse("files:file-download", args=[schedule.file.uid])).status_code == 200


def test_a_file_of_another_kind_is_refused_beside_its_field(owner, measure):
    answer = text(owner.post(page(measure), {"file": SimpleUploadedFile("график.pdf", b"%PDF-1.4")}))
    assert "не таблица" in answer
    assert not AttachedSchedule.objects.exists()


def test_bad_rows_are_reported_and_unknown_names_settled(owner, measure, district):
    bad = "Дата;Тема;Школа\n31.02.2022;Разбор;\n24.05.2022;Сбор;Школа № 1 Лугового"
    report = text(owner.post(page(measure), {"pasted": bad}, follow=True))
    schedule = AttachedSchedule.objects.get()
    assert "не дата" in report
    assert "Применить график" not in report
    assert f'<option value="{district.school.pk}">Школа № 1 Лугового округа</option>' in report
    settle = reverse("plans:schedule-settle", args=[schedule.pk])
    assert "Ничего не выбрано" in text(owner.post(settle, {"name-0": "999999"}, follow=True))
    owner.post(settle, {"name-0": str(district.school.pk)})
    schedule.refresh_from_db()
    assert [found["level"] for found in schedule.findings] == ["error"]
    refused = text(owner.post(reverse("plans:schedule-apply", args=[schedule.pk]), follow=True))
    assert "надо исправить" in refused
    assert not measure.occurrences.exists()
    sheet = owner.get(reverse("plans:schedule-findings", args=[schedule.pk]), {"format": "csv"})
    assert "не дата" in b"".join(sheet.streaming_content).decode()


def test_a_school_sees_its_own_dates_and_those_of_all(client, measure, district):
    apply(measure, district.users["regional"])
    client.force_login(district.users["head"])
    shown = text(client.get(page(measure)))
    assert "Разбор заданий" in shown
    assert "Общий сбор" in shown
    assert "Работа с текстом" not in shown
    assert "Приложить" not in shown
    sheet = client.get(reverse("plans:schedule-export", args=[measure.pk]), {"format": "csv"})
    lines = b"".join(sheet.streaming_content).decode().splitlines()
    assert lines[1].split(";")[1:5] == ["24.05.2022", "Разбор заданий", "", "Школа № 1 Лугового округа"]
    assert "Работа с текстом" not in "\n".join(lines)
    tasks = text(client.get(reverse("plans:my-parts")))
    assert tasks.count(f"/measures/{measure.pk}/parts/") >= 2


def test_what_is_taken_away_can_be_loaded_again_without_changes(owner, measure, district):
    apply(measure, district.users["regional"])
    sheet = owner.get(reverse("plans:schedule-export", args=[measure.pk]), {"format": "csv"})
    file = SimpleUploadedFile("график.csv", b"".join(sheet.streaming_content), content_type="text/csv")
    report = text(owner.post(page(measure), {"file": file}, follow=True))
    again = AttachedSchedule.objects.first()
    assert again.findings == []
    assert 'Снимется</dt><dd class="v">0<' in report
    assert 'Останется</dt><dd class="v">3<' in report


def test_a_request_is_made_by_a_school_and_accepted(client, district):
    measure = made(district, ScheduleKind.ON_REQUEST)
    client.force_login(district.users["head"])
    ask = reverse("plans:measure-request", args=[measure.pk])
    form = {"organisation": district.school.pk, "text": "Семинар по ВПР", "wanted_on": "2022-06-10"}
    assert "Запрос внесён: Школа № 1" in text(client.post(ask, form, follow=True))
    other = client.post(ask, form | {"organisation": district.far_school.pk}, follow=True)
    assert "Запрос внесён" not in text(other)
    asked = MeasureRequest.objects.get()
    client.force_login(district.users["regional"])
    assert "срок 10.06.2022" in text(client.get(page(measure)))
    decide = reverse("plans:request-decide", args=[asked.pk])
    assert "Напишите, почему" in text(client.post(decide, {"do": "decline"}, follow=True))
    said = text(client.post(decide, {"do": "accept", "due_on": "2022-06-08"}, follow=True))
    assert "день внесён в график" in said
    assert measure.occurrences.get().due_on == DAY(2022, 6, 8)


@pytest.mark.parametrize("who", ["regional", "municipal", "head", "curator"])
def test_pages_keep_the_ceiling(client, measure, district, who):
    apply(measure, district.users["regional"])
    asked = made(district, ScheduleKind.ON_REQUEST)
    make_request(asked, district.school, text="Семинар", wanted_on=DAY(2022, 6, 1), by=district.users["head"])
    client.force_login(district.users[who])
    pages = [page(measure), page(asked), reverse("plans:measure-detail", args=[measure.pk])]
    if who == "regional":
        pages.append(reverse("plans:schedule-detail", args=[AttachedSchedule.objects.get().pk]))
    assert_queries_at_most(client, pages)


def test_a_long_schedule_is_paged(owner, measure, district):
    rows = "\n".join(f"{1 + n % 28:02}.06.2022;Занятие {n}" for n in range(250))
    schedule = attach_schedule(
        measure,
        Brought(read_pasted(f"Дата;Тема\n{rows}", year=2022), "pasted"),
        by=district.users["regional"],
    )
    apply_schedule(schedule, by=district.users["regional"])
    shown = owner.get(page(measure))
    assert text(shown).count("Занятие ") == 100
    assert len(shown.content) < 120_000
    assert text(owner.get(page(measure), {"from": "200"})).count("Занятие ") == 50
