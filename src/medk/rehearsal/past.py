"""What is entered late, and corrected: so that a past day has something true to show of both its answers."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from medk.accounts.models import User
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.plans.actions.execution import Fact, confirm, submit, take_back
from medk.plans.letters import executors_of
from medk.plans.models import Execution, Measure
from medk.plans.queries.confirmers import Confirmers
from medk.rehearsal.stage import Scene

Timed = tuple[dt.date, Callable[[], None]]
#: How many days after the fact a report is entered.
DELAY = 9


def happenings(scene: Scene, measures: Sequence[Measure]) -> Iterator[Timed]:
    """Two reports of one plan that come late, and a confirmation that is taken back as of an earlier day.

    `measures` are those that nothing else happens to: an amendment must not find marks in its way.
    """
    ids = [measure.pk for measure in measures]
    yield scene.until - dt.timedelta(days=18), lambda: _report_late(scene, ids)
    yield scene.until - dt.timedelta(days=11), lambda: _report_late(scene, ids)
    yield scene.until - dt.timedelta(days=10), lambda: _take_back(scene, ids)


def _parts(scene: Scene, ids: Sequence[int], *statuses: str) -> list[Execution]:
    rows = Execution.objects.filter(measure__road_map=scene.road_map, measure__in=ids, status__in=statuses)
    chosen = rows.filter(measure__status="active").order_by("pk")
    return list(chosen.select_related("measure__road_map__organisation", "unit_organisation", "submitted_by"))


def _confirmer(row: Execution) -> User | None:
    people = Confirmers([row]).of(row).people
    return User.objects.filter(person__in=people, is_active=True).order_by("pk").first()


def _report_late(scene: Scene, ids: Sequence[int]) -> None:
    """Done more than a week ago, entered and confirmed today with the days on which it happened."""
    done_on = clock.today() - dt.timedelta(days=DELAY)
    for row in _parts(scene, ids, "in_progress", "returned"):
        head = executors_of(row).order_by("pk").first()
        if head is None or done_on < scene.opened_on:
            continue
        try:
            sent = submit(row, by=head, note="Сделано в срок, внесено позже.", fact=Fact(done_on))
            by = _confirmer(sent)
            if by:
                confirm(sent, by=by, fact=Fact(done_on + dt.timedelta(days=1)))
        except Refused:
            continue
        return


def _take_back(scene: Scene, ids: Sequence[int]) -> None:
    """Confirmed by mistake: taken back as of the day of the confirmation."""
    rows = [row for row in _parts(scene, ids, "confirmed") if row.confirmed_on and not row.is_self_confirmed]
    for row in rows[:5]:
        by = _confirmer(row)
        if by is None or row.confirmed_on is None:
            continue
        fact = Fact(row.confirmed_on, "В протоколе нет подписи: подтвердили по ошибке.")
        try:
            take_back(row, by=by, fact=fact)
        except Refused:
            continue
        return
