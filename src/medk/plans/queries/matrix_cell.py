"""One cell of the matrix: its leaves, and of the one that is opened its evidence and history."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from medk.plans.choices import ProgressState
from medk.plans.models import Evidence, Execution, Measure
from medk.plans.queries.confirmers import Confirmers
from medk.plans.queries.history import Event, events_of
from medk.plans.queries.matrix import Matrix
from medk.plans.queries.matrix_columns import Column
from medk.plans.queries.part_page import executed_by, proofs_of
from medk.plans.rules.leaves import Unit
from medk.plans.rules.matrix import Look, look_of, tally_of
from medk.plans.rules.moments import Mode, Moment
from medk.plans.rules.progress import leaf_state


@dataclass(frozen=True)
class CellLeaf:
    """One part of a cell: its name, what it is, its deadline, its state."""

    key: str
    title: str
    due_on: dt.date | None
    state: ProgressState
    status: str


@dataclass(frozen=True)
class Opened:
    """The part that is looked into: its row as of the day, its proofs, its history, who confirms it."""

    part: Any
    proofs: list[Evidence]
    events: list[Event]
    executed_by: str
    hands: str


@dataclass(frozen=True)
class CellShown:
    """A cell with its measure and unit; `opened` when one part is looked into."""

    measure: Measure
    unit: Unit
    look: Look
    leaves: tuple[CellLeaf, ...]
    leaf: CellLeaf | None
    opened: Opened | None


def cell_of(user: Any, matrix: Matrix, column: Column, *, unit: Unit, leaf: str = "") -> CellShown:
    """The cell on the matrix's day; Http404 when the unit owes nothing of it, or no part of this name."""
    found = next(matrix.counts.leaves([column], [unit]), None)
    if found is None:
        raise Http404
    rows = {one.key: row for one, row, _ in found[2]}
    leaves = tuple(
        CellLeaf(one.key, column.title_of(one.part), facts.due_on, leaf_state(facts, matrix.on), facts.status)
        for one, _, facts in found[2]
    )
    chosen = leaf or (leaves[0].key if len(leaves) == 1 else "")
    if chosen and chosen not in rows:
        raise Http404
    made = tally_of((facts for _, _, facts in found[2]), matrix.on)
    return CellShown(
        measure=column.measure,
        unit=unit,
        look=look_of(made, leaves[0].due_on, matrix.on, is_repeated=column.is_repeated),
        leaves=leaves,
        leaf=next((one for one in leaves if one.key == chosen), None),
        opened=_opened(user, rows[chosen], matrix.moment, unit=unit) if chosen else None,
    )


def _opened(user: Any, row: Any, moment: Moment, *, unit: Unit) -> Opened:
    if row is None or not row.pk:
        return Opened(None, [], [], f"Исполняет {unit.name}.", "")
    whole = Execution.objects.visible_to(user).filter(pk=row.pk)
    stored = whole.select_related(
        "measure__road_map__organisation", "unit_organisation", "unit_person", "assignee", "submitted_by"
    ).first()
    if stored is None:
        raise Http404
    hands = "" if moment.is_past else Confirmers([stored]).of(stored).label
    proofs = [proof for proof in proofs_of(user, stored) if _is_by(proof.added_at, moment)]
    events = [event for event in events_of(stored) if _has_happened(event, moment)]
    part = row if moment.is_past else stored
    return Opened(part, proofs, events, executed_by(stored), hands)


def _is_by(entered_at: dt.datetime, moment: Moment) -> bool:
    return not moment.is_past or entered_at.date() <= moment.on


def _has_happened(event: Event, moment: Moment) -> bool:
    """As it was known: entered by then; as it happened: of that day or earlier, whenever entered."""
    if moment.mode == Mode.HAPPENED and event.happened_on:
        return event.happened_on <= moment.on
    return _is_by(event.entered_at, moment)
