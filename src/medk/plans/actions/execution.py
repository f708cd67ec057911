"""Carrying out: from planned to confirmed, one part at a time or many at once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from medk.accounts.models import Person
from medk.audit.models import AuditEntry
from medk.audit.recording import changes, record
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.models import Appointment
from medk.orgs.roles import Role
from medk.plans import letters
from medk.plans.access import capacities, executes
from medk.plans.actions.late import note_late_move, note_late_moves
from medk.plans.actions.progress import count_progress, hold
from medk.plans.choices import MeasureStatus, RoadMapStatus
from medk.plans.models import Execution
from medk.plans.moves import CONFIRMER, EXECUTION, EXECUTOR, OWNER, SOLE
from medk.plans.queries.confirmers import Confirmers, chain_of
from medk.plans.queries.leaves import known_part
from medk.plans.queries.zones import zone_of
from medk.plans.rules.facts import dates_left
from medk.workflow.actions import MoveRequest, make_move, make_moves


@dataclass(frozen=True)
class Fact:
    """What is said with a move: the day it happened, why, and in whose name it is entered."""

    happened_on: dt.date | None = None
    reason: str = ""
    on_behalf_of: str = ""


NOW = Fact()


def _require_open(row: Execution) -> None:
    measure = row.measure
    if measure.road_map.status != RoadMapStatus.APPROVED:
        label = measure.road_map.get_status_display()
        raise Refused(f"Дорожная карта {label}: исполнение отмечают только в утверждённой.")
    if measure.status == MeasureStatus.CANCELLED:
        raise Refused("Мероприятие отменено владельцем плана.", who="Вернуть его может координатор плана.")


def _require(row: Execution, by: Any, wanted: frozenset[str], verb: str) -> frozenset[str]:
    """Capacities of the person, or `NotAllowed` with who can do it instead."""
    held = capacities(by, row)
    if held & wanted:
        return held
    raise NotAllowed(f"{verb} можете не вы.", who=_who_can(row, wanted))


def _who_can(row: Execution, wanted: frozenset[str]) -> str:
    if CONFIRMER in wanted:
        hands = Confirmers([row]).of(row)
        label = hands.label or chain_of(row.measure)[0].label
        return f"Подтверждает {label}."
    if OWNER in wanted:
        return f"Это решает координатор плана: {row.measure.road_map.organisation}."
    unit = row.unit_organisation or row.unit_person
    return f"Исполняет {unit}." if unit else "Исполняют те, кто назван в мероприятии."


@transaction.atomic
def touch(row: Execution) -> Execution:
    """Store a leaf that nobody has touched yet; the same leaf touched twice is one row."""
    if row.pk:
        return row
    values = {
        "action_id": row.action_id,
        "occurrence_id": row.occurrence_id,
        "unit_organisation_id": row.unit_organisation_id,
        "unit_person_id": row.unit_person_id,
        "due_on": row.due_on,
    }
    stored, _ = Execution.objects.get_or_create(
        measure_id=row.measure_id, leaf_key=row.leaf_key, defaults=values
    )
    return stored


@transaction.atomic
def touch_by_owner(row: Execution, *, by: Any) -> Execution:
    """Store a leaf for a decision of the plan's owner about it (a pause)."""
    _require_open(row)
    _require(row, by, frozenset({OWNER}), "Решать об этой части")
    return touch(row)


@transaction.atomic
def _move(
    row: Execution, code: str, *, by: Any, roles: frozenset[str], fact: Fact, **values: Any
) -> Execution:
    """One move of a part with its projection; the projection is held first.

    A submission stamps the day of the fact, a confirmation its own day.
    """
    hold([row.measure_id])
    stored = touch(row)
    made = make_move(
        stored,
        code,
        workflow=EXECUTION,
        roles=roles,
        by=by,
        happened_on=fact.happened_on,
        reason=fact.reason,
        on_behalf_of=fact.on_behalf_of,
        zone=zone_of(stored.organisation_id),
        changed_at=clock.now(),
        **values,
    )
    _stamp(stored, dates_left(code, made.happened_on, stored.done_on))
    note_late_move(stored, made, by=by)
    count_progress([stored.measure_id])
    return stored


def _stamp(row: Execution, values: dict[str, Any]) -> None:
    if values:
        Execution.objects.filter(pk=row.pk).update(**values)
        row.refresh_from_db()


@transaction.atomic
def start(row: Execution, *, by: Any, fact: Fact = NOW) -> Execution:
    """Take a part into work."""
    _require_open(row)
    roles = _require(row, by, frozenset({EXECUTOR}), "Взять в работу")
    return _move(row, "start", by=by, roles=roles, fact=fact)


@transaction.atomic
def save_note(row: Execution, *, by: Any, note: str, version: int | None) -> Execution:
    """Keep what was done in words, before or without submitting; a stale form is refused with both texts."""
    _require_open(row)
    _require(row, by, frozenset({EXECUTOR}), "Описать исполнение")
    stored = touch(row)
    if stored.status not in EXECUTION.moves["submit"].sources:
        raise Refused("Описание уже на проверке или подтверждено. Сначала отзовите его.")
    changed = changes({"note": stored.note}, {"note": note})
    if changed:
        stored.save_changed(_fresh(stored, version, by=by), note=note)
        record("plans.execution_noted", stored, by=by, changes=changed)
    return stored


def _fresh(row: Execution, version: int | None, *, by: Any) -> int | None:
    """The version to hold the row to; none when the words now stored are the same person's own.

    A draft saves itself while it is typed, so a form sent a moment later carries the version before.
    """
    if version in (None, row.version):
        return version
    last = AuditEntry.objects.about(row).filter(kind="plans.execution_noted").first()
    return None if last and last.actor_id == by.pk else version


@transaction.atomic
def submit(row: Execution, *, by: Any, fact: Fact = NOW, note: str | None = None) -> Execution:
    """Send a part for confirmation, with evidence: a file, a link or a note."""
    _require_open(row)
    roles = _require(row, by, frozenset({EXECUTOR}), "Отправить на проверку")
    hold([row.measure_id])
    stored = touch(row)
    text = stored.note if note is None else note.strip()
    if text != stored.note:
        record("plans.execution_noted", stored, by=by, changes=changes({"note": stored.note}, {"note": text}))
    _require_evidence(stored, text)
    _require_not_paused(stored)
    behalf = fact.on_behalf_of or _behalf(by, stored)
    fact = Fact(fact.happened_on, fact.reason, behalf)
    stored = _move(stored, "submit", by=by, roles=roles, fact=fact, note=text, submitted_by=by)
    letters.tell_submitted(stored, people=Confirmers([stored]).of(stored).people, by=by)
    return stored


def _require_evidence(row: Execution, text: str) -> None:
    if not text and not (row.pk and row.evidence.filter(withdrawn_at__isnull=True).exists()):
        raise Refused("Приложите подтверждение: файл, ссылку или напишите, что сделано.")


def _require_not_paused(row: Execution) -> None:
    """A pause of the measure, the unit or the part holds on its days (decision 8)."""
    known = known_part(row.measure, row, clock.today(zone_of(row.organisation_id)))
    if known.facts.is_paused:
        raise Refused("Это приостановлено.", who="Возобновить может координатор плана.")


def _behalf(by: Any, row: Execution) -> str:
    """In whose name it is entered when the plan's owner enters for a unit without people of its own."""
    unit = row.unit_organisation
    if unit is None or row.assignee_id == by.person_id:
        return ""
    belongs = Appointment.objects.active().filter(person_id=by.person_id, organisation=unit).exists()
    return "" if belongs else str(unit)


@transaction.atomic
def withdraw(row: Execution, *, by: Any, fact: Fact) -> Execution:
    """Take a submission back before anybody has looked at it, with a reason."""
    _require_open(row)
    roles = _require(row, by, frozenset({EXECUTOR}), "Отозвать")
    return _move(row, "withdraw", by=by, roles=roles, fact=fact)


@transaction.atomic
def confirm(row: Execution, *, by: Any, fact: Fact = NOW) -> Execution:
    """Confirm a submitted part; never one's own while another can (decision 3)."""
    _require_open(row)
    roles = _require(row, by, frozenset({CONFIRMER, SOLE}), "Подтвердить")
    code = "confirm" if CONFIRMER in roles else "confirm_alone"
    if code == "confirm_alone":
        _require_evidence(row, row.note)
    stored = _move(row, code, by=by, roles=roles, fact=_not_before(row, fact))
    letters.tell_confirmed(stored, by=by)
    return stored


def _not_before(row: Execution, fact: Fact) -> Fact:
    if fact.happened_on and row.done_on and fact.happened_on < row.done_on:
        raise Refused(
            f"Подтверждение {fact.happened_on:%d.%m.%Y} раньше исполнения {row.done_on:%d.%m.%Y}. Проверьте дату."
        )
    return fact


@transaction.atomic
def return_for_rework(row: Execution, *, by: Any, fact: Fact) -> Execution:
    """Send a submitted part back with a reason."""
    _require_open(row)
    roles = _require(row, by, frozenset({CONFIRMER}), "Вернуть")
    stored = _move(row, "return", by=by, roles=roles, fact=fact)
    letters.tell_returned(stored, by=by, reason=fact.reason)
    return stored


@transaction.atomic
def take_back(row: Execution, *, by: Any, fact: Fact) -> Execution:
    """Take a mistaken confirmation back with a reason; the part waits for confirmation again."""
    _require_open(row)
    roles = _require(row, by, frozenset({CONFIRMER, SOLE}), "Снять подтверждение")
    stored = _move(row, "take_back", by=by, roles=roles, fact=fact)
    letters.tell_taken_back(stored, by=by, reason=fact.reason)
    return stored


@transaction.atomic
def cancel(row: Execution, *, by: Any, fact: Fact) -> Execution:
    """Cancel one part with a reason: it leaves the denominator."""
    _require_open(row)
    roles = _require(row, by, frozenset({OWNER}), "Отменить часть")
    return _move(row, "cancel", by=by, roles=roles, fact=fact)


@transaction.atomic
def restore(row: Execution, *, by: Any, fact: Fact) -> Execution:
    """Bring a cancelled part back with a reason."""
    _require_open(row)
    roles = _require(row, by, frozenset({OWNER}), "Вернуть часть")
    return _move(row, "restore", by=by, roles=roles, fact=fact)


@transaction.atomic
def delegate(row: Execution, *, by: Any, to: Person | None) -> Execution:
    """Entrust a part to a colleague of the unit (or take it back: None)."""
    _require_open(row)
    if not executes(by, row):
        raise NotAllowed("Поручить может исполнитель этой части.", who=_who_can(row, frozenset({EXECUTOR})))
    if to is not None and not _is_colleague(by, to):
        raise Refused("Поручить можно только сотруднику своей организации.")
    stored = touch(row)
    was = stored.assignee
    stored.save_changed(None, assignee=to)
    record("plans.execution_delegated", stored, by=by, assignee=str(to or ""), was=str(was or ""))
    if to is not None:
        letters.tell_delegated(stored, by=by)
    return stored


def _is_colleague(by: Any, to: Person) -> bool:
    active = Appointment.objects.active()
    mine = active.filter(person_id=by.person_id)
    places = {*mine.values_list("organisation_id", flat=True), *mine.values_list("body_id", flat=True)} - {
        None
    }
    theirs = active.filter(person=to).exclude(role=Role.CURATOR)
    return theirs.filter(organisation_id__in=places).exists() or theirs.filter(body_id__in=places).exists()


@transaction.atomic
def confirm_many(
    rows: Sequence[Execution], *, by: Any, fact: Fact = NOW
) -> tuple[list[Execution], list[tuple[Execution, str]]]:
    """Confirm many submitted parts at once; returns those confirmed and those refused with the reason."""
    hold({row.measure_id for row in rows})
    hands = Confirmers(rows)

    def roles_of(row: Execution) -> frozenset[str]:
        return frozenset({CONFIRMER}) if by.person_id in hands.of(row).people else frozenset()

    request = MoveRequest(by, fact.happened_on, fact.reason, fact.on_behalf_of)
    day = fact.happened_on or clock.today()
    ready, early = _sort_by_date(rows, day)
    values = {"changed_at": clock.now(), "confirmed_on": day}
    moved, refused = make_moves(
        ready, "confirm", workflow=EXECUTION, roles_of=roles_of, request=request, values=values
    )
    note_late_moves(moved, day=day, by=by)
    count_progress({row.measure_id for row in moved})
    for row in moved:
        letters.tell_confirmed(row, by=by)
    return moved, [*early, *refused]


def _sort_by_date(
    rows: Sequence[Execution], day: dt.date
) -> tuple[list[Execution], list[tuple[Execution, str]]]:
    """Rows that may be confirmed on a day, and the others with the reason."""
    ready, refused = [], []
    for row in rows:
        try:
            _require_open(row)
            _not_before(row, Fact(day))
        except Refused as refusal:
            refused.append((row, refusal.reason))
        else:
            ready.append(row)
    return ready, refused
