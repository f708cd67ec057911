"""What happened to a measure or a part, newest first, with both dates: of the fact and of the entry."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from medk.audit.kinds import label_of
from medk.audit.models import AuditEntry
from medk.plans.models import Amendment, Execution, Measure, MeasureVersion, PlanAmendment
from medk.plans.rules.amendments import LABELS, readable
from medk.plans.rules.journal import move_words
from medk.plans.rules.moments import Cut
from medk.plans.rules.plan_shown import pieces_of
from medk.plans.rules.word_diff import Piece
from medk.workflow.models import Transition

#: Moves as what has been done.
_DONE = {
    "start": "Взято в работу",
    "submit": "Отправлено на проверку",
    "withdraw": "Отозвано с проверки",
    "confirm": "Подтверждено",
    "confirm_alone": "Отмечено исполненным: подтверждено исполнителем",
    "return": "Возвращено на доработку",
    "take_back": "Подтверждение снято",
    "cancel": "Отменено",
    "restore": "Возвращено в план",
}
_TONES = {"confirm": "ok", "confirm_alone": "ok", "return": "da", "take_back": "da", "cancel": "da"}
#: Details of audit entries that are worth reading, with their names.
_DETAILS = {
    "title": "",
    "file": "файл",
    "link": "ссылка",
    "assignee": "кому",
    "executor": "кто",
    "was": "было",
    "unit": "",
    "starts_on": "с",
    "ends_on": "по",
    "due_on": "срок",
    "target": "цель",
    "value": "значение",
    "on": "на дату",
    "order": "документ",
    "effective_on": "действует с",
}
MOST = 200


@dataclass(frozen=True)
class Event:
    """One thing that happened: what, by whom, in whose name, when it was entered and when it happened."""

    what: str
    who: str
    entered_at: dt.datetime
    happened_on: dt.date | None = None
    on_behalf_of: str = ""
    reason: str = ""
    more: str = ""
    tone: str = ""

    @property
    def is_backdated(self) -> bool:
        """Whether the fact is of an earlier day than the entry."""
        return self.happened_on is not None and self.happened_on != self.entered_at.date()


def events_of(subject: Any) -> list[Event]:
    """Moves and other entries about one object that the reader already sees, newest first."""
    if subject.pk is None:
        return []
    events = [*_moves(subject), *_entries(subject)]
    return sorted(events, key=lambda event: event.entered_at, reverse=True)[:MOST]


def events_at(subject: Any, at: Cut) -> list[Event]:
    """The same by a past moment."""
    return [
        event for event in events_of(subject) if at.counts(event.happened_on or dt.date.max, event.entered_at)
    ]


def note_at(row: Execution, at: Cut) -> str:
    """What had been written of a part by a past moment: what the first later change found."""
    noted = AuditEntry.objects.about(row).filter(kind="plans.execution_noted", at__gte=at.until)
    later = noted.order_by("pk").first()
    return str(later.details["changes"]["note"][0] or "") if later else row.note


def moves_of(subject: Any) -> list[Event]:
    """Moves alone of an object that the reader already sees, newest first."""
    return list(_moves(subject))


def _moves(subject: Any) -> Iterator[Event]:
    is_amendment = isinstance(subject, PlanAmendment)
    for row in Transition.objects.about(subject)[:MOST]:
        yield Event(
            what=move_words(row.subject_type, row.move) if is_amendment else _DONE.get(row.move, row.move),
            who=row.by_name,
            entered_at=row.entered_at,
            happened_on=row.happened_on,
            on_behalf_of=row.on_behalf_of,
            reason=row.reason,
            tone=_TONES.get(row.move, ""),
        )


def _entries(subject: Any) -> Iterator[Event]:
    """Audit entries; moves have rows of their own."""
    for row in AuditEntry.objects.about(subject).exclude(kind="workflow.moved")[:MOST]:
        yield Event(
            what=label_of(row.kind),
            who=row.actor_name,
            entered_at=row.at,
            on_behalf_of=row.on_behalf_of,
            reason=str(row.details.get("reason") or ""),
            more="; ".join(_details(row.details)),
        )


def _details(details: dict[str, Any]) -> Iterator[str]:
    for key, name in _DETAILS.items():
        value = details.get(key)
        if value not in (None, ""):
            words = _day(value) if key.endswith("on") else str(value)
            yield f"{name}: {words}" if name else words


def _day(value: Any) -> str:
    """An ISO day as people write it; anything else as it is."""
    try:
        return f"{dt.date.fromisoformat(str(value)):%d.%m.%Y}"
    except ValueError:
        return str(value)


@dataclass(frozen=True)
class Amended:
    """One field that an amendment changed, with its words as people read them."""

    row: Amendment
    label: str
    pieces: tuple[Piece, ...]


def amendments_of(user: Any, measure: Measure) -> list[Amended]:
    """What amendments changed of a measure, newest first."""
    rows = Amendment.objects.visible_to(user).filter(measure=measure)
    return [
        Amended(row, LABELS.get(row.field, row.field).capitalize(), _words(row))
        for row in rows.select_related("by__person", "document")
    ]


def _words(row: Amendment) -> tuple[Piece, ...]:
    """Places are record numbers of neighbours: that the measure moved is all that is said of them."""
    if row.field == "after":
        return (Piece("ins", "мероприятие переставлено"),)
    return pieces_of(row.field, readable(row.field, row.old), readable(row.field, row.new))


def versions_of(user: Any, measure: Measure) -> Any:
    """Versions of a measure, newest first."""
    rows = MeasureVersion.objects.visible_to(user).filter(measure=measure)
    return rows.order_by("-valid_from", "-pk")
