"""What each reader sees in the table of a road map: figures, aggregates, their own part."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medk.kernel.russian import NBSP
from medk.orgs.models import OrganisationKind
from medk.orgs.roles import Role
from medk.plans.access import held_by
from medk.plans.actions import execution as act
from medk.plans.actions.execution import Fact
from medk.plans.actions.measures import Interval, cancel_measure, pause, read_target
from medk.plans.actions.progress import count_progress
from medk.plans.actions.road_maps import close_road_map
from medk.plans.choices import ProgressState as P
from medk.plans.queries.share_maps import shares_of, visible_maps
from medk.plans.queries.table import Table
from medk.plans.queries.table_sight import sight_of
from tests.factories.cycles import CohortMembershipFactory
from tests.factories.orgs import OrganisationFactory, appoint
from tests.factories.plans import ExecutorFactory, TargetFactory
from tests.plans.scenes import approved_measure, part, school_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(district):
    """Six participating schools in the school's municipality and four in the other."""
    for place, more in ((district.municipality, 4), (district.other_municipality, 3)):
        for _ in range(more):
            school = OrganisationFactory(kind=OrganisationKind.SCHOOL, parent=place)
            CohortMembershipFactory(cohort=district.cohort, organisation=school)
    return district


def table_of(district, who, measure) -> Table:
    user = district.users[who]
    return Table(measure.road_map, sight_of(user, measure.road_map, held=held_by(user)))


def row_of(district, who, measure):
    return next(row for row in table_of(district, who, measure).rows if row.pk == measure.pk)


def confirm(district, measure, school="school", head="head"):
    row = act.submit(school_part(measure, getattr(district, school)), by=district.users[head], note="Готово")
    return act.confirm(row, by=district.users["municipal"])


def test_the_owner_and_those_above_see_every_figure(district):
    measure = approved_measure(district, population="school")
    confirm(district, measure)
    for who in ("regional", "operator", "observer", "administrator"):
        row = row_of(district, who, measure)
        assert (row.confirmed, row.total, row.state, row.is_hidden) == (1, 3, P.IN_PROGRESS, False)
        assert (row.own, row.near) == (None, None)


def test_a_school_of_three_sees_its_own_part_and_no_figures_of_the_other_two(district):
    measure = approved_measure(district, population="school")
    confirm(district, measure, "neighbour_school", "neighbour_head")
    table = table_of(district, "head", measure)
    (row,) = table.rows
    assert (row.state, row.confirmed, row.total, row.has_due) == ("", 0, 0, False)
    assert row.is_hidden
    assert table.hidden == 1
    assert row.own.words == "ваша часть: срок не наступил"
    assert row.near is None
    confirm(district, measure)
    assert row_of(district, "head", measure).own.words == "ваша часть: подтверждено"


def test_a_hidden_measure_is_told_by_nothing_else(district):
    """Neither the share nor the date that moves with the state of others gives it away."""
    measure = approved_measure(district, population="school", due_on=dt.date(2022, 5, 10))
    before = row_of(district, "head", measure)
    share = table_of(district, "head", measure).share("due")
    confirm(district, measure, "neighbour_school", "neighbour_head")
    after = row_of(district, "head", measure)
    assert (before.due_on, before.distance, before.note) == (after.due_on, after.distance, after.note)
    assert table_of(district, "head", measure).share("due") == share
    assert (share.confirmed, share.planned) == (0, 0)


def test_a_school_in_a_crowd_sees_the_region_its_municipality_and_itself(crowd):
    measure = approved_measure(crowd, population="school")
    confirm(crowd, measure, "neighbour_school", "neighbour_head")
    row = row_of(crowd, "head", measure)
    assert (row.confirmed, row.total, row.state) == (1, 10, P.IN_PROGRESS)
    assert row.own.words == "ваша часть: срок не наступил"
    assert row.near.words == f"в муниципалитете: 1{NBSP}из{NBSP}6"


def test_figures_of_a_municipality_are_left_out_when_the_rest_is_too_small(crowd):
    """Of ten schools two lie elsewhere: the figure of eight beside that of ten would tell of the two."""
    elsewhere = crowd.cohort.memberships.filter(organisation__parent=crowd.other_municipality)
    elsewhere.filter(pk__in=list(elsewhere.values_list("pk", flat=True)[:2])).delete()
    measure = approved_measure(crowd, population="school")
    row = row_of(crowd, "head", measure)
    assert (row.total, row.near) == (8, None)


def test_a_municipal_coordinator_sees_the_territory_whole(crowd):
    measure = approved_measure(crowd, population="school")
    confirm(crowd, measure)
    row = row_of(crowd, "municipal", measure)
    assert row.own.words == f"в вашей территории: 1{NBSP}из{NBSP}6"
    assert (row.total, row.near, row.is_mine) == (10, None, False)
    other = row_of(crowd, "other_municipal", measure)
    assert other.own.words == f"в вашей территории: 0{NBSP}из{NBSP}4"


def test_two_unknown_schools_are_hidden_from_a_municipal_coordinator(district):
    measure = approved_measure(district, population="school")
    assert row_of(district, "municipal", measure).is_hidden
    assert row_of(district, "other_municipal", measure).is_hidden


def test_a_stranger_to_the_population_sees_a_group_of_the_smallest_size(district):
    measure = approved_measure(district, population="school")
    for who in ("expert", "body_staff"):
        row = row_of(district, who, measure)
        assert (row.total, row.is_hidden, row.own) == (3, False, None)


def test_a_measure_done_as_a_whole_is_published(district):
    measure = approved_measure(district)
    row = row_of(district, "neighbour_head", measure)
    assert (row.state, row.is_hidden, row.is_mine) == (P.NOT_DUE, False, False)


def test_one_part_of_a_curator_and_both_of_a_second_school(district):
    measure = approved_measure(district, population="school")
    assert row_of(district, "curator", measure).own.total == 1
    assert not row_of(district, "curator", measure).is_mine
    own = approved_measure(district, population="curator")
    row = row_of(district, "curator", own)
    assert row.is_mine
    assert row.own.words == "ваша часть: срок не наступил"
    assert row_of(district, "head", own).own is None


def test_of_named_bodies_only_schools_are_kept_from_sight(district):
    public = approved_measure(district, population="body")
    ExecutorFactory(measure=public, organisation=district.institute)
    schools = approved_measure(district, road_map=public.road_map, population="body")
    for school in (district.school, district.neighbour_school):
        ExecutorFactory(measure=schools, organisation=school)
    count_progress([public.pk, schools.pk])
    hidden = {
        who: {row.pk for row in table_of(district, who, public).rows if row.is_hidden}
        for who in ("head", "other_municipal", "municipal")
    }
    assert hidden == {"head": {schools.pk}, "other_municipal": {schools.pk}, "municipal": set()}
    for who, planned in (("head", 1), ("other_municipal", 1), ("municipal", 2)):
        user = district.users[who]
        (listed,) = shares_of(user, visible_maps(user), held=held_by(user)).values()
        assert listed.whole.planned == planned
        assert listed.hidden == 2 - planned


def test_a_reader_knows_the_part_of_a_role_only_when_they_hold_it(district):
    """Three heads: to a head two are unknown, to a curator all three."""
    appoint(Role.SCHOOL_HEAD, district.far_school)
    measure = approved_measure(district, population="role", population_role=Role.SCHOOL_HEAD)
    plain = approved_measure(district, road_map=measure.road_map, population="role")
    assert {row.is_hidden for row in table_of(district, "head", measure).rows} == {True}
    assert {row.is_hidden for row in table_of(district, "curator", measure).rows} == {False}
    for who, planned in (("head", 0), ("curator", 2)):
        user = district.users[who]
        (listed,) = shares_of(user, visible_maps(user), held=held_by(user)).values()
        assert listed.whole.planned == planned
    assert row_of(district, "head", plain).own.words == "ваша часть: срок не наступил"


def test_mine_are_those_that_name_me_my_body_or_my_class(district):
    named = approved_measure(district)
    ExecutorFactory(measure=named, organisation=district.institute)
    by_class = approved_measure(district, road_map=named.road_map)
    ExecutorFactory(measure=by_class, body_class="municipalities")
    nobody = approved_measure(district, road_map=named.road_map)
    mine = {
        who: {row.pk for row in table_of(district, who, named).rows if row.is_mine}
        for who in ("body_staff", "municipal", "regional", "head", "expert")
    }
    assert mine == {
        "body_staff": {named.pk}, "municipal": {by_class.pk}, "regional": {nobody.pk}, "head": set(),
        "expert": set(),
    }  # fmt: skip


def test_a_school_is_its_own_municipalitys_mine(district):
    measure = approved_measure(district, owner=district.municipality, population="school")
    row = row_of(district, "head", measure)
    assert row.is_mine
    assert row.is_hidden  # of two schools the other one would be told


def test_targets_stand_apart_from_execution(district):
    measure = approved_measure(district)
    target = TargetFactory(measure=measure, value=90)
    read_target(
        target,
        by=district.users["regional"],
        value=Decimal(85),
        is_reached=None,
        on=dt.date(2022, 5, 2),
        note="",
    )
    read_target(
        target,
        by=district.users["regional"],
        value=Decimal(95),
        is_reached=None,
        on=dt.date(2022, 5, 10),
        note="",
    )
    row = row_of(district, "regional", measure)
    (words,) = row.targets
    assert (words.text, words.fact, words.is_reached) == (f"90{NBSP}%", f"95{NBSP}% на 10.05.2022", True)
    assert row.state == P.NOT_DUE


def test_a_long_indicator_without_targets_is_cut(district):
    measure = approved_measure(district, indicator_text="Доля школ " * 30)
    (words,) = row_of(district, "regional", measure).targets
    assert len(words.text) <= 110
    assert words.text.endswith("…")


def test_cancelled_and_paused_leave_the_share(district):
    due = dt.date(2022, 5, 10)
    done = approved_measure(district, due_on=due)
    cancelled, paused, late = (
        approved_measure(district, road_map=done.road_map, due_on=due) for _ in range(3)
    )
    regional = district.users["regional"]
    act.confirm(act.submit(part(done), by=regional, note="Готово"), by=regional)
    cancel_measure(cancelled, by=regional, reason="Перенесено в другой план")
    pause(paused, Interval(dt.date(2022, 5, 1), None, "Карантин"), by=regional)
    table = table_of(district, "regional", done)
    assert {row.pk: row.state for row in table.rows} == {
        done.pk: P.CONFIRMED, cancelled.pk: P.CANCELLED, paused.pk: P.PAUSED, late.pk: P.OVERDUE,
    }  # fmt: skip
    share = table.share("due")
    assert (share.confirmed, share.planned) == (1, 2)


def test_the_page_counts_anew_when_the_day_has_turned(district, clock):
    measure = approved_measure(district, due_on=dt.date(2022, 5, 20))
    assert row_of(district, "regional", measure).state == P.NOT_DUE
    clock.set(dt.date(2022, 5, 23))
    row = row_of(district, "regional", measure)
    assert (row.state, row.note) == (P.OVERDUE, f"3{NBSP}дня")


def test_a_closed_plan_keeps_the_figures_of_its_last_day(district, clock):
    measure = approved_measure(district, due_on=dt.date(2022, 5, 25))
    close_road_map(measure.road_map, by=district.users["regional"], reason="Год окончен")
    clock.set(dt.date(2022, 9, 1))
    table = table_of(district, "regional", measure)
    assert table.counted_on == dt.date(2022, 5, 20)
    assert table.rows[0].state == P.NOT_DUE


def test_a_lone_confirmation_is_marked(district):
    measure = approved_measure(district)
    regional = district.users["regional"]
    act.confirm(act.submit(part(measure), by=regional, note="Готово", fact=Fact()), by=regional)
    assert row_of(district, "regional", measure).self_confirmed == 1


def busy_map(district):
    """A plan with every population, so that every read is needed."""
    first = approved_measure(district, population="school")
    for fields in (
        {"population": "municipality"}, {"population": "curator"}, {"population": "body"}, {},
        {"population": "role", "population_role": Role.SCHOOL_HEAD},
    ):  # fmt: skip
        measure = approved_measure(district, road_map=first.road_map, **fields)
        ExecutorFactory(measure=measure, organisation=district.institute)
        TargetFactory(measure=measure)
    return first


@pytest.mark.parametrize(
    ("who", "limit"), [("regional", 6), ("municipal", 13), ("head", 13), ("curator", 13), ("body_staff", 12)]
)
def test_queries_do_not_grow_with_the_plan(district, who, limit):
    first = busy_map(district)
    table_of(district, who, first)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            table_of(district, who, first)
        counts.append(len(asked))
        approved_measure(district, road_map=first.road_map, population="school")
    assert counts[0] == counts[1] <= limit


def test_a_person_of_two_schools_sees_both_parts_as_their_own(crowd):
    measure = approved_measure(crowd, population="school")
    head = appoint(Role.SCHOOL_HEAD, crowd.school)
    crowd.users["double"] = head
    head.person.appointments.create(
        organisation=crowd.neighbour_school, role=Role.SCHOOL_HEAD, started_on=dt.date(2022, 1, 10)
    )
    row = row_of(crowd, "double", measure)
    assert row.own.words == f"ваша часть: 0{NBSP}из{NBSP}2"
