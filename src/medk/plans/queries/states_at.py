"""States at a past moment, read from the moves: parts, measures, plans (decision 27)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from medk.plans.choices import MeasureStatus, RoadMapStatus
from medk.plans.models import Execution, Measure, Pause, RoadMap
from medk.plans.rules.facts import Held, Moved, held_after
from medk.plans.rules.moments import Cut
from medk.workflow.models import Transition

_PART, _MEASURE, _MAP = (model._meta.label_lower for model in (Execution, Measure, RoadMap))
_PAUSE_JOINS = ("unit_organisation", "execution__unit_organisation", "by__person")
#: Made once: a part that never moved.
_UNTOUCHED = Held()


@dataclass(slots=True)
class LeafAt:
    """A stored part as it was: the fields of `Execution` that views read; never saved.

    Its deadline is that of its leaf in the plan of the moment, `due_on` here the one it is stored with.
    """

    pk: int
    measure_id: int
    leaf_key: str
    due_on: dt.date | None
    action_id: int | None
    occurrence_id: int | None
    unit_organisation_id: int | None
    unit_person_id: int | None
    status: str
    done_on: dt.date | None
    confirmed_on: dt.date | None
    is_self_confirmed: bool
    submitted_by_id: int | None
    changed_at: dt.datetime | None
    proofs: int = 0


_FIELDS = (
    "pk", "measure_id", "leaf_key", "due_on", "action_id", "occurrence_id", "unit_organisation_id",
    "unit_person_id",
)  # fmt: skip


def moves_at(subject_type: str, subjects: Any, cut: Cut) -> Iterator[tuple[int, list[Moved]]]:
    """Subject → its moves that count at the moment, in the order of entry; one query.

    A move that a counted one supersedes is left out.
    """
    counted = counting(Transition.objects.all(), cut)
    # Of the same subject by definition; said aloud, it is found by an index instead of a scan for each move.
    superseding = counted.filter(
        supersedes=OuterRef("pk"), subject_type=subject_type, subject_id=OuterRef("subject_id")
    )
    rows = counted.filter(~Exists(superseding), subject_type=subject_type, subject_id__in=subjects)
    found = rows.order_by("subject_id", "pk").values_list(
        "subject_id", "move", "target", "happened_on", "entered_at", "by_id"
    )
    for subject, held in groupby(found.iterator(chunk_size=5000), key=lambda row: row[0]):
        yield subject, [Moved(*row[1:]) for row in held]


def counting(rows: QuerySet[Transition], cut: Cut) -> QuerySet[Transition]:
    """Moves that count at the moment."""
    entered = Q(entered_at__lt=cut.until)
    return rows.filter(entered if cut.is_known else entered | Q(happened_on__lte=cut.on))


def leaves_at(parts: QuerySet[Execution], cut: Cut) -> list[LeafAt]:
    """Stored parts as they were at the moment; two queries however many there are.

    Parts that were stored later stand among them as not begun, which is what they were.
    """
    held = {pk: held_after(moves) for pk, moves in moves_at(_PART, parts.order_by().values("pk"), cut)}
    return [
        _leaf(values, held.get(values[0], _UNTOUCHED)) for values in parts.order_by().values_list(*_FIELDS)
    ]


def _leaf(values: Any, held: Held) -> LeafAt:
    said = (
        held.status,
        held.done_on,
        held.confirmed_on,
        held.is_self_confirmed,
        held.submitted_by_id,
        held.changed_at,
    )
    return LeafAt(*(*values, *said))


@dataclass(frozen=True)
class OwnMoves:
    """Every move of a plan and of its measures, by subject, in the order of entry."""

    plan: tuple[Moved, ...]
    measures: dict[int, tuple[Moved, ...]]


def own_moves(road_map: RoadMap) -> OwnMoves:
    """Moves of a plan and of its measures, few even in long years; one query."""
    measures = Measure.objects.filter(road_map=road_map).values("pk")
    rows = Transition.objects.filter(
        Q(subject_type=_MAP, subject_id=road_map.pk) | Q(subject_type=_MEASURE, subject_id__in=measures)
    )
    found: dict[tuple[str, int], list[Moved]] = {}
    for row in rows.order_by("pk").values_list(
        "subject_type", "subject_id", "move", "target", "happened_on", "entered_at", "by_id"
    ):
        found.setdefault(row[:2], []).append(Moved(*row[2:]))
    held = {pk: tuple(moves) for (kind, pk), moves in found.items() if kind == _MEASURE}
    return OwnMoves(tuple(found.get((_MAP, road_map.pk), ())), held)


def _last(moves: Iterable[Moved], cut: Cut) -> Moved | None:
    counted = [move for move in moves if cut.counts(move.happened_on, move.entered_at)]
    return counted[-1] if counted else None


def measure_status_at(moves: Iterable[Moved], cut: Cut) -> str:
    """Status of a measure after those of its moves that count; in force before any."""
    last = _last(moves, cut)
    return last.target if last else MeasureStatus.ACTIVE


def pauses_at(measure_ids: Iterable[int], cut: Cut) -> dict[int, list[Pause]]:
    """Measure → its pauses at the moment: a pause whose end had not come or was not known is open."""
    found: dict[int, list[Pause]] = {}
    for row in Pause.objects.filter(measure_id__in=list(measure_ids)).select_related(*_PAUSE_JOINS):
        if not cut.counts(row.starts_on, row.entered_at):
            continue
        if row.ended_at and row.ends_on and not cut.counts(row.ends_on, row.ended_at):
            row.ends_on = None
        found.setdefault(row.measure_id, []).append(row)
    return found


@dataclass(frozen=True)
class PlanState:
    """How a plan stood at a moment: its status and the day on which its counts were taken."""

    status: str
    counted_on: dt.date

    @property
    def is_in_force(self) -> bool:
        """Whether there was a plan to show."""
        return self.status in (RoadMapStatus.APPROVED, RoadMapStatus.CLOSED)


def plan_state_at(road_map: RoadMap, moves: tuple[Moved, ...], cut: Cut) -> PlanState:
    """Status of a plan at the moment; a closed one keeps the counts of the day on which it was closed."""
    last = _last(moves, cut)
    if last:
        is_closed = last.target == RoadMapStatus.CLOSED
        return PlanState(last.target, min(last.happened_on, cut.on) if is_closed else cut.on)
    if moves:
        return PlanState(RoadMapStatus.DRAFT, cut.on)
    since = road_map.approved_on
    return PlanState(road_map.status if since and since <= cut.on else RoadMapStatus.DRAFT, cut.on)
