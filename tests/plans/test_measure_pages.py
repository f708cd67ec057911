"""The page of a measure: who sees what of its coverage, and at what cost."""

import datetime as dt

import pytest
from django.urls import reverse

from medk.orgs.roles import Role
from medk.plans.actions import execution as act
from medk.plans.actions.occurrences import generate_occurrences
from medk.plans.choices import Frequency, ScheduleKind
from medk.plans.models import Execution, TargetReading
from tests.ceilings import assert_queries_at_most
from tests.factories.cycles import CohortMembershipFactory
from tests.factories.orgs import OrganisationFactory, appoint
from tests.factories.plans import ExecutionFactory, ExecutorFactory, TargetFactory
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db
YEAR = {"starts_on": dt.date(2022, 1, 1), "due_on": dt.date(2022, 12, 31)}
MONTHLY = {"schedule_kind": ScheduleKind.RECURRING, "frequency": Frequency.MONTHLY, **YEAR}


def page(client, user, measure, query=""):
    client.force_login(user)
    response = client.get(reverse("plans:measure-detail", args=[measure.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def schools(district):
    return approved_measure(district, population="school", due_on=dt.date(2022, 5, 31), title="Отчёт школы")


def test_the_owner_sees_every_school_and_who_has_the_move(schools, district, client):
    act.submit(school_part(schools, district.school), by=district.users["head"], note="Готово")
    text = page(client, district.users["regional"], schools)
    for school in (district.school, district.neighbour_school, district.far_school):
        assert str(school) in text
    assert f"муниципальный координатор, {district.municipality}, с 20.05.2022" in text
    assert "Подтверждено 0 из 3" in text


def test_a_municipality_sees_its_own_schools_and_the_count_of_all(schools, district, client):
    text = page(client, district.users["municipal"], schools)
    assert str(district.school) in text
    assert str(district.far_school) not in text


def test_a_school_sees_only_its_own_part_and_no_small_group(schools, district, client):
    text = page(client, district.users["head"], schools)
    assert str(district.neighbour_school) not in text
    assert "Подтверждено 0 из 3" not in text
    assert "сводка по остальным не показывается" in text
    assert reverse("plans:part", args=[schools.pk, f"-o{district.school.pk}-"]) in text


def test_a_school_sees_the_count_of_a_group_that_is_large_enough(schools, district, client):
    school = OrganisationFactory(parent=district.other_municipality, name="Школа № 8 Степного района")
    CohortMembershipFactory(cohort=district.cohort, organisation=school)
    text = page(client, district.users["head"], schools)
    assert "Подтверждено 0 из 4" in text
    assert str(school) not in text


def test_somebody_without_any_part_sees_the_aggregate_only(schools, district, client):
    text = page(client, district.users["expert"], schools)
    assert "Подтверждено 0 из 3" in text
    assert str(district.school) not in text


def test_the_filter_narrows_by_state_and_by_municipality(schools, district, client):
    row = act.submit(school_part(schools, district.school), by=district.users["head"], note="Готово")
    act.confirm(row, by=district.users["municipal"])
    regional = district.users["regional"]
    confirmed = page(client, regional, schools, "?state=confirmed")
    assert str(district.school) in confirmed
    assert str(district.far_school) not in confirmed
    far = page(client, regional, schools, f"?place={district.other_municipality.pk}")
    assert str(district.far_school) in far
    assert str(district.school) not in far
    assert "По отбору никого нет" in page(client, regional, schools, "?state=overdue")


def test_a_filter_that_is_no_choice_is_left_out(schools, district, client):
    assert str(district.school) in page(
        client, district.users["regional"], schools, "?state=x&place=y&page=-1"
    )


def test_the_fragment_for_htmx_is_the_coverage_alone(schools, district, client):
    client.force_login(district.users["regional"])
    address = reverse("plans:measure-detail", args=[schools.pk])
    text = client.get(address, headers={"HX-Request": "true", "HX-Target": "coverage"}).content.decode()
    assert text.lstrip().startswith('<section id="coverage"')
    assert "<html" not in text


def test_a_recurring_measure_shows_a_grid_of_its_repeats(district, client):
    measure = approved_measure(district, population="school", **MONTHLY)
    slot = measure.occurrences.get(ordinal=3)
    key = f"-o{district.school.pk}-r{slot.pk}"
    ExecutionFactory(
        measure=measure, leaf_key=key, unit_organisation=district.school, occurrence=slot, status="confirmed",
        due_on=slot.due_on, confirmed_on=slot.due_on,
    )  # fmt: skip
    text = page(client, district.users["regional"], measure)
    assert reverse("plans:part", args=[measure.pk, key]) in text
    assert "1 из 12" in text
    assert "31.03.22" in text


def test_a_long_series_is_shown_by_windows(district, client):
    weekly = MONTHLY | {"frequency": Frequency.WEEKLY}
    measure = approved_measure(district, population="school", **weekly)
    regional = district.users["regional"]
    text = page(client, regional, measure)
    assert "Столбцы 15–26 из 53" in text
    assert "Столбцы 1–12 из 53" in page(client, regional, measure, "?from=0")
    assert "Столбцы 42–53 из 53" in page(client, regional, measure, "?from=900")


def test_readings_stand_beside_targets_and_apart_from_execution(district, client):
    measure = approved_measure(district)
    target = TargetFactory(measure=measure, value=45)
    owner = district.users["regional"]
    assert "Факт: нет данных" in page(client, owner, measure)
    TargetReading.objects.create(
        target=target,
        value=40,
        on=dt.date(2022, 5, 1),
        by=owner,
        entered_at=dt.datetime(2022, 5, 1, tzinfo=dt.UTC),
    )
    text = page(client, owner, measure)
    assert "Цель не достигнута" in text
    assert "Подтверждено 0 из 1" in text


def test_pages_stay_within_the_ceiling_for_a_hundred_schools_and_twelve_repeats(district, client):
    measure = approved_measure(district, population="school", **MONTHLY)
    TargetFactory(measure=measure)
    ExecutorFactory(measure=measure, organisation=district.institute)
    fill(measure, district)
    generate_occurrences(measure.road_map)
    appoint(Role.REGIONAL_COORDINATOR, district.region)
    address = reverse("plans:measure-detail", args=[measure.pk])
    for name in ("regional", "municipal", "head", "curator", "expert", "administrator"):
        client.force_login(district.users[name])
        assert_queries_at_most(client, [address, f"{address}?page=3&state=overdue"])


def fill(measure, district):
    """Ninety-seven more schools; every second leaf stored and submitted."""
    slots = list(measure.occurrences.all())
    rows = []
    for number in range(97):
        school = OrganisationFactory(parent=district.municipality, name=f"Школа № {100 + number}")
        CohortMembershipFactory(cohort=district.cohort, organisation=school)
        rows += [
            Execution(
                measure=measure, leaf_key=f"-o{school.pk}-r{slot.pk}", unit_organisation=school, occurrence=slot,
                status="submitted", due_on=slot.due_on, submitted_by=district.users["head"],
            )
            for slot in slots[::2]
        ]  # fmt: skip
    Execution.objects.bulk_create(rows)
