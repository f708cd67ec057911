"""The table of a road map as a page shows it: filtered, sorted, cut into pages."""

from dataclasses import asdict, dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse

from medk.plans.choices import ProgressState
from medk.plans.forms.filters import MeasureFilter
from medk.plans.queries.table import Table
from medk.plans.rules.table import MeasureRow, arranged, matches, partition
from medk.plans.views.links import with_query
from medk.plans.views.moments import carried

#: Measures on one page; the longest of the published plans has 74.
PAGE = 100


@dataclass(frozen=True)
class Group:
    """A section as a heading over its rows; `confirmed` of `total` is over the whole section."""

    title: str
    confirmed: int
    total: int
    rows: list[MeasureRow]


@dataclass(frozen=True)
class Chip:
    """A part of the partition as a link to its rows."""

    state: str
    label: str
    count: int
    url: str
    is_on: bool


class MeasureTable:
    """The table of one page: the rows that pass the filter, in their order, cut into pages."""

    def __init__(self, table: Table, request: HttpRequest) -> None:
        self.table = table
        self.wanted = MeasureFilter(request.GET).chosen()
        self.kept = carried(table.moment)
        on = table.counted_on
        found = (row for row in table.rows if matches(row, self.wanted, on))
        self.rows = arranged(found, self.wanted.sort)
        self.is_printed = request.GET.get("print") == "1"
        self.sections = table.sections
        size = max(1, len(self.rows)) if self.is_printed else PAGE
        self.page: Page = Paginator(self.rows, size).get_page(request.GET.get("page"))

    def groups(self) -> list[Group]:
        """Rows of the page under their sections; one nameless group when they are sorted otherwise."""
        rows = list(self.page.object_list)
        if self.wanted.sort or not self.sections:
            return [Group("", 0, 0, rows)]
        held: dict[int | None, list[MeasureRow]] = {}
        for row in rows:
            held.setdefault(row.section_id, []).append(row)
        return [self._group(pk, under) for pk, under in held.items()]

    def _group(self, section: int | None, rows: list[MeasureRow]) -> Group:
        whole = [row.state for row in self.table.rows if row.section_id == section]
        confirmed = sum(state == ProgressState.CONFIRMED for state in whole)
        return Group(self.sections.get(section or 0, "Вне разделов"), confirmed, len(whole), rows)

    def context(self, path: str) -> dict[str, Any]:
        """Everything that the fragment of the table draws."""
        wanted = {name: value for name, value in asdict(self.wanted).items() if value} | self.kept
        page = self.page
        return {
            "table": self.table,
            "wanted": self.wanted,
            "groups": self.groups(),
            "found": len(self.rows),
            "page": page,
            "previous": with_query(path, wanted | {"page": page.number - 1}) if page.has_previous() else "",
            "following": with_query(path, wanted | {"page": page.number + 1}) if page.has_next() else "",
            "sorts": {name: _sort_link(path, wanted, name) for name in ("due", "title", "executor", "state")},
            "in_order": with_query(path, wanted | {"sort": ""}),
            "measures": reverse("plans:measure-detail", args=[0]).removesuffix("0/"),
            "measure_query": with_query("", self.kept),
            "whole": with_query(path, self.kept),
            "is_printed": self.is_printed,
        }

    def chips(self, path: str) -> list[Chip]:
        """The partition of the whole plan; each part opens its rows."""
        return [
            Chip(
                state,
                ProgressState(state).label,
                count,
                with_query(path, {"state": state} | self.kept),
                self.wanted.state == state,
            )
            for state, count in partition(self.table.rows)
        ]


def _sort_link(path: str, wanted: dict[str, Any], name: str) -> tuple[str, str, str]:
    """The address that sorts by a column, how it is sorted now, and the icon that says so."""
    now = wanted.get("sort", "")
    following = f"-{name}" if now == name else name
    said = {name: "ascending", f"-{name}": "descending"}.get(now, "none")
    icon = {"ascending": "up", "descending": "down"}.get(said, "sort")
    return with_query(path, wanted | {"sort": following}), said, icon
