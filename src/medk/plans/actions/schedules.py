"""A schedule attached to a measure: checked, shown, applied whole; a new version replaces the old one."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from medk.audit.recording import record
from medk.files.actions import Staged, store_file
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.plans.access import require_owner
from medk.plans.actions.occurrences import last_ordinal, require_enterable
from medk.plans.actions.progress import count_progress, hold
from medk.plans.actions.versions import keep_versions
from medk.plans.choices import ScheduleOrigin, ScheduleStatus
from medk.plans.models import AttachedSchedule, Measure, Occurrence
from medk.plans.queries.attached import held_of, world_of
from medk.plans.queries.zones import zone_of
from medk.plans.rules.attached.checking import Checked, Line, check
from medk.plans.rules.attached.replacing import Replacement, replacement

BATCH = 500
_SHOWN = 200


@dataclass(frozen=True)
class Brought:
    """A schedule as it came: its lines, how, by which document, with which file."""

    lines: Sequence[Line]
    origin: str = ScheduleOrigin.TYPED
    basis: str = ""
    filename: str = ""
    file: Staged | None = None


@transaction.atomic
def attach_schedule(measure: Measure, brought: Brought, *, by: Any) -> AttachedSchedule:
    """Check a schedule row by row and keep it with the report; nothing of it is applied.

    Raises `NotAllowed` for others than the plan's owner, `Refused` where repeats are not entered by hand.
    """
    require_owner(by, measure.road_map)
    require_enterable(measure)
    checked = check(brought.lines, world_of(measure))
    made = AttachedSchedule.objects.create(
        measure=measure,
        status=_status(checked),
        origin=brought.origin,
        basis=brought.basis.strip(),
        filename=brought.filename[-255:],
        lines=[[line.number, dict(line.cells)] for line in brought.lines],
        rows=checked.rows,
        findings=checked.findings,
        total_count=len(brought.lines),
        by=by,
        created_at=clock.now(),
    )
    if brought.file is not None:
        owner = measure.road_map.organisation_id
        made.file = store_file(brought.file, subject=made, organisation_id=owner, by=by)
        made.save(update_fields=["file"])
    errors = sum(found["level"] != "warning" for found in checked.findings)
    record(
        "plans.schedule_attached", measure, by=by, title=str(made), file=made.filename,
        rows=made.total_count, errors=errors,
    )  # fmt: skip
    return made


def _status(checked: Checked) -> str:
    return ScheduleStatus.REFUSED if checked.has_errors else ScheduleStatus.CHECKED


def recheck(schedule: AttachedSchedule, *, chosen: Mapping[str, int] | None = None) -> Checked:
    """Check the kept lines against the plan as it stands now; nothing is stored."""
    lines = [Line(number, cells) for number, cells in schedule.lines]
    return check(lines, world_of(schedule.measure), chosen=schedule.chosen if chosen is None else chosen)


@transaction.atomic
def settle_names(schedule: AttachedSchedule, chosen: Mapping[str, int], *, by: Any) -> None:
    """Say what unknown names mean (0: nobody in particular) and check the schedule again."""
    require_owner(by, schedule.measure.road_map)
    _lock(schedule)
    known = schedule.chosen | dict(chosen)
    checked = recheck(schedule, chosen=known)
    schedule.chosen, schedule.rows, schedule.findings = known, checked.rows, checked.findings
    schedule.status = _status(checked)
    schedule.save(update_fields=["chosen", "rows", "findings", "status"])


def _lock(schedule: AttachedSchedule) -> None:
    """Take the schedule for this transaction; only one that waits for a decision may be changed."""
    kept = AttachedSchedule.objects.select_for_update(of=("self",)).get(pk=schedule.pk)
    if kept.status not in (ScheduleStatus.CHECKED, ScheduleStatus.REFUSED):
        raise Refused(f"Этот график уже решён: {kept.get_status_display()}. Приложите новый.")


@transaction.atomic
def apply_schedule(schedule: AttachedSchedule, *, by: Any) -> Replacement:
    """Make a checked schedule the measure's dates, whole or not at all; returns what it changed.

    Untouched dates of the version before are withdrawn, touched ones stay with a reason. Rows are
    checked anew, for the plan may have changed since; Refused says so.
    """
    measure = schedule.measure
    require_owner(by, measure.road_map)
    require_enterable(measure)
    hold([measure.pk])
    _lock(schedule)
    checked = recheck(schedule)
    if checked.has_errors:
        raise Refused("В графике есть строки, которые надо исправить. Пока ничего не применено.")
    result = replacement(checked.rows, held_of(measure))
    measure.schedules.filter(status=ScheduleStatus.APPLIED).update(status=ScheduleStatus.REPLACED)
    _withdraw(measure, result, by=by)
    made = _make(schedule, result)
    _correct(schedule, result)
    _finish(schedule, checked, result)
    counts = {name: schedule.outcome[name] for name in ("made", "same", "withdrawn")}
    record(
        "plans.schedule_applied", measure, by=by, title=str(schedule), file=schedule.filename,
        ordinal=schedule.ordinal, kept=schedule.outcome["kept"], **counts,
    )  # fmt: skip
    keep_versions(
        [measure], effective_on=_earliest(measure, made), by=by, what=f"Применён график: {schedule}"
    )
    count_progress([measure.pk])
    return result


def _withdraw(measure: Measure, result: Replacement, *, by: Any) -> None:
    """Untouched dates leave the count from today on: until today they were the plan."""
    ids = [one.pk for one in result.withdrawn]
    for at in range(0, len(ids), BATCH):
        Occurrence.objects.filter(pk__in=ids[at : at + BATCH]).update(is_withdrawn=True)
    if ids:
        keep_versions([measure], by=by, what="Даты прежнего графика сняты")


def _make(schedule: AttachedSchedule, result: Replacement) -> list[Occurrence]:
    last = last_ordinal(schedule.measure)
    rows = [
        Occurrence(
            measure=schedule.measure,
            ordinal=last + number,
            starts_on=_day(row["starts_on"]),
            due_on=_day(row["due_on"]),
            title=row["title"],
            place=row["place"],
            who=row["who"],
            headcount=row["headcount"],
            unit_ids=row["unit_ids"],
            schedule=schedule,
            is_entered=True,
        )
        for number, row in enumerate(result.made, 1)
    ]
    return Occurrence.objects.bulk_create(rows, batch_size=BATCH)


def _correct(schedule: AttachedSchedule, result: Replacement) -> None:
    """What stays belongs to the new version; its place, words and numbers follow it."""
    for at in range(0, len(result.same), BATCH):
        Occurrence.objects.filter(pk__in=result.same[at : at + BATCH]).update(schedule=schedule)
    for pk, values in result.corrected.items():
        Occurrence.objects.filter(pk=pk).update(**values)


def _finish(schedule: AttachedSchedule, checked: Checked, result: Replacement) -> None:
    last = schedule.measure.schedules.aggregate(last=Max("ordinal"))["last"] or 0
    schedule.ordinal = last + 1
    schedule.status = ScheduleStatus.APPLIED
    schedule.applied_at = clock.now()
    schedule.rows, schedule.findings = checked.rows, checked.findings
    schedule.outcome = {
        "made": len(result.made),
        "same": len(result.same),
        "withdrawn": len(result.withdrawn),
        "kept": len(result.kept),
        "kept_because": [f"{one.label}: {why}" for one, why in result.kept[:_SHOWN]],
    }
    schedule.save(update_fields=["ordinal", "status", "applied_at", "rows", "findings", "outcome"])


def _earliest(measure: Measure, made: Iterable[Occurrence]) -> dt.date:
    """From when the new dates are the plan: today, or the first of them that lies before."""
    today = clock.today(zone_of(measure.road_map.organisation_id))
    days = [row.starts_on or row.due_on for row in made if row.due_on]
    return min([today, *(day for day in days if day)])


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@transaction.atomic
def discard_schedule(schedule: AttachedSchedule, *, by: Any) -> None:
    """Leave a checked schedule unapplied; the dates stay as they are."""
    require_owner(by, schedule.measure.road_map)
    _lock(schedule)
    AttachedSchedule.objects.filter(pk=schedule.pk).update(status=ScheduleStatus.DISCARDED)
    record("plans.schedule_discarded", schedule.measure, by=by, title=str(schedule), file=schedule.filename)
