"""What was ticked in the matrix: cells, rows, columns or everything overdue, as leaves to act upon."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from medk.kernel.refusals import Refused
from medk.kernel.russian import counted
from medk.plans.choices import ExecutionStatus, ProgressState
from medk.plans.models import Execution, RoadMap
from medk.plans.queries.matrix import Matrix
from medk.plans.queries.matrix_columns import Column
from medk.plans.rules.leaves import Leaf, Unit
from medk.plans.rules.matrix import Tally
from medk.plans.rules.progress import LeafFacts, leaf_state

#: Cells that one action takes; more would be more than a person can look through.
MOST_CELLS = 1000


@dataclass(frozen=True)
class Ticked:
    """The ticks of a form: cells `45-o12`, rows `o12`, columns `45`, or all that is overdue."""

    cells: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    all_overdue: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ticked at all."""
        return not (self.cells or self.rows or self.columns or self.all_overdue)


@dataclass
class Picked:
    """Cells behind the ticks: of rows and columns that the reader sees; `lost` ticks named no such cell."""

    pairs: set[tuple[str, int]] = field(default_factory=set)
    lost: int = 0


@dataclass(frozen=True)
class PickedLeaf:
    """A leaf of a picked cell on the matrix's day."""

    column: Column
    unit: Unit
    leaf: Leaf
    row: Any
    facts: LeafFacts
    state: ProgressState

    @property
    def due_on(self) -> Any:
        """The deadline, extended where a pause does so."""
        return self.facts.due_on


def pick(matrix: Matrix, ticked: Ticked) -> Picked:
    """Cells of the matrix that were ticked; Refused when there are more than one action takes."""
    columns = {column.key: column for column in matrix.columns}
    rows = {unit.key: unit for unit in matrix.rows}
    found = Picked()
    if ticked.all_overdue:
        late = matrix.counts.cells(matrix.rows, matrix.columns)
        found.pairs = {pair for pair, made in late.items() if made.overdue}
    else:
        _take_cells(found, ticked.cells, columns, rows)
        _take_lines(found, ticked, matrix, columns, rows)
    if len(found.pairs) > MOST_CELLS:
        raise Refused(
            f"Выбрано {counted(len(found.pairs), 'ячейка', 'ячейки', 'ячеек')}, за один раз можно до {MOST_CELLS}. "
            "Сузьте отбор: возьмите одну территорию, раздел или срок."
        )
    return found


def _take_cells(
    found: Picked, cells: Iterable[str], columns: dict[str, Column], rows: dict[str, Unit]
) -> None:
    for token in cells:
        measure, _, unit = token.partition("-")
        if measure in columns and unit in rows:
            found.pairs.add((unit, columns[measure].measure.pk))
        else:
            found.lost += 1


def _take_lines(
    found: Picked, ticked: Ticked, matrix: Matrix, columns: dict[str, Column], rows: dict[str, Unit]
) -> None:
    """Whole rows and columns: the cells of them in which something is still open."""
    units = [rows[key] for key in ticked.rows if key in rows]
    heads = [columns[key] for key in ticked.columns if key in columns]
    found.lost += len(ticked.rows) - len(units) + len(ticked.columns) - len(heads)
    chosen: dict[tuple[str, int], Tally] = {}
    if units:
        chosen |= matrix.counts.cells(units, matrix.columns)
    if heads:
        chosen |= matrix.counts.cells(matrix.rows, heads)
    found.pairs |= {pair for pair, made in chosen.items() if made.confirmed < made.planned}


def leaves_of(matrix: Matrix, pairs: Collection[tuple[str, int]]) -> Iterator[list[PickedLeaf]]:
    """Leaves of the picked cells, a list for each cell."""
    measures = {measure for _, measure in pairs}
    keys = {key for key, _ in pairs}
    columns = [column for column in matrix.columns if column.measure.pk in measures]
    units = [unit for unit in matrix.rows if unit.key in keys]
    for column, unit, held in matrix.counts.leaves(columns, units):
        if (unit.key, column.measure.pk) in pairs:
            yield [
                PickedLeaf(column, unit, leaf, row, facts, leaf_state(facts, matrix.on))
                for leaf, row, facts in held
            ]


_JOINS = (
    "measure__road_map__organisation", "unit_organisation", "unit_person", "submitted_by", "occurrence", "action",
)  # fmt: skip


def submitted_in(user: Any, road_map: RoadMap) -> Any:
    """Submitted parts of a plan in the user's sight, the longest waiting first."""
    rows = Execution.objects.visible_to(user).filter(
        status=ExecutionStatus.SUBMITTED, measure__road_map=road_map
    )
    return rows.select_related(*_JOINS).order_by("changed_at", "pk")


def submitted_of(user: Any, road_map: RoadMap, pairs: Collection[tuple[str, int]]) -> list[Execution]:
    """Submitted parts of the picked cells."""
    rows = submitted_in(user, road_map).filter(measure_id__in={measure for _, measure in pairs})
    return [row for row in rows if (_unit_key(row), row.measure_id) in pairs]


def _unit_key(row: Execution) -> str:
    return f"o{row.unit_organisation_id}" if row.unit_organisation_id else f"p{row.unit_person_id}"
