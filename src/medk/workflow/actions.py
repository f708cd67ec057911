"""The only writers of a status."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from medk.audit.recording import entry, record_many
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.workflow.models import Transition
from medk.workflow.moves import Move, Workflow

CHANGED = "Пока вы смотрели, это изменил другой человек. Обновите страницу."


@dataclass(frozen=True)
class MoveRequest:
    """Everything about a move but its subject: by whom, when it happened, why, with which extra fields.

    `happened_on` is the local date of the fact in `zone` (default: the entry's own date).
    """

    by: Any
    happened_on: dt.date | None = None
    reason: str = ""
    on_behalf_of: str = ""
    zone: str | None = None
    supersedes: Transition | None = None


def _dated(request: MoveRequest) -> dt.date:
    today = clock.today(request.zone)
    happened = request.happened_on or today
    if happened > today:
        raise Refused(
            f"Дата факта {happened:%d.%m.%Y} ещё не наступила. Укажите {today:%d.%m.%Y} или более раннюю дату."
        )
    return happened


def _allowed(workflow: Workflow, code: str, status: str, roles: Collection[str]) -> Move:
    move = workflow.moves[code]
    if status not in move.sources:
        labels = " или ".join(f"«{workflow.statuses(s).label}»" for s in sorted(move.sources))
        now = workflow.statuses(status).label
        raise Refused(f"Сейчас состояние «{now}». «{move.label}» можно только из состояния {labels}.")
    if not move.roles.intersection(roles):
        raise Refused(f"Действие «{move.label}» вам недоступно.")
    return move


def _transition(subject: Any, move: Move, source: str, request: MoveRequest, day: dt.date) -> Transition:
    return Transition(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        organisation_id=subject.organisation_id,
        move=move.code,
        source=source,
        target=move.target,
        happened_on=day,
        entered_at=clock.now(),
        by_id=request.by.pk,
        by_name=str(request.by),
        on_behalf_of=request.on_behalf_of,
        reason=request.reason.strip(),
        supersedes=request.supersedes,
    )


def _audit(subject: Any, made: Transition, request: MoveRequest) -> Any:
    return entry(
        "workflow.moved",
        subject,
        by=request.by,
        organisation=subject.organisation_id,
        on_behalf_of=request.on_behalf_of,
        move=made.move,
        source=made.source,
        target=made.target,
        happened_on=made.happened_on.isoformat(),
        reason=made.reason,
        transition=str(made.uid),
        supersedes=str(made.supersedes.uid) if made.supersedes else None,
    )


def _bump(subject: Any) -> dict[str, Any]:
    """Moving a versioned row makes older forms of it stale."""
    return {"version": models.F("version") + 1} if hasattr(subject, "version") else {}


@transaction.atomic
def make_move(
    subject: Any,
    code: str,
    *,
    workflow: Workflow,
    roles: Collection[str],
    by: Any,
    happened_on: dt.date | None = None,
    reason: str = "",
    on_behalf_of: str = "",
    zone: str | None = None,
    supersedes: Transition | None = None,
    **values: Any,
) -> Transition:
    """Carry a subject along one arrow of its workflow, or refuse.

    `roles` are the capacities of the person towards the subject; `values` are further fields of the
    subject written in the same statement. The row changes by compare-and-set, so of two people one
    wins and the other is told. Raises `Refused`.
    """
    request = MoveRequest(by, happened_on, reason, on_behalf_of, zone, supersedes)
    move = _allowed(workflow, code, subject.status, roles)
    if move.needs_reason and not reason.strip():
        raise Refused(f"«{move.label}»: укажите причину.")
    day = _dated(request)
    rows = type(subject)._default_manager.filter(pk=subject.pk, status=subject.status)
    if not rows.update(status=move.target, **_bump(subject), **values):
        raise Refused(CHANGED)
    made = _transition(subject, move, subject.status, request, day)
    made.save()
    record_many([_audit(subject, made, request)])
    subject.refresh_from_db()
    return made


@transaction.atomic
def make_moves(
    subjects: Sequence[Any],
    code: str,
    *,
    workflow: Workflow,
    roles_of: Callable[[Any], Collection[str]],
    request: MoveRequest,
    values: dict[str, Any] | None = None,
) -> tuple[list[Any], list[tuple[Any, str]]]:
    """The same as `make_move` for many subjects of one model, set-wise (decision 20).

    Returns those moved and those refused with the reason (wrong status, no right, somebody faster).
    """
    move = workflow.moves[code]
    if move.needs_reason and not request.reason.strip():
        raise Refused(f"«{move.label}»: укажите причину.")
    day = _dated(request)
    ready, refused = _sort(subjects, code, workflow, roles_of)
    won = _compare_and_set(ready, move, values or {})
    refused += [(subject, CHANGED) for subject in ready if subject.pk not in won]
    moved = [subject for subject in ready if subject.pk in won]
    made = [_transition(subject, move, subject.status, request, day) for subject in moved]
    Transition.objects.bulk_create(made, batch_size=500)
    record_many(_audit(subject, row, request) for subject, row in zip(moved, made, strict=True))
    for subject in moved:
        subject.status = move.target
    return moved, refused


def _sort(
    subjects: Iterable[Any], code: str, workflow: Workflow, roles_of: Callable[[Any], Collection[str]]
) -> tuple[list[Any], list[tuple[Any, str]]]:
    ready, refused = [], []
    for subject in subjects:
        try:
            _allowed(workflow, code, subject.status, roles_of(subject))
        except Refused as refusal:
            refused.append((subject, refusal.reason))
        else:
            ready.append(subject)
    return ready, refused


def _compare_and_set(subjects: Sequence[Any], move: Move, values: dict[str, Any]) -> set[int]:
    """Ids of the rows that were still in the status they were read in, now moved.

    The rows are locked first, so that between the look and the update nobody can change them.
    """
    if not subjects:
        return set()
    manager = type(subjects[0])._default_manager
    won: set[int] = set()
    for status in sorted({subject.status for subject in subjects}):
        ids = [subject.pk for subject in subjects if subject.status == status]
        for chunk in (ids[at : at + 500] for at in range(0, len(ids), 500)):
            rows = manager.select_for_update().filter(pk__in=chunk, status=status)
            held = list(rows.values_list("pk", flat=True))
            manager.filter(pk__in=held).update(status=move.target, **_bump(subjects[0]), **values)
            won.update(held)
    return won
