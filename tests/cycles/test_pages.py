"""Pages of cycles and cohorts as people use them."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from medk.cycles.actions import edit_cycle
from medk.cycles.models import CohortMembership, Cycle
from tests.ceilings import assert_queries_at_most
from tests.factories.cycles import CohortFactory, CohortMembershipFactory, KeyDateFactory
from tests.factories.orgs import OrganisationFactory
from tests.world import District

D = dt.date


@pytest.fixture
def coordinator(client: Client, district: District) -> Client:
    """The regional coordinator signed in."""
    client.force_login(district.users["regional"])
    return client


def text(response: object) -> str:
    """The page with no-break spaces made plain."""
    return response.content.decode().replace("\xa0", " ")


def settings_of(cycle: Cycle, **more: object) -> dict[str, object]:
    """What the form of settings sends."""
    return {
        "title": cycle.title, "starts_on": "10.01.2022", "ends_on": "30.12.2022", "curator_limit": 2,
        "share_basis": "due", "share_target": "45,5", "share_target_on": "17.06.2022", "smallest_group": 3, "week_limit": 7,
        "version": cycle.version,
    } | more  # fmt: skip


def test_a_cycle_is_started_from_a_calendar(coordinator: Client, district: District) -> None:
    given = {"region": district.region.pk, "year": 2021, "title": "", "template": 2021}
    response = coordinator.post(reverse("cycles:cycle-add"), given)
    cycle = Cycle.objects.get(year=2021)
    assert response["Location"] == reverse("cycles:cycle-detail", args=[cycle.pk])
    assert "Муниципальные дорожные карты утверждены" in text(coordinator.get(response["Location"]))
    again = coordinator.post(reverse("cycles:cycle-add"), given)
    assert "Цикл 2021 года у региона уже есть" in text(again)


def test_foreign_regions_are_not_offered(coordinator: Client, district: District) -> None:
    given = {"region": district.other_region.pk, "year": 2021}
    coordinator.post(reverse("cycles:cycle-add"), given)
    assert not Cycle.objects.filter(year=2021).exists()


def test_the_card_shows_dates_distance_and_settings(coordinator: Client, district: District) -> None:
    KeyDateFactory(cycle=district.cycle, title="Итоги первого этапа", ends_on=D(2022, 5, 31))
    page = text(coordinator.get(reverse("cycles:cycle-detail", args=[district.cycle.pk])))
    assert "Ближайшее: Итоги первого этапа, 31.05.2022 (осталось 11 дней)" in page
    assert "не больше 2" in page


def test_settings_are_saved_in_russian_spelling(coordinator: Client, district: District) -> None:
    address = reverse("cycles:cycle-edit", args=[district.cycle.pk])
    assert coordinator.post(address, settings_of(district.cycle)).status_code == 302
    district.cycle.refresh_from_db()
    assert (str(district.cycle.share_target), district.cycle.share_target_on) == ("45.50", D(2022, 6, 17))


def test_a_wrong_setting_is_told_and_the_rest_kept(coordinator: Client, district: District) -> None:
    address = reverse("cycles:cycle-edit", args=[district.cycle.pk])
    page = text(coordinator.post(address, settings_of(district.cycle, share_target="119", title="Новое имя")))
    assert "от 0 до 100 %. Сейчас: 119" in page
    assert 'value="Новое имя"' in page
    district.cycle.refresh_from_db()
    assert district.cycle.title == "Цикл 2022 года"


def test_two_editors_see_both_values_and_the_second_chooses(coordinator: Client, district: District) -> None:
    address = reverse("cycles:cycle-edit", args=[district.cycle.pk])
    sent = settings_of(district.cycle, title="Моё имя")
    edit_cycle(district.cycle, version=1, title="Чужое имя", by=district.users["administrator"])
    page = text(coordinator.post(address, sent))
    assert "Чужое имя" in page
    assert 'value="Моё имя"' in page
    assert 'name="version" value="2"' in page
    coordinator.post(address, sent | {"version": 2})
    district.cycle.refresh_from_db()
    assert district.cycle.title == "Моё имя"


def test_a_cycle_is_closed_and_opened(coordinator: Client, district: District) -> None:
    close = reverse("cycles:cycle-close", args=[district.cycle.pk])
    assert "по сегодня, 20.05.2022" in text(coordinator.post(close, {"on": "21.05.2022"}))
    coordinator.post(close, {"on": "20.05.2022"})
    card = text(coordinator.get(reverse("cycles:cycle-detail", args=[district.cycle.pk])))
    assert "закрыт 20.05.2022" in card
    assert "Добавить дату" not in card
    coordinator.post(reverse("cycles:cycle-reopen", args=[district.cycle.pk]), {"reason": "рано"})
    district.cycle.refresh_from_db()
    assert district.cycle.closed_on is None


def test_dates_are_added_changed_and_removed(coordinator: Client, district: District) -> None:
    add = reverse("cycles:key-date-add", args=[district.cycle.pk])
    coordinator.post(add, {"title": "Совещание", "ends_on": "2022-06-01"})
    date = district.cycle.key_dates.get()
    edit = reverse("cycles:key-date-edit", args=[date.pk])
    backwards = {"title": "Совещание", "starts_on": "02.06.2022", "ends_on": "01.06.2022", "version": 1}
    assert "раньше начала" in text(coordinator.post(edit, backwards))
    coordinator.post(edit, backwards | {"starts_on": "31.05.2022"})
    date.refresh_from_db()
    assert date.starts_on == D(2022, 5, 31)
    coordinator.post(reverse("cycles:key-date-remove", args=[date.pk]))
    assert not district.cycle.key_dates.exists()


def test_schools_are_pasted_looked_at_and_added(coordinator: Client, district: District) -> None:
    cohort = CohortFactory(cycle=district.cycle, code="identified")
    address = reverse("cycles:membership-add", args=[cohort.pk])
    pasted = f"{district.school.name}\n{district.far_school.name}\nГимназия Икс"
    given = {"pasted": pasted, "valid_from": "01.03.2022", "act": "приказ № 7"}
    page = text(coordinator.post(address, given))
    assert "Не нашлось: 1 строка" in page
    assert "Отмечено сразу: 2 из 2" in page
    assert not CohortMembership.objects.filter(cohort=cohort).exists()
    assert "Гимназия Икс" in text(coordinator.post(address, given | {"step": "edit"}))
    chosen = {
        "step": "apply",
        "school": [district.school.pk],
        "valid_from": "01.03.2022",
        "act": "приказ № 7",
    }
    assert coordinator.post(address, chosen)["Location"] == reverse("cycles:cohort-detail", args=[cohort.pk])
    row = CohortMembership.objects.get(cohort=cohort)
    assert (row.organisation, row.valid_from, row.act) == (district.school, D(2022, 3, 1), "приказ № 7")


def test_a_list_needs_a_source_and_a_date(coordinator: Client, district: District) -> None:
    address = reverse("cycles:membership-add", args=[district.cohort.pk])
    assert "Вставьте список школ" in text(coordinator.post(address, {"valid_from": "01.03.2022"}))
    assert "Введите дату как 17.06.2022" in text(
        coordinator.post(address, {"pasted": "x", "valid_from": "завтра"})
    )


def test_ticked_schools_leave(coordinator: Client, district: District) -> None:
    row = CohortMembership.objects.get(organisation=district.school)
    address = reverse("cycles:membership-end", args=[district.cohort.pk])
    coordinator.post(address, {"membership": [row.pk], "on": "30.04.2022"})
    row.refresh_from_db()
    assert row.valid_to == D(2022, 4, 30)
    assert coordinator.post(address, {"membership": [row.pk], "on": "вчера"}).status_code == 409


def test_a_membership_is_corrected_or_taken_back(coordinator: Client, district: District) -> None:
    row = CohortMembership.objects.get(organisation=district.school)
    given = {"valid_from": "01.02.2022", "valid_to": "", "act": "приказ № 8", "years": "2020"}
    coordinator.post(reverse("cycles:membership-edit", args=[row.pk]), given)
    row.refresh_from_db()
    assert (row.valid_from, row.act, row.years) == (D(2022, 2, 1), "приказ № 8", "2020")
    remove = reverse("cycles:membership-remove", args=[row.pk])
    coordinator.post(remove, {"reason": ""})
    assert CohortMembership.objects.filter(pk=row.pk).exists()
    coordinator.post(remove, {"reason": "не та школа"})
    assert not CohortMembership.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(("role", "count"), [("municipal", 2), ("head", 1), ("expert", 0)])
def test_pages_and_files_show_own_schools_only(
    client: Client, district: District, role: str, count: int
) -> None:
    client.force_login(district.users[role])
    page = text(client.get(reverse("cycles:cohort-detail", args=[district.cohort.pk])))
    assert [name in page for name in ("Школа № 7 Степного района", "Добавить школы")] == [False, False]
    response = client.get(reverse("cycles:cohort-export", args=[district.cohort.pk]))
    rows = CalamineWorkbook.from_filelike(
        io.BytesIO(b"".join(response.streaming_content))
    ).get_sheet_by_index(0)
    cells = [row[0] for row in rows.to_python(skip_empty_area=False)]
    assert f"Строк: {count}" in cells


def test_the_export_is_what_the_filter_shows(coordinator: Client, district: District) -> None:
    address = reverse("cycles:cohort-export", args=[district.cohort.pk])
    query = {"municipality": district.municipality.pk, "format": "csv"}
    lines = b"".join(coordinator.get(address, query).streaming_content).decode().splitlines()
    assert [line.split(";")[1] for line in lines[1:3]] == [
        district.school.name,
        district.neighbour_school.name,
    ]
    assert "Отбор: состояние: состоят на 20.05.2022; муниципалитет: Луговой округ" in "\n".join(lines)


def test_a_spoilt_filter_shows_everybody(coordinator: Client, district: District) -> None:
    address = reverse("cycles:cohort-detail", args=[district.cohort.pk])
    page = text(coordinator.get(address, {"state": "x", "municipality": "y", "on": "z", "page": "q"}))
    assert "3 записи по отбору" in page


def test_pages_stay_within_the_ceiling(coordinator: Client, district: District) -> None:
    for number in range(120):
        school = OrganisationFactory(parent=district.municipality, name=f"Школа № {100 + number}")
        CohortMembershipFactory(cohort=district.cohort, organisation=school)
        KeyDateFactory(cycle=district.cycle)
    addresses = [
        reverse("cycles:cycle-list"),
        reverse("cycles:cycle-detail", args=[district.cycle.pk]),
        reverse("cycles:cohort-detail", args=[district.cohort.pk]),
        reverse("cycles:cohort-detail", args=[district.cohort.pk]) + "?page=2",
        reverse("cycles:membership-add", args=[district.cohort.pk]),
    ]
    assert_queries_at_most(coordinator, addresses, limit=14)
