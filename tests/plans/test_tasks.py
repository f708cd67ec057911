"""What waits for a person."""

import datetime as dt

import pytest

from medk.plans.access import mine_of
from medk.plans.actions import execution as act
from medk.plans.actions.execution import Fact
from medk.plans.models import Measure
from medk.plans.parts import blank, find_leaf
from medk.plans.queries.tasks import parts_of_person, waiting
from tests.factories.plans import ExecutorFactory
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db
ON = dt.date(2022, 5, 20)


def tasks(user, on=ON):
    return [(row.measure.title, row.key, str(row.state)) for row in parts_of_person(mine_of(user), on)]


def for_me(user):
    return waiting(user, mine_of(user)).for_me


def test_a_school_owes_its_own_part_only_and_the_most_urgent_first(district):
    late = approved_measure(district, population="school", title="Поздно", due_on=dt.date(2022, 5, 1))
    soon = approved_measure(
        district, population="school", title="Скоро", due_on=dt.date(2022, 5, 31), road_map=late.road_map
    )
    approved_measure(district, title="Региональное", road_map=late.road_map)
    key = f"-o{district.school.pk}-"
    assert tasks(district.users["head"]) == [("Поздно", key, "overdue"), ("Скоро", key, "not_due")]
    row = act.submit(school_part(soon, district.school), by=district.users["head"], note="Готово")
    act.return_for_rework(row, by=district.users["municipal"], fact=Fact(reason="Нет подписи"))
    assert [title for title, _, _ in tasks(district.users["head"])] == ["Поздно", "Скоро"]
    assert tasks(district.users["head"])[1][2] == "in_progress"


def test_what_is_submitted_waits_for_the_coordinator_and_not_for_the_school(district):
    measure = approved_measure(district, population="school", title="Отчёт")
    act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    assert tasks(district.users["head"]) == []
    assert [row.measure for row in for_me(district.users["municipal"])] == [measure]
    assert for_me(district.users["regional"]) == []
    held = waiting(district.users["head"], mine_of(district.users["head"])).for_others
    assert [row.hands for row in held] == [f"муниципальный координатор, {district.municipality}"]
    assert held[0].since is not None


def test_a_whole_measure_is_for_those_it_names_else_for_the_owner(district):
    named = approved_measure(district, title="Институту")
    ExecutorFactory(measure=named, organisation=district.institute)
    named = Measure.objects.get(pk=named.pk)
    nobody = approved_measure(district, title="Ничьё", road_map=named.road_map)
    assert [t for t, _, _ in tasks(district.users["body_staff"])] == ["Институту"]
    assert [t for t, _, _ in tasks(district.users["regional"])] == ["Ничьё"]
    row = act.submit(blank(named, find_leaf(named, "--")), by=district.users["body_staff"], note="Готово")
    assert [r.execution for r in for_me(district.users["regional"])] == [row]
    assert nobody.pk


def test_municipalities_and_curators_owe_their_units(district):
    towns = approved_measure(district, population="municipality", title="Карты")
    approved_measure(district, population="curator", title="Визиты", road_map=towns.road_map)
    assert tasks(district.users["municipal"]) == [("Карты", f"-o{district.municipality.pk}-", "not_due")]
    person = district.users["curator"].person_id
    assert tasks(district.users["curator"]) == [("Визиты", f"-p{person}-", "not_due")]


def test_the_list_of_a_school_costs_the_same_for_one_school_and_for_three(
    district, django_assert_max_num_queries
):
    approved_measure(district, population="school")
    user = district.users["head"]
    with django_assert_max_num_queries(16):
        parts_of_person(mine_of(user), ON)
