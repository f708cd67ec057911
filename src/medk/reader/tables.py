"""Which tables are the plan, cut by pages as they may be, and what stands between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from medk.reader.cells import Block, Paragraph, Place, Row, Table
from medk.reader.columns import columns_by_content, header_columns, is_publication
from medk.reader.refusal import UnreadableFile

#: A header is sought within these first rows of a table.
_HEADER_DEPTH = 4
#: Signs in a cell; a full page of print has about 4,000.
LONGEST_CELL = 10_000


@dataclass(slots=True)
class PlanRows:
    """Rows of one stretch of the plan that share the meaning of their columns."""

    columns: list[str | None]
    rows: list[Row] = field(default_factory=list)
    #: A heading printed above the table.
    heading: Paragraph | None = None


@dataclass(slots=True)
class PlanTables:
    """All stretches of the plan, the places of header rows, and the text outside."""

    stretches: list[PlanRows] = field(default_factory=list)
    headers: list[Place] = field(default_factory=list)
    outside: list[Paragraph] = field(default_factory=list)
    #: Paragraphs that stand before the first stretch.
    before: list[Paragraph] = field(default_factory=list)


def find_plan(blocks: Sequence[Block]) -> PlanTables:
    """The plan's tables among the blocks; `stretches` is empty when there is no plan.

    Raises UnreadableFile when a cell of the plan is longer than any page.
    """
    found = PlanTables()
    between: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            (between if found.stretches else found.before).append(block)
            found.outside.append(block)
        elif _take(block, found, between):
            between = []
    if not found.stretches:
        _without_header(blocks, found)
    for stretch in found.stretches:
        _name_unheaded(stretch)
        _refuse_endless_cells(stretch)
    return found


def _refuse_endless_cells(stretch: PlanRows) -> None:
    for cell in (cell for row in stretch.rows for cell in row.cells):
        if len(cell.text) > LONGEST_CELL:
            raise UnreadableFile(
                f"В строке {cell.place.first} ячейка таблицы длиннее {LONGEST_CELL} знаков: похоже, "
                "таблица сохранена без разбивки на строки. Сохраните её заново и загрузите снова."
            )


def _take(table: Table, found: PlanTables, between: list[Paragraph]) -> bool:
    """Add a table to the plan if it belongs there; tell whether it did."""
    rows = list(table.rows)
    header = _header(rows)
    if header is None and not _continues(table, found):
        return False
    columns = found.stretches[-1].columns if found.stretches else []
    stretch = PlanRows(list(columns), heading=_heading(between))
    found.stretches.append(stretch)
    for index, row in enumerate(rows):
        roles = header_columns(row)
        if roles is not None:
            stretch = _headed(found, stretch, roles, row)
        elif header is not None and index < header and not columns:
            continue
        elif _is_ruling(row):
            found.headers.extend(filter(None, [row.place]))
        else:
            stretch.rows.append(row)
    return True


def _headed(found: PlanTables, stretch: PlanRows, roles: list[str | None], row: Row) -> PlanRows:
    """A header row opens a stretch of its own unless nothing was read before it."""
    found.headers.extend(filter(None, [row.place]))
    if stretch.rows:
        stretch = PlanRows(roles)
        found.stretches.append(stretch)
    stretch.columns = roles
    return stretch


def _header(rows: list[Row]) -> int | None:
    for index, row in enumerate(rows[:_HEADER_DEPTH]):
        if header_columns(row) is not None:
            return index
    return None


def _continues(table: Table, found: PlanTables) -> bool:
    """A table without a header goes on with the plan when it is as wide (one cell apart)."""
    if not found.stretches or table.width < 2:
        return False
    return abs(table.width - len(found.stretches[-1].columns)) <= 1


def _is_ruling(row: Row) -> bool:
    """Empty rows, and rows that only number the columns: 1, 2, 3 …"""
    texts = [cell.text.strip(" .") for cell in row.filled]
    counted = [str(number) for number in range(1, len(texts) + 1)]
    return not texts or (len(texts) > 2 and texts == counted)


def _heading(between: list[Paragraph]) -> Paragraph | None:
    """The last short paragraph between two tables of the plan heads the second one."""
    if not between or len(between) > 3 or len(between[-1].text) > 200:
        return None
    return between[-1]


def _without_header(blocks: Sequence[Block], found: PlanTables) -> None:
    """A plan without any header: columns by their content."""
    for block in blocks:
        if not isinstance(block, Table):
            continue
        rows = [row for row in block.rows if not _is_ruling(row)]
        columns = columns_by_content(rows)
        if columns is not None:
            found.stretches.append(PlanRows(columns, rows))
            found.before = [p for p in found.before if p.place.first < rows[0].cells[0].place.first]
            return


def _name_unheaded(stretch: PlanRows) -> None:
    """Columns beyond the header: sites of publication are told by their content."""
    width = max((len(row.cells) for row in stretch.rows), default=0)
    stretch.columns += [None] * (width - len(stretch.columns))
    for col, role in enumerate(stretch.columns):
        texts = [row.cells[col].text for row in stretch.rows if col < len(row.cells)]
        if role is None and "publication" not in stretch.columns and is_publication(texts):
            stretch.columns[col] = "publication"
