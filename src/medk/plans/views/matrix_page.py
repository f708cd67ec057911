"""One page of the matrix: which rows and columns are drawn, their looks, and the links around them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from medk.kernel.russian import NBSP, counted
from medk.plans.access import held_by
from medk.plans.forms.filters import DUE_WINDOWS
from medk.plans.forms.matrix import SORTS, STATES, MatrixFilter, query_of
from medk.plans.models import RoadMap
from medk.plans.queries.matrix import Asked, Matrix
from medk.plans.queries.matrix_columns import Column
from medk.plans.queries.table_sight import Sight
from medk.plans.rules.leaves import Unit
from medk.plans.rules.matrix import KINDS, Look, Slice, Tally, cut
from medk.plans.rules.moments import Moment
from medk.plans.views.moments import carried

#: Rows and columns of one page, and cells of one block: a block stays under 40 KB (decision 26).
ROWS = 50
PRINTED_ROWS = 1000
COLUMNS = 24
BLOCK_CELLS = 340
_LONGEST_HEAD = 34


@dataclass(frozen=True)
class Head:
    """A column's heading."""

    key: str
    url: str
    number: str
    title: str
    under: str
    is_first: bool


@dataclass(frozen=True)
class Heading:
    """A territory over its rows, with its coverage."""

    title: str
    words: str


@dataclass(frozen=True)
class Line:
    """One row as it is drawn."""

    key: str
    name: str
    place: str
    looks: tuple[Look | None, ...]
    total: str
    late: int = 0
    heading: Heading | None = None


@dataclass(frozen=True)
class Block:
    """Rows drawn at once; `more` is the address of the next ones of this page, empty on the last."""

    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    suffix: str = ""
    more: str = ""
    next_page: str = ""


def matrix_of(request: HttpRequest, road_map: RoadMap, *, sight: Sight, moment: Moment) -> Matrix:
    """The matrix that an address asks for."""
    wanted = MatrixFilter(request.GET).wanted()
    return Matrix(Asked(road_map, sight, moment, wanted, held_by(request.user)))


def of_words(made: Tally) -> str:
    """«12 из 40», of what stands in the denominator; empty where nothing is counted."""
    return f"{made.confirmed}{NBSP}из{NBSP}{made.planned}" if made.total else ""


class MatrixPage:
    """A page of the matrix: a cut of its rows and of its columns."""

    def __init__(self, request: HttpRequest, matrix: Matrix) -> None:
        self.request = request
        self.matrix = matrix
        self.is_picked = request.GET.get("pick") == "1"
        self.is_printed = request.GET.get("print") == "1"
        self.kept = query_of(matrix.wanted) | carried(matrix.moment)
        self.across: Slice = cut([c.key for c in matrix.columns], request.GET.get("from", ""), COLUMNS)
        self.columns: list[Column] = matrix.columns[self.across.start : self.across.end]
        self._keys = [unit.key for unit in matrix.rows] if self.columns else []
        self.down: Slice = cut(self._keys, request.GET.get("after", ""), self._rows)

    @property
    def _rows(self) -> int:
        """Rows of one page; paper takes all of them, for nobody turns its pages by key."""
        return PRINTED_ROWS if self.is_printed else ROWS

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """Headings of the columns shown."""
        found: list[Head] = []
        section: int | None = None
        measures = reverse("plans:measure-detail", args=[0]).removesuffix("0/")
        for column in self.columns:
            measure = column.measure
            title = measure.title
            found.append(
                Head(
                    column.key,
                    f"{measures}{column.key}/",
                    measure.number,
                    title if len(title) <= _LONGEST_HEAD else f"{title[: _LONGEST_HEAD - 1].rstrip()}…",
                    under_words(column),
                    is_first=bool(found) and measure.section_id != section,
                )
            )
            section = measure.section_id
        return tuple(found)

    def block(self) -> Block:
        """The rows of one block: the first of the page, or the one that `part` asks for."""
        size = PRINTED_ROWS if self.is_printed else max(5, BLOCK_CELLS // max(1, len(self.columns)))
        inside = self._keys[self.down.start : self.down.end]
        start = self.down.start + cut(inside, self.request.GET.get("part", ""), size).start
        end = min(start + size, self.down.end)
        more = self._keys[end] if end < self.down.end else ""
        said = carried(self.matrix.moment) | ({"rows": self.matrix.kind} if self.matrix.wanted.rows else {})
        suffix = f"?{urlencode(said)}" if said else ""
        first = self._keys[self.down.start] if self._keys else ""
        return Block(
            self.heads,
            self._lines(start, end),
            suffix,
            self.link(after=first, part=more, **{"from": self.here}) if more else "",
            self.link(after=more, **{"from": self.here}) if more else "",
        )

    @property
    def here(self) -> str:
        """The first column shown, when it is not the first of all."""
        return self.columns[0].key if self.across.start else ""

    def _lines(self, start: int, end: int) -> tuple[Line, ...]:
        matrix = self.matrix
        rows = matrix.rows[start:end]
        is_grouped = matrix.kind == "school" and not matrix.wanted.sort
        places = matrix.place_sums(rows) if is_grouped else {}
        sums = matrix.sum_up(rows)
        cells = matrix.counts.cells(rows, self.columns)
        before = matrix.rows[start - 1].place if start > self.down.start else None
        lines = []
        for unit in rows:
            heading = None
            if is_grouped and unit.place and unit.place != before:
                heading = _heading(unit.place, *places[unit.place])
            before = unit.place
            looks = tuple(self._look(cells.get((unit.key, c.measure.pk)), c) for c in self.columns)
            lines.append(self._line(unit, looks, sums[unit.key], heading))
        return tuple(lines)

    def _line(self, unit: Unit, looks: tuple[Look | None, ...], made: Tally, heading: Heading | None) -> Line:
        place = unit.place[1] if unit.place and self.matrix.wanted.sort else ""
        return Line(unit.key, unit.name, place, looks, of_words(made), made.overdue, heading)

    def _look(self, made: Tally | None, column: Column) -> Look | None:
        return column.look(made, self.matrix.on) if made else None

    def link(self, **other: Any) -> str:
        """The same page with other words in its address; the filter and the date are kept."""
        pick = {"pick": "1"} if self.is_picked else {}
        said = {name: value for name, value in {**self.kept, **pick, **other}.items() if value}
        path = reverse("plans:road-map-matrix", args=[self.matrix.road_map.pk])
        return f"{path}?{urlencode(said, doseq=True)}" if said else path

    def context(self) -> dict[str, Any]:
        """Everything that the page and its fragment draw."""
        matrix, across, down = self.matrix, self.across, self.down
        row = self._keys[down.start] if down.start else ""
        return {
            "matrix": matrix,
            "page": self,
            "sheet": self.block() if self._keys else None,
            "wanted": matrix.wanted,
            "kinds": [
                (label, self.link(rows=code), code == matrix.kind)
                for code, label, _ in KINDS
                if code in matrix.kinds
            ],
            "left": self.link(after=row, **{"from": across.earlier}) if across.earlier else "",
            "right": self.link(after=row, **{"from": across.later}) if across.later else "",
            "up": self.link(after=down.earlier, **{"from": self.here}) if down.start else "",
            "down": self.link(after=down.later, **{"from": self.here}) if down.later else "",
            "sorts": SORTS,
            "states": STATES,
            "windows": DUE_WINDOWS,
            "print_url": self.link(**{"from": self.here, "print": "1"}),
            "all_url": reverse("plans:road-map-matrix", args=[matrix.road_map.pk]),
            "filter_query": urlencode(self.kept, doseq=True),
        }


def under_words(column: Column) -> str:
    """Under a title: its number and its deadline, «1.3 · 25.05.22» or «1.3 · 36 сроков»."""
    if len(column.parts) > 1:
        due = counted(len(column.parts), "срок", "срока", "сроков")
    else:
        due = f"{column.due_on:%d.%m.%y}" if column.due_on else ""
    return " · ".join(filter(None, (column.measure.number, due)))


def _heading(place: tuple[int, str], rows: int, made: Tally) -> Heading:
    late = f", просрочено {made.overdue}" if made.overdue else ""
    schools = counted(rows, "школа", "школы", "школ")
    return Heading(place[1], f"{schools}, подтверждено {of_words(made) or '0'}{late}")
