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
from medk.kernel.refusals import Refused
from medk.orgs.roles import Role
from medk.plans.actions import execution as act
from medk.plans.actions import measures as upkeep
from medk.plans.models import Execution, Measure, MeasureProgress
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


def test_of_two_amendments_one_is_stale(measure, district, race):
    days = (dt.date(2022, 6, 30), dt.date(2022, 7, 29))
    second = appoint(Role.REGIONAL_COORDINATOR, district.region)
    people = (district.users["regional"], second)
    seen = [Measure.objects.select_related("road_map__organisation").get(pk=measure.pk) for _ in days]
    started = race()

    def amend(number: int) -> object:
        change = upkeep.Change("due_on", days[number], "Перенос", dt.date(2022, 5, 20))
        return upkeep.amend_measure(seen[number], change, by=people[number], version=measure.version)

    answers = started.at_once(lambda: amend(0), lambda: amend(1))
    assert not others(answers)
    assert len(refusals(answers)) == 1
    winner = next(answer for answer in answers if not isinstance(answer, Exception))
    kept = started.read(lambda: Measure.objects.get(pk=measure.pk).due_on)
    assert winner.new == kept.isoformat()
    assert started.read(lambda: measure.amendments.count()) == 1
