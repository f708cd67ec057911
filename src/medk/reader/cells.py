"""Text with its place: what every source format hands to the reader.

A format (plain text now, DOCX, PDF and XLSX later) yields paragraphs and tables of
cells; everything above works on these and knows nothing of formats.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fragment stands in the file: 1-based lines, and more where a format has it."""

    first: int
    last: int
    col: int | None = None
    page: int | None = None
    sheet: str | None = None

    def to_contract(self) -> dict[str, int | str]:
        """The place as the contract prints it; keys that are unknown are left out."""
        known: dict[str, int | str | None] = {"from": self.first, "to": self.last}
        known |= {"col": self.col, "page": self.page, "sheet": self.sheet}
        return {key: value for key, value in known.items() if value is not None}


def cover(places: Iterable[Place]) -> Place | None:
    """The smallest place that holds all of `places`; None when there are none."""
    known = list(places)
    if not known:
        return None
    columns = {place.col for place in known}
    return Place(
        first=min(place.first for place in known),
        last=max(place.last for place in known),
        col=columns.pop() if len(columns) == 1 else None,
        page=known[0].page,
        sheet=known[0].sheet,
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; paragraphs inside it are separated by line feeds."""

    text: str
    place: Place

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table as the source printed it."""

    cells: tuple[Cell, ...]

    @property
    def filled(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.is_empty]

    @property
    def place(self) -> Place | None:
        return cover(cell.place for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that stand together; a page break starts another table."""

    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text outside tables; its own lines are separated by line feeds."""

    text: str
    place: Place


Block = Table | Paragraph
