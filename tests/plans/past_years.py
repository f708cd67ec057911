"""Random years of a plan, lived through the real actions, with what was seen on the way."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from medk.cycles import actions as cohorts
from medk.cycles.models import CohortMembership
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.orgs.actions.appointments import appoint, end_appointment
from medk.orgs.actions.tree import move_organisation
from medk.orgs.models import Appointment
from medk.orgs.roles import Role
from medk.plans.access import held_by
from medk.plans.actions import execution as act
from medk.plans.actions import measures as upkeep
from medk.plans.actions import occurrences as repeats
from medk.plans.actions.amendments_quick import Change, amend_measure
from medk.plans.actions.executors import Meant, set_executors
from medk.plans.actions.occurrences import generate_occurrences
from medk.plans.actions.progress import count_progress
from medk.plans.actions.versions import keep_versions
from medk.plans.models import Execution, Measure, RoadMap, Target
from medk.plans.parts import blank
from medk.plans.queries.leaves import KnownLeaf, known_leaves, leaves_of
from medk.plans.queries.plan_at import executions_at, measures_at, units_at
from medk.plans.queries.table import Table
from medk.plans.queries.table_sight import sight_of
from medk.plans.rules.moments import Moment
from tests.factories.cycles import CohortMembershipFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.orgs import appoint as seat
from tests.factories.plans import (
    ActionFactory,
    ExecutorFactory,
    MeasureFactory,
    RoadMapFactory,
    TargetFactory,
)
from tests.world import District

APPROVED = dt.date(2022, 2, 28)
DAYS = 75
#: Readers whose tables are compared: above the plan, of a municipality, of a school.
READERS = ("regional", "municipal", "head")
LeafSeen = tuple[str, str, dt.date | None, str, dt.date | None, dt.date | None, bool]


@dataclass(frozen=True)
class Seen:
    """Everything that a plan shows on one day: rows of each reader, leaves of each measure."""

    rows: dict[str, list[Any]]
    shares: dict[str, Any]
    leaves: dict[int, list[LeafSeen]]


@dataclass
class Year:
    """A plan with its world, the dice, and what was seen on the days that were looked at."""

    district: District
    road_map: RoadMap
    dice: random.Random
    is_still: bool = True
    today: dt.date = APPROVED
    seen: dict[dt.date, Seen] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    @property
    def measures(self) -> list[Measure]:
        return list(Measure.objects.filter(road_map=self.road_map).order_by("position", "pk"))

    def day(self, *, back: int = 12) -> dt.date:
        """Today or some days before, never before the plan."""
        return max(
            APPROVED, self.today - dt.timedelta(days=self.dice.choice([0, 0, 0, self.dice.randint(1, back)]))
        )

    def user(self, name: str) -> Any:
        """A user with rights read anew."""
        user = self.district.users[name]
        return type(user).objects.select_related("person").get(pk=user.pk)


def plant(district: District, dice: random.Random, *, is_still: bool) -> Year:
    """An approved plan with measures of every kind; in a still year nobody joins, leaves or moves."""
    with clock.at(dt.datetime.combine(APPROVED, dt.time(6), tzinfo=dt.UTC)):
        road_map = RoadMapFactory(
            approved=True, cycle=district.cycle, organisation=district.region, approved_on=APPROVED
        )
        make = lambda **fields: MeasureFactory(road_map=road_map, **fields)  # noqa: E731
        make(population="school", due_on=dt.date(2022, 4, 1))
        several = make(due_on=dt.date(2022, 4, 20))
        ActionFactory(measure=several, due_on=dt.date(2022, 3, 20))
        ActionFactory(measure=several)
        make(
            population="school", schedule_kind="recurring", frequency="monthly",
            starts_on=dt.date(2022, 3, 1), due_on=dt.date(2022, 6, 30),
        )  # fmt: skip
        make(population="municipality", due_on=dt.date(2022, 5, 5))
        make(population="curator", due_on=dt.date(2022, 5, 15))
        named = make(population="body", due_on=dt.date(2022, 4, 10))
        ExecutorFactory(measure=named, organisation=district.institute)
        make(schedule_kind="by_separate_schedule", due_on=None, population="school")
        chosen = make(population="school", due_on=dt.date(2022, 5, 1))
        chosen.chosen_units.add(district.school, district.far_school)
        TargetFactory(measure=make(due_on=dt.date(2022, 6, 1)))
        generate_occurrences(road_map)
        pks = list(road_map.measures.values_list("pk", flat=True))
        keep_versions(pks, effective_on=APPROVED, what="План утверждён")
        count_progress(pks)
    extra = OrganisationFactory(name="Школа № 12 Лугового округа", parent=district.municipality)
    seat(Role.SCHOOL_HEAD, extra)
    CohortMembershipFactory(cohort=district.cohort, organisation=extra)
    return Year(district, road_map, dice, is_still)


def live_through(year: Year) -> None:
    """Every few days something happens; on some evenings somebody looks."""
    while year.today < APPROVED + dt.timedelta(days=DAYS):
        year.today += dt.timedelta(days=year.dice.randint(1, 4))
        for hour in range(5, 5 + year.dice.randint(0, 4)):
            with clock.at(dt.datetime.combine(year.today, dt.time(hour), tzinfo=dt.UTC)):
                _something(year)
        with clock.at(dt.datetime.combine(year.today, dt.time(12), tzinfo=dt.UTC)):
            if year.dice.random() < 0.4:
                count_progress([m.pk for m in year.measures])
                year.seen[year.today] = look(year, Moment(year.today))


def look(year: Year, moment: Moment) -> Seen:
    """What the plan shows at a moment."""
    road_map = RoadMap.objects.select_related("organisation", "cycle").get(pk=year.road_map.pk)
    rows, shares = {}, {}
    for name in READERS if year.is_still else READERS[:1]:
        user = year.user(name)
        table = Table(road_map, sight_of(user, road_map, held=held_by(user)), moment=moment)
        rows[name] = [asdict(row) for row in table.rows]
        shares[name] = [table.share(basis) for basis in ("due", "whole")]
    return Seen(rows, shares, leaves_seen(road_map, moment))


def leaves_seen(road_map: RoadMap, moment: Moment) -> dict[int, list[LeafSeen]]:
    """Measure → its leaves at a moment as plain values."""
    measures = measures_at(road_map, moment)
    units = units_at(road_map, moment)
    stored = executions_at([m.pk for m in measures], moment)
    return {
        m.pk: sorted(map(_plain, known_leaves(m, units, moment.on, stored=stored.get(m.pk, []))))
        for m in measures
    }


def _plain(leaf: KnownLeaf) -> Any:
    row = leaf.execution
    said = (
        (str(row.done_on), str(row.confirmed_on), row.is_self_confirmed) if row else ("None", "None", False)
    )
    return (leaf.key, leaf.leaf.unit.name, str(leaf.due_on), str(leaf.state), str(leaf.facts.status), *said)


def _something(year: Year) -> None:
    verb = year.dice.choice(PLAN_VERBS if year.is_still else PLAN_VERBS + PEOPLE_VERBS)
    try:
        verb(year)
    except (Refused, NotAllowed, Stale, IndexError):
        return
    year.done[verb.__name__] += 1


_PEOPLE = ("head", "neighbour_head", "municipal", "other_municipal", "regional", "curator", "body_staff")


def _part(year: Year, *statuses: str) -> Execution:
    """A stored part in one of the states, else any leaf."""
    rows = Execution.objects.filter(measure__road_map=year.road_map, status__in=statuses).order_by("pk")
    stored = list(rows.select_related("measure__road_map__organisation", "submitted_by", "unit_organisation"))
    if stored and year.dice.random() < 0.8:
        return year.dice.choice(stored)
    measures = measures_at(year.road_map, Moment(year.today))
    measure = year.dice.choice(measures)
    leaves = list(leaves_of(measure, units_at(year.road_map, Moment(year.today))))
    if not leaves:
        raise Refused("нет частей")
    leaf = year.dice.choice(leaves)
    found = Execution.objects.filter(measure=measure, leaf_key=leaf.key).first()
    return found or blank(measure, leaf)


def _fact(year: Year) -> act.Fact:
    return act.Fact(year.day(), "так вышло")


def _by_somebody(year: Year, do: Callable[..., Any], row: Execution, **more: Any) -> None:
    """The first of the people who may."""
    people = list(_PEOPLE)
    year.dice.shuffle(people)
    last: Exception | None = None
    for name in people:
        try:
            do(row, by=year.user(name), fact=_fact(year), **more)
        except NotAllowed as refusal:
            last = refusal
        else:
            return
    raise last or Refused("никто")


def start(year: Year) -> None:
    _by_somebody(year, act.start, _part(year, "returned"))


def submit(year: Year) -> None:
    _by_somebody(year, act.submit, _part(year, "in_progress", "returned"), note="сделано")


def confirm(year: Year) -> None:
    _by_somebody(year, act.confirm, _part(year, "submitted"))


def confirm_many(year: Year) -> None:
    rows = Execution.objects.filter(measure__road_map=year.road_map, status="submitted")
    parts = list(rows.select_related("measure__road_map__organisation", "submitted_by")[:5])
    act.confirm_many(parts, by=year.user("municipal"), fact=act.Fact(year.day(back=2)))


def send_back(year: Year) -> None:
    _by_somebody(year, act.return_for_rework, _part(year, "submitted"))


def withdraw(year: Year) -> None:
    _by_somebody(year, act.withdraw, _part(year, "submitted"))


def take_back(year: Year) -> None:
    _by_somebody(year, act.take_back, _part(year, "confirmed"))


def cancel_part(year: Year) -> None:
    act.cancel(_part(year, "planned", "in_progress"), by=year.user("regional"), fact=_fact(year))


def restore_part(year: Year) -> None:
    act.restore(_part(year, "cancelled"), by=year.user("regional"), fact=_fact(year))


def cancel_measure(year: Year) -> None:
    measure = year.dice.choice(year.measures)
    upkeep.cancel_measure(measure, by=year.user("regional"), reason="не нужно", happened_on=year.day())


def restore_measure(year: Year) -> None:
    measure = year.dice.choice([m for m in year.measures if m.status == "cancelled"] or year.measures)
    upkeep.restore_measure(measure, by=year.user("regional"), reason="нужно")


def pause(year: Year) -> None:
    measure = year.dice.choice(year.measures)
    start_on = year.day()
    end = year.dice.choice([None, start_on + dt.timedelta(days=year.dice.randint(0, 20))])
    unit = year.dice.choice([None, year.district.school])
    interval = upkeep.Interval(start_on, end, "ремонт", year.dice.random() < 0.5)
    upkeep.pause(measure, interval, by=year.user("regional"), unit=unit)


def pause_part(year: Year) -> None:
    row = act.touch(_part(year, "planned", "in_progress"))
    interval = upkeep.Interval(year.day(), None, "болезнь", True)
    upkeep.pause(row.measure, interval, by=year.user("regional"), execution=row)


def resume(year: Year) -> None:
    open_ones = [p for m in year.measures for p in m.pauses.filter(ends_on__isnull=True)]
    if not open_ones:
        raise Refused("нечего")
    held = year.dice.choice(open_ones)
    upkeep.resume(held, by=year.user("regional"), ends_on=max(held.starts_on, year.day()))


def amend(year: Year) -> None:
    measure = year.dice.choice(year.measures)
    name = year.dice.choice(["due_on", "title", "starts_on"])
    new: Any = APPROVED + dt.timedelta(days=year.dice.randint(10, 130))
    if name == "starts_on":
        new = APPROVED + dt.timedelta(days=year.dice.randint(0, 20))
    if name == "title":
        new = f"{measure.title}, уточнено {year.today:%d.%m}"
    change = Change(name, new, "приказ", year.day(back=30))
    amend_measure(measure, change, by=year.user("regional"))


def enter_repeat(year: Year) -> None:
    measure = next(m for m in year.measures if m.schedule_kind == "by_separate_schedule")
    due = year.today + dt.timedelta(days=year.dice.randint(-10, 20))
    repeats.enter_occurrence(measure, by=year.user("regional"), due_on=max(due, APPROVED))


def withdraw_repeat(year: Year) -> None:
    rows = [o for m in year.measures for o in m.occurrences.filter(is_entered=True, is_withdrawn=False)]
    if not rows:
        raise Refused("нечего")
    repeats.withdraw_occurrence(year.dice.choice(rows), by=year.user("regional"), reason="лишний")


def switch(year: Year) -> None:
    measure = next(m for m in year.measures if m.schedule_kind == "recurring")
    repeats.switch_series(measure, by=year.user("regional"), is_external=not measure.is_series_external)


def executors(year: Year) -> None:
    body = year.dice.choice(
        [year.district.institute, year.district.municipality, year.district.other_municipality]
    )
    chosen = [year.dice.choice(year.measures).pk, next(m for m in year.measures if m.population == "body").pk]
    mode = year.dice.choice(["add", "replace"])
    set_executors(
        year.road_map,
        chosen,
        meant=Meant(organisation_id=body.pk, title=str(body)),
        mode=mode,
        by=year.user("regional"),
    )


def read_target(year: Year) -> None:
    target = Target.objects.get(measure__road_map=year.road_map)
    upkeep.read_target(
        target, by=year.user("regional"), on=year.day(), value=Decimal(year.dice.randint(1, 99))
    )


def join(year: Year) -> None:
    schools = [year.district.school, year.district.neighbour_school, year.district.far_school]
    cohorts.add_schools(
        year.district.cohort,
        schools=[year.dice.choice(schools)],
        valid_from=year.day(),
        by=year.user("regional"),
    )


def leave(year: Year) -> None:
    rows = CohortMembership.objects.filter(cohort=year.district.cohort, valid_to__isnull=True).order_by("pk")
    one = year.dice.choice(list(rows))
    cohorts.end_memberships(year.district.cohort, memberships=[one], on=year.day(), by=year.user("regional"))


def correct_membership(year: Year) -> None:
    one = year.dice.choice(list(CohortMembership.objects.filter(cohort=year.district.cohort).order_by("pk")))
    cohorts.edit_membership(
        one, by=year.user("regional"), valid_from=year.day(back=40), valid_to=one.valid_to
    )


def remove_membership(year: Year) -> None:
    one = year.dice.choice(list(CohortMembership.objects.filter(cohort=year.district.cohort).order_by("pk")))
    cohorts.remove_membership(one, reason="ошибка", by=year.user("regional"))


def move_school(year: Year) -> None:
    town = year.dice.choice([year.district.municipality, year.district.other_municipality])
    school = type(town).objects.get(pk=year.district.far_school.pk)
    move_organisation(school, town, by=year.user("regional"), on=year.day())


def new_curator(year: Year) -> None:
    person = year.user("body_staff").person
    appoint(
        person,
        year.district.far_school,
        role=Role.CURATOR,
        by=year.user("regional"),
        started_on=year.day(),
        body=year.district.institute,
    )


def end_curator(year: Year) -> None:
    held = list(Appointment.objects.filter(role=Role.CURATOR, ended_on__isnull=True).order_by("pk"))
    if not held:
        raise Refused("некого")
    one = year.dice.choice(held)
    end_appointment(one, by=year.user("regional"), ended_on=max(one.started_on, year.day()))


PLAN_VERBS: tuple[Callable[[Year], None], ...] = (
    start, start, submit, submit, submit, submit, confirm, confirm, confirm, confirm_many, send_back,
    withdraw, take_back, cancel_part, restore_part, cancel_measure, restore_measure, pause, pause_part, resume,
    amend, amend, enter_repeat, withdraw_repeat, switch, executors, read_target,
)  # fmt: skip
PEOPLE_VERBS: tuple[Callable[[Year], None], ...] = (
    join, leave,
    correct_membership, remove_membership, move_school, new_curator, end_curator,
)  # fmt: skip
