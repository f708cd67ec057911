"""Rows out of a run of stacked cells, where no mark tells one row from the next.

A row opens with its number. The usual number of cells between two numbers gives the
width, so that a heading between rows is told from a last cell after a blank line.
"""

import itertools
import re
from collections import Counter
from dataclasses import replace

from medk.reader.cells import Block, Cell, Paragraph, Row, Table

_NUMBER = re.compile(r"\d{1,5}(?:\s?\.\s?\d{1,3}){0,3}\.?\)?")
_HEADER = re.compile(r"(?:№|N|п\s*[/\\]\s*п\b|n\s*/\s*n)", re.IGNORECASE)


def stacked_rows(cells: list[tuple[Cell, bool]]) -> list[Block]:
    """The table of these cells, preceded by paragraphs for what stands above its header."""
    head = next((n for n, (cell, _) in enumerate(cells) if _opens_table(cell)), None)
    if head is None:
        return [Paragraph(cell.text, cell.place) for cell, _ in cells if not cell.is_empty]
    above = [Paragraph(cell.text, cell.place) for cell, _ in cells[:head] if not cell.is_empty]
    rows = _split(cells[head:])
    return [*above, Table(tuple(_numbered(row) for row in rows))]


def _opens_table(cell: Cell) -> bool:
    return bool(_HEADER.match(cell.text) or _NUMBER.fullmatch(cell.text))


def _split(cells: list[tuple[Cell, bool]]) -> list[list[Cell]]:
    width = _usual_width(cells)
    rows: list[list[Cell]] = []
    for cell, after_blank in cells:
        opens = _NUMBER.fullmatch(cell.text) and (after_blank or len(rows[-1]) >= width if rows else True)
        if not rows or opens or (after_blank and _is_over(rows[-1], width)):
            rows.append([])
        rows[-1].append(cell)
    return rows


def _usual_width(cells: list[tuple[Cell, bool]]) -> int:
    starts = [n for n, (cell, blank) in enumerate(cells) if blank and _NUMBER.fullmatch(cell.text)]
    gaps = Counter(later - earlier for earlier, later in itertools.pairwise(starts))
    return gaps.most_common(1)[0][0] if gaps else 2


def _is_over(row: list[Cell], width: int) -> bool:
    """A row that does not open with a number is a heading; a numbered one has its width."""
    return len(row) >= width or not _NUMBER.fullmatch(row[0].text)


def _numbered(row: list[Cell]) -> Row:
    placed = (replace(cell, place=replace(cell.place, col=col)) for col, cell in enumerate(row, 1))
    return Row(tuple(placed))
