"""What the page of one part shows: what may be done here, why not, and by whom then."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from medk.accounts.models import Person
from medk.orgs.models import Appointment
from medk.orgs.roles import Role
from medk.plans.choices import ExecutionStatus, MeasureStatus, RoadMapStatus
from medk.plans.models import Evidence, Execution, Measure
from medk.plans.moves import CONFIRMER, EXECUTION, EXECUTOR, OWNER, SOLE
from medk.plans.queries.confirmers import Hands, chain_of
from medk.workflow.moves import Move


@dataclass(frozen=True)
class Offer:
    """One move of a part: may it be made here and now, and if not, why and who can."""

    code: str
    label: str
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it may be made."""
        return not self.reason


@dataclass(frozen=True)
class Desk:
    """Everything that offers depend on: the part, the capacities of the reader, who else there is."""

    row: Execution
    held: frozenset[str]
    hands: Hands
    is_submitter: bool = False


def offers(desk: Desk) -> list[Offer]:
    """Every move of a part with the reason where it is not open, in the order of the workflow.

    «Отметить исполненным» concerns only those whom nobody else can confirm; they in turn neither
    submit nor confirm as others do.
    """
    moves = [move for move in EXECUTION.table if _concerns(move, desk.held)]
    return [Offer(move.code, move.label, _why_not(move, desk)) for move in moves]


def _concerns(move: Move, held: frozenset[str]) -> bool:
    if move.code == "confirm_alone":
        return SOLE in held
    return not (SOLE in held and move.code in ("submit", "confirm", "return"))


def _why_not(move: Move, desk: Desk) -> str:
    closed = closed_because(desk.row)
    if closed:
        return closed
    if not move.roles & desk.held:
        return _who_instead(move, desk)
    if desk.row.status not in move.sources:
        labels = " или ".join(f"«{ExecutionStatus(s).label}»" for s in sorted(move.sources))
        return f"Сейчас состояние «{desk.row.get_status_display()}», а можно из состояния {labels}."
    return ""


def closed_because(row: Execution) -> str:
    """Why nothing at all is done to a part; empty while it is open."""
    road_map = row.measure.road_map
    if road_map.status != RoadMapStatus.APPROVED:
        label = road_map.get_status_display()
        return (
            f"Дорожная карта {label}. Исполнение отмечают в утверждённой, её ведёт {road_map.organisation}."
        )
    if row.measure.status == MeasureStatus.CANCELLED:
        return f"Мероприятие отменено. Вернуть его может координатор плана: {road_map.organisation}."
    return ""


def _who_instead(move: Move, desk: Desk) -> str:
    if CONFIRMER in move.roles:
        if desk.is_submitter:
            return f"Вы сами отправили это на проверку. Подтверждает {_confirmer(desk)}."
        return f"Это делает {_confirmer(desk)}."
    if OWNER in move.roles:
        return f"Это решает координатор плана: {desk.row.measure.road_map.organisation}."
    return executed_by(desk.row)


def _confirmer(desk: Desk) -> str:
    if desk.hands.label:
        return desk.hands.label
    return f"{chain_of(desk.row.measure)[0].label}: сейчас никто не назначен"


def executed_by(row: Execution) -> str:
    """Who carries a part out, as a sentence."""
    who = row.assignee or row.unit_organisation or row.unit_person
    return f"Исполняет {who}." if who else "Исполняют те, кто назван в мероприятии."


def capacity_words(held: frozenset[str]) -> str:
    """In which capacity the reader is here: «вы исполнитель, координатор плана»."""
    names = {
        EXECUTOR: "исполнитель",
        CONFIRMER: "подтверждающий",
        OWNER: "координатор плана",
        SOLE: "единственный, кто может подтвердить",
    }
    words = [name for code, name in names.items() if code in held]
    return ", ".join(words)


def proofs_of(user: Any, row: Execution) -> list[Evidence]:
    """Files and links of a part, withdrawn ones after those that hold."""
    if row.pk is None:
        return []
    rows = Evidence.objects.visible_to(user).filter(execution=row).select_related("file", "added_by__person")
    return sorted(rows, key=lambda proof: (proof.withdrawn_at is not None, proof.pk))


def colleagues_of(user: Any, row: Execution) -> list[Person]:
    """People of the unit (or of the user's own organisations) whom a part may be entrusted to.

    A curator is appointed *to* a school and is none of its staff: he helps it and checks, never reports for it.
    """
    active = Appointment.objects.active().exclude(role=Role.CURATOR)
    if row.unit_organisation_id:
        places: Any = [row.unit_organisation_id]
    else:
        mine = active.filter(person_id=user.person_id)
        places = {
            pk for pair in mine.values_list("organisation_id", "body_id") for pk in pair if pk is not None
        }
    there = active.filter(Q(organisation_id__in=places) | Q(body_id__in=places), person__user__is_active=True)
    return list(Person.objects.filter(pk__in=there.values("person_id")).exclude(pk=user.person_id))


def last_return(measure_events: list[Any]) -> Any:
    """The latest return among events, to be shown first while it stands."""
    return next((event for event in measure_events if event.what.startswith("Возвращено на доработку")), None)


def with_part_parts(measures: Any) -> Any:
    """Measures with what the page of one part prints."""
    return measures.select_related("road_map__organisation", "road_map__cycle", "section")


def subject_of(measure: Measure, row: Execution) -> str:
    """What of the measure this part is: its action and its repeat."""
    return ", ".join(str(piece) for piece in (row.action, row.occurrence) if piece)
