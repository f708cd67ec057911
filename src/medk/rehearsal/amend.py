"""Amendments of the year, in every state: in force, ahead, on approval, being prepared, sent back, withdrawn."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from medk.accounts.models import User
from medk.kernel import clock
from medk.plans.access_amendments import approvers_of
from medk.plans.actions import amendments as act
from medk.plans.actions.amendments_force import approve_amendment, bring_into_force
from medk.plans.actions.amendments_lines import Written, add_line, change_measure, remove_line
from medk.plans.choices import Level, ScheduleKind
from medk.plans.models import Measure, PlanAmendment
from medk.plans.rules.amendment_checks import Head
from medk.rehearsal import cascade
from medk.rehearsal.stage import Scene

Timed = tuple[dt.date, Callable[[], None]]
ORDER = ("приказ", "101-од")
#: Regional plans with as many measures that can be moved show every state.
ENOUGH = 8


def happenings(scene: Scene, measures: Sequence[Measure], *, by: User) -> Iterator[Timed]:
    """What happens to one plan; `measures` are its dated ones by deadline."""

    def at(days: int) -> dt.date:
        return scene.until - dt.timedelta(days=days)

    movable = _movable(scene, measures)
    if movable:
        yield at(9), lambda: _postpone(scene, movable[-1], by)
    yield at(8), lambda: _take_out(scene, measures[-4], by)
    is_full = scene.road_map.level == Level.REGIONAL and not scene.is_closed
    if len(movable) < ENOUGH or not is_full:
        return
    yield at(25), lambda: _ahead(scene, movable[-2], by, at(10))
    yield at(10), _calendar
    yield at(7), lambda: _renew(scene, movable[-3], by)
    yield at(5), lambda: _waiting(scene, movable[-4], by)
    yield at(4), lambda: _declined(scene, movable[-5], by)
    yield at(3), lambda: _withdrawn(scene, movable[-6], by)
    yield at(2), lambda: _coming(scene, movable[-7], by)
    yield at(1), lambda: _begun(scene, movable[-8], by)


def _movable(scene: Scene, measures: Sequence[Measure]) -> list[Measure]:
    """Measures of one deadline that stays within the year when it moves, but the one that leaves the plan.

    Schools belong to a cohort until the year's end: what falls due later would be owed by nobody.
    """
    year_ends = dt.date(scene.road_map.plan_year, 12, 31)
    last = min(scene.road_map.cycle.ends_on, year_ends) - dt.timedelta(days=15)
    kinds = (ScheduleKind.DATE, ScheduleKind.PERIOD)
    rows = [row for row in measures if row.schedule_kind in kinds and row.due_on and row.due_on <= last]
    kept = cascade.CHANGED if scene.code == cascade.REGION else frozenset()
    return [row for row in rows if row.pk != measures[-4].pk and row.number not in kept]


def _calendar() -> None:
    bring_into_force()


def _begin(scene: Scene, by: User, reason: str, *, effective_on: dt.date | None = None) -> PlanAmendment:
    kind, number = ORDER
    day = clock.today()
    head = Head(reason, effective_on or day, kind, number, day - dt.timedelta(days=1))
    return act.begin_amendment(scene.road_map, head, by=by)


def _move_deadline(amendment: PlanAmendment, measure: Measure, days: int, by: User) -> None:
    measure.refresh_from_db()
    moved = (measure.due_on or clock.today()) + dt.timedelta(days=days)
    fields = {"due_on": moved.isoformat(), "deadline_text": f"до {moved:%d.%m.%Y}"}
    change_measure(amendment, measure, by=by, written=Written(fields))


def _approve(scene: Scene, amendment: PlanAmendment, by: User) -> PlanAmendment:
    """Sent by the one, approved by another; by the same one only where there is nobody else."""
    act.submit_amendment(amendment, by=by)
    owner = scene.road_map.organisation
    other = approvers_of(owner).exclude(pk=by.pk).order_by("pk").first()
    return approve_amendment(amendment, by=other or by)


def _postpone(scene: Scene, measure: Measure, by: User) -> None:
    amendment = _begin(scene, by, "Федеральный этап начинается позже, чем ждали.")
    _move_deadline(amendment, measure, 14, by)
    _approve(scene, amendment, by)


def _take_out(scene: Scene, measure: Measure, by: User) -> None:
    reason = "Проводится на федеральном уровне, отдельного исполнения не требуется."
    amendment = _begin(scene, by, reason)
    remove_line(amendment, measure, by=by)
    _approve(scene, amendment, by)


def _ahead(scene: Scene, measure: Measure, by: User, day: dt.date) -> None:
    """Approved ahead of its day, which has come by the end."""
    amendment = _begin(scene, by, "Название приведено к словам федеральной методики.", effective_on=day)
    measure.refresh_from_db()
    title = f"{measure.title.rstrip('.')} (по методике федерального оператора)"
    change_measure(amendment, measure, by=by, written=Written({"title": title}))
    _approve(scene, amendment, by)


def _renew(scene: Scene, measure: Measure, by: User) -> None:
    """Several things at once: a deadline, a new measure behind it."""
    amendment = _begin(scene, by, "По итогам полугодия добавлена встреча школ и уточнён срок.")
    _move_deadline(amendment, measure, 7, by)
    section = str(measure.section) if measure.section else None
    day = (measure.due_on or clock.today()) + dt.timedelta(days=30)
    fields = {
        "title": "Провести встречу школ по итогам полугодия",
        "number": "",
        "section": section,
        "schedule_kind": "date",
        "due_on": day.isoformat(),
        "deadline_text": f"до {day:%d.%m.%Y}",
        "after": str(measure.uid),
        "executors": [{"name": row.name, "is_by_agreement": False} for row in measure.executors.all()[:1]],
    }
    add_line(amendment, by=by, written=Written(fields, section_id=measure.section_id))
    _approve(scene, amendment, by)


def _waiting(scene: Scene, measure: Measure, by: User) -> None:
    amendment = _begin(scene, by, "Школы просят больше времени на заполнение анкет.")
    _move_deadline(amendment, measure, 10, by)
    act.submit_amendment(amendment, by=by)


def _declined(scene: Scene, measure: Measure, by: User) -> None:
    amendment = _begin(scene, by, "Перенос на осень.")
    _move_deadline(amendment, measure, 120, by)
    act.submit_amendment(amendment, by=by)
    other = approvers_of(scene.road_map.organisation).exclude(pk=by.pk).order_by("pk").first()
    if other:
        act.decline_amendment(amendment, by=other, reason="Осенью будет поздно: предложите срок до августа.")


def _withdrawn(scene: Scene, measure: Measure, by: User) -> None:
    amendment = _begin(scene, by, "Сокращение перечня мероприятий.")
    remove_line(amendment, measure, by=by)
    act.withdraw_amendment(amendment, by=by, reason="Мероприятие решено оставить.")


def _coming(scene: Scene, measure: Measure, by: User) -> None:
    """Approved, its day is still ahead at the end."""
    day = scene.until + dt.timedelta(days=12)
    amendment = _begin(scene, by, "Показатель уточнён с нового учебного периода.", effective_on=day)
    measure.refresh_from_db()
    text = f"{measure.indicator_text or 'Доля школ, выполнивших мероприятие'}: не менее 95 %"
    change_measure(amendment, measure, by=by, written=Written({"indicator_text": text}))
    _approve(scene, amendment, by)


def _begun(scene: Scene, measure: Measure, by: User) -> None:
    """Only begun: without a reason yet."""
    _move_deadline(_begin(scene, by, ""), measure, 5, by)
