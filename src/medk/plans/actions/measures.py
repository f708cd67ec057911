"""Upkeep of approved measures: pausing, reading targets; cancelling and bringing back, as an amendment says."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.models import Organisation
from medk.plans import letters_cascade
from medk.plans.access import may_read_target, require_owner
from medk.plans.actions.late import note_late, note_late_end, note_late_pause
from medk.plans.actions.progress import count_progress, hold
from medk.plans.choices import RoadMapStatus
from medk.plans.models import (
    Execution,
    LateFact,
    Measure,
    Pause,
    Target,
    TargetReading,
)
from medk.plans.moves import MEASURE, OWNER
from medk.workflow.actions import make_move

Late = LateFact.Kind
READ = "Внесено значение показателя"


def _require_approved(measure: Measure, by: Any) -> None:
    require_owner(by, measure.road_map)
    if measure.road_map.status != RoadMapStatus.APPROVED:
        raise Refused("Это делают в утверждённой дорожной карте.")


@transaction.atomic
def cancel_measure(measure: Measure, *, by: Any, reason: str, happened_on: dt.date | None = None) -> None:
    """Cancel a measure with a reason: it leaves the denominator, its history stays."""
    _require_approved(measure, by)
    hold([measure.pk])
    made = make_move(
        measure, "cancel", workflow=MEASURE, roles={OWNER}, by=by, reason=reason, happened_on=happened_on
    )
    what = "Мероприятие отменено"
    note_late(Late.MOVE, measure, number=made.pk, happened_on=made.happened_on, by=by, what=what)
    count_progress([measure.pk])
    letters_cascade.tell_below(measure.road_map, [measure.pk], by=by)


@transaction.atomic
def restore_measure(measure: Measure, *, by: Any, reason: str, happened_on: dt.date | None = None) -> None:
    """Bring a cancelled measure back with a reason."""
    _require_approved(measure, by)
    hold([measure.pk])
    made = make_move(
        measure, "restore", workflow=MEASURE, roles={OWNER}, by=by, reason=reason, happened_on=happened_on
    )
    what = "Мероприятие возвращено в план"
    note_late(Late.MOVE, measure, number=made.pk, happened_on=made.happened_on, by=by, what=what)
    count_progress([measure.pk])
    letters_cascade.tell_below(measure.road_map, [measure.pk], by=by)


@dataclass(frozen=True)
class Interval:
    """When a pause holds (an open one has no `ends_on`), why, and whether it moves deadlines."""

    starts_on: dt.date
    ends_on: dt.date | None
    reason: str
    extends_deadline: bool = False


@transaction.atomic
def pause(
    measure: Measure,
    interval: Interval,
    *,
    by: Any,
    unit: Organisation | None = None,
    execution: Execution | None = None,
) -> Pause:
    """Pause a measure, one unit of it or one leaf: it leaves denominators on those days (decision 8)."""
    _require_approved(measure, by)
    _check_interval(interval)
    open_one = measure.pauses.filter(ends_on__isnull=True, unit_organisation=unit, execution=execution)
    if open_one.exists():
        raise Refused("Здесь уже есть незавершённая приостановка. Сначала возобновите.")
    hold([measure.pk])
    made = Pause.objects.create(
        measure=measure,
        unit_organisation=unit,
        execution=execution,
        starts_on=interval.starts_on,
        ends_on=interval.ends_on,
        reason=interval.reason.strip(),
        extends_deadline=interval.extends_deadline,
        by=by,
        entered_at=clock.now(),
    )
    record(
        "plans.paused",
        measure,
        by=by,
        starts_on=interval.starts_on.isoformat(),
        ends_on=interval.ends_on.isoformat() if interval.ends_on else None,
        reason=interval.reason.strip(),
        unit=str(unit or execution or ""),
        extends=interval.extends_deadline,
    )
    note_late_pause(made, by=by)
    count_progress([measure.pk])
    return made


def _check_interval(interval: Interval) -> None:
    if not interval.reason.strip():
        raise Refused("Укажите причину приостановки.")
    if interval.ends_on and interval.ends_on < interval.starts_on:
        raise Refused("Приостановка кончается раньше, чем начинается. Проверьте даты.")


@transaction.atomic
def resume(stopped: Pause, *, by: Any, ends_on: dt.date, reason: str = "") -> None:
    """End an open pause on a day (its last paused day)."""
    measure = stopped.measure
    _require_approved(measure, by)
    if ends_on < stopped.starts_on:
        raise Refused(f"Приостановлено с {stopped.starts_on:%d.%m.%Y}. Возобновить раньше нельзя.")
    hold([measure.pk])
    rows = Pause.objects.filter(pk=stopped.pk, ends_on__isnull=True)
    if not rows.update(ends_on=ends_on, ended_by=by, ended_at=clock.now()):
        raise Refused("Приостановка уже завершена.")
    note_late_end(stopped, ends_on, by=by)
    record("plans.resumed", measure, by=by, ends_on=ends_on.isoformat(), reason=reason.strip())
    count_progress([measure.pk])


@transaction.atomic
def read_target(
    target: Target,
    *,
    by: Any,
    on: dt.date,
    value: Decimal | None = None,
    is_reached: bool | None = None,
    note: str = "",
) -> TargetReading:
    """Record what an indicator came to on a date, apart from execution (decision 5).

    A number for countable targets, reached or not for documents and facts.
    """
    measure = target.measure
    if not may_read_target(by, measure):
        raise NotAllowed("Значение показателя вносит координатор плана или исполнитель мероприятия целиком.")
    if measure.road_map.status != RoadMapStatus.APPROVED:
        raise Refused("Показатели вносят в утверждённую дорожную карту.")
    _check_reading(target, on=on, value=value, is_reached=is_reached)
    made = TargetReading.objects.create(
        target=target,
        value=value,
        is_reached=is_reached,
        on=on,
        note=note.strip(),
        by=by,
        entered_at=clock.now(),
    )
    record(
        "plans.target_read",
        measure,
        by=by,
        target=str(target),
        value=None if value is None else str(value),
        on=on.isoformat(),
        reached=is_reached,
    )
    note_late(Late.READING, measure, number=made.pk, happened_on=on, by=by, what=READ)
    return made


def _check_reading(target: Target, *, on: dt.date, value: Decimal | None, is_reached: bool | None) -> None:
    if value is None and is_reached is None:
        raise Refused("Введите число или отметьте, достигнут ли результат.")
    if value is not None and (value < 0 or (target.kind == "share" and value > 100)):
        raise Refused(
            f"Введите число от 0 до {100 if target.kind == 'share' else 'любого большего'}. Сейчас: {value}."
        )
    if on > clock.today():
        raise Refused(f"Дата {on:%d.%m.%Y} ещё не наступила.")
