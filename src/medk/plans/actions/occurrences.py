"""Slots of recurring measures: made from the recurrence, or entered as they come."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.plans.access import require_owner
from medk.plans.actions.progress import count_progress, hold
from medk.plans.actions.versions import keep_versions
from medk.plans.choices import ExecutionStatus, RoadMapStatus, ScheduleKind
from medk.plans.models import Execution, Measure, Occurrence, RoadMap
from medk.plans.queries.slots import slots_of
from medk.plans.queries.zones import zone_of
from medk.plans.rules.recurrence import not_kept


@transaction.atomic
def generate_occurrences(road_map: RoadMap, *, measures: Iterable[Measure] | None = None) -> int:
    """Store the slots of recurring measures that have none yet; returns how many were made.

    Raises `TooManySlots` (a ValueError with a Russian text).
    """
    chosen = road_map.measures.filter(occurrences__isnull=True) if measures is None else measures
    rows = [
        Occurrence(measure=measure, ordinal=slot.ordinal, starts_on=slot.starts_on, due_on=slot.due_on)
        for measure in chosen
        for slot in slots_of(measure)
    ]
    Occurrence.objects.bulk_create(rows, batch_size=500)
    return len(rows)


@transaction.atomic
def remake_slots(measure: Measure) -> None:
    """Cut the recurrence anew after it changed; slots that somebody has worked on stay as they are.

    A new slot that begins or ends with one that stays is that one. New ordinals follow those that are
    taken. Raises `TooManySlots`.
    """
    made = Occurrence.objects.filter(measure=measure, is_entered=False)
    touched = Execution.objects.filter(measure=measure, occurrence__isnull=False).values("occurrence")
    stays = list(made.filter(pk__in=touched).values_list("starts_on", "due_on"))
    made.exclude(pk__in=touched).delete()
    last = last_ordinal(measure)
    rows = [
        Occurrence(measure=measure, ordinal=last + slot.ordinal, starts_on=slot.starts_on, due_on=slot.due_on)
        for slot in not_kept(slots_of(measure), stays)
    ]
    Occurrence.objects.bulk_create(rows, batch_size=500)


def last_ordinal(measure: Measure) -> int:
    """The greatest ordinal taken, by withdrawn slots too; a page's measure has the live ones at hand only."""
    return Occurrence.objects.filter(measure=measure).aggregate(last=Max("ordinal"))["last"] or 0


def is_by_hand(measure: Measure) -> bool:
    """Whether repeats of the measure are entered as they come."""
    return measure.is_series_external or measure.schedule_kind in (
        ScheduleKind.ON_REQUEST,
        ScheduleKind.BY_SEPARATE_SCHEDULE,
    )


@transaction.atomic
def switch_series(measure: Measure, *, by: Any, is_external: bool) -> None:
    """Let an outside body run the series (its repeats are entered by hand), or count it by the plan again.

    Slots that nobody has touched leave the count, or come back; touched ones stay (decision 7).
    """
    require_owner(by, measure.road_map)
    if measure.road_map.status != RoadMapStatus.APPROVED:
        raise Refused("Это делают в утверждённой дорожной карте.")
    if measure.schedule_kind != ScheduleKind.RECURRING:
        raise Refused("Вести повторы вручную или по плану можно у повторяющегося мероприятия.")
    if measure.is_series_external == is_external:
        raise Refused("Так повторы уже и считаются.")
    hold([measure.pk])
    measure.save_changed(None, is_series_external=is_external)
    slots_made = Occurrence.objects.filter(measure=measure, is_entered=False)
    if is_external:
        slots_made.filter(executions__isnull=True).update(is_withdrawn=True)
    else:
        slots_made.update(is_withdrawn=False)
        remake_slots(measure)
    record("plans.series_switched", measure, by=by, external=is_external)
    keep_versions([measure], by=by, what="Изменён порядок учёта повторов")
    count_progress([measure.pk])


def require_enterable(measure: Measure) -> None:
    """Raise `Refused` where dates of the measure are not entered by people, or not any more."""
    if not is_by_hand(measure):
        raise Refused("Повторы этого мероприятия считаются по сроку из плана, вносить их не нужно.")
    if measure.road_map.status != RoadMapStatus.APPROVED:
        raise Refused("Повторы вносят в утверждённый план. Сначала утвердите его.")
    idle = (ExecutionStatus.PLANNED, ExecutionStatus.CANCELLED)
    if measure.executions.filter(occurrence__isnull=True).exclude(status__in=idle).exists():
        raise Refused(
            "Исполнение уже отмечают целиком, без повторов. Отмените эти отметки с причиной, затем внесите повторы."
        )


@transaction.atomic
def enter_occurrence(
    measure: Measure, *, by: Any, due_on: dt.date, title: str = "", starts_on: dt.date | None = None
) -> Occurrence:
    """Enter one occurrence of a measure that goes by requests, by a separate schedule, or by another body."""
    require_owner(by, measure.road_map)
    require_enterable(measure)
    hold([measure.pk])
    last = last_ordinal(measure)
    made = Occurrence.objects.create(
        measure=measure,
        ordinal=last + 1,
        starts_on=starts_on,
        due_on=due_on,
        title=title.strip(),
        is_entered=True,
    )
    record("plans.occurrence_entered", measure, by=by, title=str(made), due_on=due_on.isoformat())
    earliest = min(starts_on or due_on, clock.today(zone_of(measure.road_map.organisation_id)))
    keep_versions([measure], effective_on=earliest, by=by, what=f"Внесён повтор: {made}")
    count_progress([measure.pk])
    return made


@transaction.atomic
def withdraw_occurrence(occurrence: Occurrence, *, by: Any, reason: str) -> None:
    """Take an entered occurrence off; one that somebody has worked on stays."""
    measure = occurrence.measure
    require_owner(by, measure.road_map)
    if not reason.strip():
        raise Refused("Укажите, почему повтор снимается.")
    if not occurrence.is_entered:
        raise Refused("Этот повтор считается по сроку из плана. Отмените исполнение по нему с причиной.")
    if occurrence.executions.exists():
        raise Refused("По этому повтору уже есть исполнение. Отмените исполнение с причиной.")
    hold([measure.pk])
    Occurrence.objects.filter(pk=occurrence.pk).update(is_withdrawn=True)
    record("plans.occurrence_withdrawn", measure, by=by, title=str(occurrence), reason=reason)
    keep_versions([measure], by=by, what=f"Снят повтор: {occurrence}")
    count_progress([measure.pk])
