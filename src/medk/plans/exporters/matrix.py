"""The matrix as a spreadsheet, exactly as seen: order, filter, columns, states in words, colours as fills."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from medk.kernel.exports import Cell, Painted, Sheet
from medk.kernel.exports import Column as SheetColumn
from medk.plans.queries.matrix import Matrix
from medk.plans.queries.matrix_columns import Column
from medk.plans.queries.matrix_counts import total_of
from medk.plans.rules.leaves import Unit
from medk.plans.rules.matrix import KINDS, Look, Tally

#: Rows read at once, so that a long matrix takes little memory.
CHUNK = 100
#: Fill of a cell by its look: the tints of the screen, overdue and soon a little stronger.
FILLS = {
    "ok": "#DDF0E3", "re": "#E5E0F3", "in": "#DBE7F8", "da": "#F3B6AE", "wa": "#FBE3A6", "ret": "#F9DCD8",
    "no": "#F2F4F6", "na": "#FFFFFF",
}  # fmt: skip
ABSENT = "не требуется"


@dataclass(frozen=True)
class Row:
    """One row with its cells by the number of the measure."""

    unit: Unit
    looks: dict[int, Look]
    made: Tally


def matrix_sheet(matrix: Matrix, columns: Sequence[Column], *, filters: Sequence[str]) -> Sheet:
    """A sheet of every row that passes the filter and of these columns; `filters` are its words."""
    labels = {code: label for code, label, _ in KINDS}
    whole = total_of(matrix.sum_up(matrix.rows), matrix.rows)
    heads = [
        SheetColumn(labels.get(matrix.kind, "Строка"), lambda row: row.unit.name, 34),
        SheetColumn("Территория", lambda row: row.unit.place[1] if row.unit.place else "", 24),
        *(SheetColumn(_title(column), partial(_cell, column.measure.pk), 17) for column in columns),
        SheetColumn("Подтверждено", lambda row: row.made.confirmed, 14),
        SheetColumn("Всего частей", lambda row: row.made.planned, 12),
        SheetColumn("Просрочено", lambda row: row.made.overdue, 12),
    ]
    return Sheet(
        title=f"{matrix.road_map.title}: матрица",
        columns=heads,
        rows=_rows(matrix, columns),
        filters=filters,
        file_name=f"матрица {matrix.road_map.organisation}",
        frozen=2,
        as_of=matrix.moment.words if matrix.moment.is_past else f"{matrix.on:%d.%m.%Y}",
        more=(
            f"Столбцов: {len(columns)} из {len(matrix.of_kind)}",
            f"Подтверждено {whole.confirmed} из {whole.planned}, просрочено {whole.overdue}",
        ),
    )


def _title(column: Column) -> str:
    due = f" (срок {column.due_on:%d.%m.%Y})" if column.due_on else ""
    return f"{column.measure}{due}"


def _rows(matrix: Matrix, columns: Sequence[Column]) -> Iterator[Row]:
    for start in range(0, len(matrix.rows), CHUNK):
        units = matrix.rows[start : start + CHUNK]
        cells = matrix.counts.cells(units, columns)
        for unit in units:
            looks = {
                column.measure.pk: column.look(cells[unit.key, column.measure.pk], matrix.on)
                for column in columns
                if (unit.key, column.measure.pk) in cells
            }
            yield Row(unit, looks, matrix.sums[unit.key])


def _cell(measure_pk: int, row: Row) -> Cell | Painted:
    look = row.looks.get(measure_pk)
    if look is None:
        return ABSENT
    return Painted(look.sentence, FILLS[look.fill])
