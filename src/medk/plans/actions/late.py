"""Keeping account of facts that are entered later than their own day."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from medk.kernel import clock
from medk.plans.models import Execution, LateFact, Measure, Pause
from medk.plans.queries.zones import zone_of
from medk.plans.rules.journal import move_words
from medk.workflow.models import Transition

_PART = Execution._meta.label_lower


def note_late(
    kind: LateFact.Kind,
    measure: Measure,
    *,
    number: int,
    happened_on: dt.date,
    by: Any,
    what: str,
    execution: Execution | None = None,
    today: dt.date | None = None,
) -> None:
    """Note a fact if its day is before the day of entry where the plan's owner is.

    `number` is of the typed row that holds it. Costs a query only for a fact that may be late.
    """
    now = clock.now()
    # No zone of ours is a whole day ahead of another: a fact of tomorrow's UTC date is never late.
    if happened_on > now.date():
        return
    entered_on = today or clock.today(zone_of(measure.road_map.organisation_id))
    if happened_on >= entered_on:
        return
    LateFact.objects.create(
        road_map_id=measure.road_map_id,
        measure=measure,
        execution=execution,
        kind=kind,
        number=number,
        what=what[:255],
        happened_on=happened_on,
        entered_on=entered_on,
        entered_at=now,
        by_name=str(by or "система")[:255],
    )


def note_late_move(row: Execution, made: Transition, *, by: Any, today: dt.date | None = None) -> None:
    """Note a move of a part, when it is late."""
    note_late(
        LateFact.Kind.MOVE,
        row.measure,
        number=made.pk,
        happened_on=made.happened_on,
        by=by,
        what=move_words(made.subject_type, made.move),
        execution=row,
        today=today,
    )


def note_late_moves(rows: Sequence[Execution], *, day: dt.date, by: Any) -> None:
    """Note the moves of a day that parts have just made together, when they are late."""
    owners = {row.measure.road_map.organisation_id for row in rows}
    todays = {owner: clock.today(zone_of(owner)) for owner in owners}
    late = {row.pk: row for row in rows if day < todays[row.measure.road_map.organisation_id]}
    if not late:
        return
    made = Transition.objects.filter(subject_type=_PART, subject_id__in=late).order_by("pk")
    last = {row.subject_id: row for row in made}
    for pk, row in late.items():
        note_late_move(row, last[pk], by=by, today=todays[row.measure.road_map.organisation_id])


def note_late_pause(made: Pause, *, by: Any) -> None:
    """Note a pause that began on an earlier day."""
    day, part = made.starts_on, made.execution
    what = f"Приостановлено с {day:%d.%m.%Y}"
    kind = LateFact.Kind.PAUSE
    note_late(kind, made.measure, number=made.pk, happened_on=day, by=by, what=what, execution=part)


def note_late_end(ended: Pause, ends_on: dt.date, *, by: Any) -> None:
    """Note that a pause ended on an earlier day, its last one."""
    what, part = f"Возобновлено после {ends_on:%d.%m.%Y}", ended.execution
    kind = LateFact.Kind.RESUME
    note_late(kind, ended.measure, number=ended.pk, happened_on=ends_on, by=by, what=what, execution=part)
