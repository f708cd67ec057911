"""Two people at the same moment: one wins, the other is told, no count is lost (threads, a real database).

SQLite in memory cannot be shared by threads in earnest, so its content is copied to a file first.
"""

import datetime as dt
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

import pytest
from django.db import connection, connections

from medk.kernel import clock as business_clock
from medk.kernel.refusals import Refused, Stale
from medk.orgs.roles import Role
from medk.plans.actions import execution as act
from medk.plans.actions.amendments_force import approve_amendment, take_effect
from medk.plans.actions.amendments_quick import Change, amend_measure
from medk.plans.models import Execution, Measure, MeasureProgress, PlanAmendment
from medk.workflow.models import Transition
from tests.factories.orgs import appoint
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db(transaction=True)


class Race:
    """Runs calls in threads of their own against one database file or server."""

    def at_once(self, *calls: Callable[[], object]) -> list[object]:
        """The answer of each call, or the exception that it raised; all start together."""
        answers: list[object] = [None] * len(calls)
        gate = threading.Barrier(len(calls))
        moment = business_clock.now()

        def run(number: int, call: Callable[[], object]) -> None:
            try:
                with business_clock.at(moment):
                    gate.wait(timeout=20)
                    answers[number] = call()
            except Exception as error:  # noqa: BLE001 - the answer is what the test looks at
                answers[number] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert not any(thread.is_alive() for thread in threads)
        return answers

    def read(self, call: Callable[[], object]) -> object:
        """What a call reads after the race."""
        return self.at_once(call)[0]


@pytest.fixture
def race(monkeypatch, tmp_path):
    """Build the scene first, then take `race()`: it shares the database between threads."""

    def begin() -> Race:
        if connection.vendor == "sqlite":
            name = str(tmp_path / "race.sqlite3")
            with closing(sqlite3.connect(name)) as copy:
                connection.connection.backup(copy)
            monkeypatch.setitem(connections.databases["default"], "NAME", name)
        return Race()

    return begin


def refusals(answers):
    return [str(answer) for answer in answers if isinstance(answer, Refused)]


def others(answers):
    return [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refused)]


@pytest.fixture
def measure(district):
    return approved_measure(district, population="school", due_on=dt.date(2022, 5, 31))


def test_of_two_who_confirm_one_part_one_wins(measure, district, race):
    row = act.submit(school_part(measure, district.school), by=district.users["head"], note="Готово")
    second = appoint(Role.MUNICIPAL_COORDINATOR, district.municipality)
    people = (district.users["municipal"], second)
    seen = [
        Execution.objects.select_related("measure__road_map__organisation").get(pk=row.pk) for _ in people
    ]
    started = race()
    answers = started.at_once(
        *(
            lambda part=part, user=user: act.confirm(part, by=user)
            for part, user in zip(seen, people, strict=True)
        )
    )
    assert not others(answers)
    assert len(refusals(answers)) == 1
    assert started.read(lambda: Transition.objects.filter(subject_id=row.pk, move="confirm").count()) == 1
    assert started.read(lambda: MeasureProgress.objects.get(measure=measure).confirmed) == 1


def test_two_parts_of_one_measure_confirmed_at_once_are_both_counted(measure, district, race):
    pairs = ((district.school, "head"), (district.neighbour_school, "neighbour_head"))
    rows = [
        act.submit(school_part(measure, school), by=district.users[name], note="Готово")
        for school, name in pairs
    ]
    second = appoint(Role.MUNICIPAL_COORDINATOR, district.municipality)
    seen = [
        Execution.objects.select_related("measure__road_map__organisation").get(pk=row.pk) for row in rows
    ]
    people = (district.users["municipal"], second)
    started = race()
    answers = started.at_once(
        *(
            lambda part=part, user=user: act.confirm(part, by=user)
            for part, user in zip(seen, people, strict=True)
        )
    )
    assert [answer.status for answer in answers] == ["confirmed", "confirmed"]
    assert started.read(lambda: MeasureProgress.objects.get(measure=measure).confirmed) == 2


def test_one_leaf_touched_by_two_is_one_row(measure, district, race):
    blank = [school_part(measure, district.school) for _ in range(2)]
    people = (district.users["head"], district.users["staff"])
    started = race()
    answers = started.at_once(
        *(
            lambda part=part, user=user: act.start(part, by=user)
            for part, user in zip(blank, people, strict=True)
        )
    )
    assert not others(answers)
    assert len(refusals(answers)) == 1
    assert started.read(lambda: Execution.objects.filter(measure=measure).count()) == 1


def approved(amendment_pk: int, user: object, version: int) -> object:
    """Approve by one's own reading of the amendment."""
    return approve_amendment(PlanAmendment.objects.get(pk=amendment_pk), by=user, version=version)


def test_of_two_amendments_of_one_field_the_second_approval_asks(measure, district, race):
    days = (dt.date(2022, 6, 30), dt.date(2022, 7, 29))
    authors = [appoint(Role.REGIONAL_COORDINATOR, district.region) for _ in days]
    waiting = [
        amend_measure(measure, Change("due_on", day, "Перенос", dt.date(2022, 5, 20)), by=author)
        for day, author in zip(days, authors, strict=True)
    ]
    assert {one.status for one in waiting} == {"submitted"}
    started = race()
    # Each approves the other's.
    answers = started.at_once(
        lambda: approved(waiting[0].pk, authors[1], waiting[0].version),
        lambda: approved(waiting[1].pk, authors[0], waiting[1].version),
    )
    assert not others(answers)
    assert [type(one) for one in answers if isinstance(one, Refused)] == [Stale]
    winner = next(answer for answer in answers if not isinstance(answer, Exception))
    kept = started.read(lambda: Measure.objects.get(pk=measure.pk).due_on)
    assert started.read(lambda: winner.rows.get().new) == kept.isoformat()
    assert started.read(lambda: measure.amendments.count()) == 1
    assert started.read(lambda: list(measure.road_map.baselines.values_list("ordinal", flat=True))) == [1]


def test_of_two_who_approve_one_amendment_one_wins(measure, district, race):
    author, *others_of_owner = [appoint(Role.REGIONAL_COORDINATOR, district.region) for _ in range(3)]
    change = Change("due_on", dt.date(2022, 6, 30), "Перенос", dt.date(2022, 5, 20))
    waiting = amend_measure(measure, change, by=author)
    started = race()
    answers = started.at_once(
        *(lambda user=user: approved(waiting.pk, user, waiting.version) for user in others_of_owner)
    )
    assert not others(answers)
    assert len(refusals(answers)) == 1
    assert started.read(lambda: measure.amendments.count()) == 1


def test_a_day_that_has_come_is_carried_out_once_by_two_workers(measure, district, race, clock):
    change = Change("due_on", dt.date(2022, 6, 30), "Перенос", dt.date(2022, 5, 25))
    ahead = amend_measure(measure, change, by=district.users["regional"])
    assert ahead.status == "approved"
    clock.set(dt.date(2022, 5, 25))
    started = race()
    answers = started.at_once(lambda: take_effect(ahead.pk), lambda: take_effect(ahead.pk))
    assert sorted(answers) == [False, True]
    assert started.read(lambda: measure.amendments.count()) == 1
