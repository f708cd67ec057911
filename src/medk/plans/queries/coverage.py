"""Coverage of one measure, unit by unit: who has done it, with what proof, in whose hands it is."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q

from medk.plans.choices import ExecutionStatus, ProgressState
from medk.plans.models import Execution, Measure
from medk.plans.queries.confirmers import Confirmers
from medk.plans.queries.leaves import KnownLeaf, is_paused, known_leaves, parts_of_measure
from medk.plans.queries.units import Units
from medk.plans.rules.leaves import Part, Unit
from medk.plans.rules.progress import Coverage, coverage, measure_state

PAGE = 25
#: Columns of the grid of parts on one page.
WINDOW = 12
#: What a unit that has done nothing yet waits for is its own move.
_OWN_MOVE = frozenset({ExecutionStatus.PLANNED, ExecutionStatus.IN_PROGRESS, ExecutionStatus.RETURNED})


@dataclass(frozen=True)
class Cell:
    """One leaf of a unit: its address, deadline, state, and what is stored about it."""

    key: str
    part: Part
    title: str
    due_on: dt.date | None
    state: ProgressState
    status: str
    row: Execution | None
    hands: str = ""

    @property
    def proofs(self) -> int:
        """Files and links that hold."""
        return getattr(self.row, "proofs", 0)

    @property
    def since(self) -> dt.datetime | None:
        """Since when it is in these hands."""
        return self.row.changed_at if self.row else None


@dataclass(frozen=True)
class UnitRow:
    """One unit with its leaves and their counts."""

    unit: Unit
    cells: tuple[Cell, ...]
    counted: Coverage
    state: ProgressState
    #: Cells of the columns shown, None where the unit owes nothing.
    grid: tuple[Cell | None, ...] = ()

    @property
    def place_id(self) -> int | None:
        """Number of the territory it lies in."""
        return self.unit.place[0] if self.unit.place else None

    @property
    def place(self) -> str:
        """Name of the territory it lies in."""
        return self.unit.place[1] if self.unit.place else ""

    @property
    def confirmed(self) -> int:
        """Leaves confirmed."""
        return self.counted.states[ProgressState.CONFIRMED]

    @property
    def only(self) -> Cell | None:
        """The one leaf of a unit that does a thing once."""
        return self.cells[0] if len(self.cells) == 1 else None


@dataclass(frozen=True)
class Filter:
    """What the reader asked to see: a state, a municipality, a page, the first column of the grid."""

    state: str = ""
    place: int | None = None
    page: int = 1
    column: int | None = None


@dataclass(frozen=True)
class Column:
    """One part of the measure as a column of the grid."""

    part: Part
    title: str

    @property
    def due_on(self) -> dt.date | None:
        """The deadline printed over the column."""
        return self.part.due_on


@dataclass(frozen=True)
class Window:
    """The columns shown out of all; `start` counts from 0."""

    columns: tuple[Column, ...]
    start: int
    total: int

    @property
    def first(self) -> int:
        """Number of the first column, from 1."""
        return self.start + 1

    @property
    def last(self) -> int:
        """Number of the last column."""
        return self.start + len(self.columns)

    @property
    def earlier(self) -> int | None:
        """Where the columns before these begin."""
        return max(0, self.start - WINDOW) if self.start else None

    @property
    def later(self) -> int | None:
        """Where the columns after these begin."""
        following = self.start + len(self.columns)
        return following if following < self.total else None


@dataclass(frozen=True)
class CoverageOf:
    """Coverage of a measure on a date for one reader.

    `counted` and `state` are of everybody; `is_hidden` says that the group is too small to be shown
    beside the reader's own part. `rows` is one page of the units in sight that pass the filter.
    """

    counted: Coverage
    state: ProgressState
    rows: tuple[UnitRow, ...]
    found: int
    seen: int
    total: int
    is_hidden: bool
    window: Window | None = None
    places: tuple[tuple[int, str], ...] = ()
    states: tuple[str, ...] = ()
    shown: Filter = field(default_factory=Filter)
    #: Occurrence → (confirmed, all) of its parts in sight.
    slots: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages the filter gives."""
        return max(1, -(-self.found // PAGE))

    @property
    def first(self) -> int:
        """Number of the first row shown."""
        return (self.shown.page - 1) * PAGE + 1 if self.found else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.found else 0

    @property
    def own(self) -> UnitRow | None:
        """The reader's own part, when it is all that the reader sees."""
        return self.rows[0] if self.seen == 1 and self.rows else None


def stored_leaves(measure: Measure) -> list[Execution]:
    """Stored rows of a measure with the number of proofs, without a sight: callers narrow it."""
    proofs = Count("evidence", filter=Q(evidence__withdrawn_at__isnull=True))
    rows = Execution.objects.filter(measure=measure).select_related("submitted_by").annotate(proofs=proofs)
    kept: list[Any] = list(rows.order_by())
    for row in kept:
        row.measure = measure
    return kept


def coverage_of(
    measure: Measure,
    on: dt.date,
    *,
    units: Units,
    seen: frozenset[str],
    shown: Filter,
    past: list[Any] | None = None,
) -> CoverageOf:
    """Coverage for a reader who sees the units named in `seen` (pass the measure through `with_leaf_parts`).

    `past` holds the stored parts of a past moment; in whose hands they were then is not said.
    """
    leaves = known_leaves(measure, units, on, stored=stored_leaves(measure) if past is None else past)
    counted = coverage((leaf.facts for leaf in leaves), on)
    state = measure_state(
        counted, is_cancelled=measure.status == "cancelled", is_paused=is_paused(measure, on)
    )
    in_sight = [leaf for leaf in leaves if leaf.leaf.unit.key in seen]
    rows = list(_rows(measure, in_sight, on))
    passed = [row for row in rows if _passes(row, shown)]
    page = min(max(shown.page, 1), max(1, -(-len(passed) // PAGE)))
    window = _window(measure, on, shown.column, rows=rows)
    cut = [_gridded(row, window) for row in passed[(page - 1) * PAGE : page * PAGE]]
    owing = {leaf.leaf.unit.key for leaf in leaves}
    return CoverageOf(
        counted=counted,
        state=state,
        rows=tuple(_with_hands(cut)) if past is None else tuple(cut),
        found=len(passed),
        seen=len(rows),
        total=len(owing),
        is_hidden=_is_small(len(owing), len(rows), measure.road_map.cycle.smallest_group),
        window=window,
        places=tuple(sorted({(r.place_id, r.place) for r in rows if r.place_id}, key=lambda p: p[1])),
        states=tuple(s for s in ProgressState if any(row.state == s for row in rows)),
        shown=replace(shown, page=page),
        slots=_slots(in_sight),
    )


def units_shown(
    measure: Measure,
    on: dt.date,
    *,
    units: Units,
    seen: frozenset[str],
    shown: Filter,
    past: list[Any] | None = None,
) -> list[UnitRow]:
    """Every unit that passes the filter with all its parts: the whole of what the page cuts into pages."""
    leaves = known_leaves(measure, units, on, stored=stored_leaves(measure) if past is None else past)
    rows = _rows(measure, [leaf for leaf in leaves if leaf.leaf.unit.key in seen], on)
    return [row for row in rows if _passes(row, shown)]


def _slots(leaves: Iterable[KnownLeaf]) -> dict[int, tuple[int, int]]:
    """Occurrence → how many of its parts are confirmed, out of how many; cancelled ones are left out."""
    found: dict[int, list[int]] = {}
    for leaf in leaves:
        if leaf.leaf.part.occurrence_id and leaf.state != ProgressState.CANCELLED:
            counts = found.setdefault(leaf.leaf.part.occurrence_id, [0, 0])
            counts[0] += leaf.state == ProgressState.CONFIRMED
            counts[1] += 1
    return {pk: (done, total) for pk, (done, total) in found.items()}


def _is_small(total: int, seen: int, smallest: int) -> bool:
    """Whether the others, found by subtracting what the reader sees, are fewer than may be shown."""
    others = total - seen
    return 0 < others < smallest


def _passes(row: UnitRow, shown: Filter) -> bool:
    return (not shown.state or row.state == shown.state) and (not shown.place or row.place_id == shown.place)


def _rows(measure: Measure, leaves: Iterable[KnownLeaf], on: dt.date) -> Iterator[UnitRow]:
    titles = _titles(measure)
    by_unit: dict[Unit, list[KnownLeaf]] = {}
    for leaf in leaves:
        by_unit.setdefault(leaf.leaf.unit, []).append(leaf)
    for unit, held in by_unit.items():
        counted = coverage((leaf.facts for leaf in held), on)
        cells = tuple(_cell(leaf, titles[leaf.leaf.part]) for leaf in held)
        yield UnitRow(unit, cells, counted, _state_of(held, counted))


def _state_of(held: list[KnownLeaf], counted: Coverage) -> ProgressState:
    return held[0].state if len(held) == 1 else measure_state(counted)


def _cell(leaf: KnownLeaf, title: str) -> Cell:
    return Cell(leaf.key, leaf.leaf.part, title, leaf.due_on, leaf.state, leaf.facts.status, leaf.execution)


def _titles(measure: Measure) -> "_Titles":
    actions = {row.pk: str(row) for row in measure.actions.all()}
    return _Titles(actions, {row.pk: row for row in measure.occurrences.all()})


class _Titles:
    """Names of the parts of a measure: the action, the occurrence, or both."""

    def __init__(self, actions: dict[int, str], occurrences: dict[int, Any]) -> None:
        self._actions = actions
        self._occurrences = occurrences

    def __getitem__(self, part: Part) -> str:
        slot = self._occurrences.get(part.occurrence_id or 0)
        words = [self._actions.get(part.action_id or 0, ""), str(slot) if slot else ""]
        return ", ".join(word for word in words if word)


def part_title(measure: Measure, part: Part) -> str:
    """What of the measure this part is: «Собрать отчёты, 3-й повтор»; empty for the whole."""
    return _titles(measure)[part]


def is_by_dates(measure: Measure) -> bool:
    """Whether the dates of a measure are entered, in any order, rather than cut from its recurrence."""
    return any(row.is_entered for row in measure.occurrences.all())


def _window(measure: Measure, on: dt.date, column: int | None, *, rows: Sequence[UnitRow]) -> Window | None:
    """Columns of the grid when units do several parts; by default those around the day.

    Parts that a schedule gives to others alone have no column; when nobody does two, there is no grid.
    """
    titles = _titles(measure)
    owed = {cell.part for row in rows for cell in row.cells}
    parts = [part for part in parts_of_measure(measure) if not part.only or part in owed]
    if is_by_dates(measure):
        parts.sort(key=lambda part: part.due_on or dt.date.max)  # entered as they came, read by day
    if len(parts) < 2 or (any(part.only for part in parts) and all(len(row.cells) < 2 for row in rows)):
        return None
    passed = sum(1 for part in parts if part.due_on and part.due_on < on)
    start = max(0, passed - WINDOW // 2) if column is None else column
    start = max(0, min(start, len(parts) - WINDOW))
    shown = tuple(Column(part, titles[part]) for part in parts[start : start + WINDOW])
    return Window(shown, start, len(parts))


def _gridded(row: UnitRow, window: Window | None) -> UnitRow:
    if window is None:
        return row
    held = {cell.part: cell for cell in row.cells}
    return replace(row, grid=tuple(held.get(column.part) for column in window.columns))


def _with_hands(rows: list[UnitRow]) -> Iterator[UnitRow]:
    """Rows of the page with those in whose hands each part is."""
    waiting = [
        cell.row
        for row in rows
        for cell in row.cells
        if cell.row and cell.status == ExecutionStatus.SUBMITTED
    ]
    hands = Confirmers(waiting) if waiting else None
    for row in rows:
        yield replace(
            row,
            cells=tuple(_handed(cell, row.unit.name, hands) for cell in row.cells),
            grid=tuple(cell and _handed(cell, row.unit.name, hands) for cell in row.grid),
        )


def _handed(cell: Cell, unit: str, hands: Confirmers | None) -> Cell:
    if cell.status == ExecutionStatus.SUBMITTED and cell.row and hands:
        return replace(cell, hands=hands.of(cell.row).label or "никто не назначен")
    return replace(cell, hands=unit if cell.status in _OWN_MOVE else "")
