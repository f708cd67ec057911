"""The page of a plan's links: chains in order, all links, slips; for one reader at one moment."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from medk.plans.choices import LinkKind
from medk.plans.models import Measure, MeasureLink
from medk.plans.queries.links import end_of
from medk.plans.queries.table import Table
from medk.plans.rules.links import chains
from medk.plans.rules.slips import Danger
from medk.plans.rules.table import MeasureRow


@dataclass(frozen=True)
class Knot:
    """One measure of a chain: as the plan's table knows it, or of another plan (`row` is None)."""

    measure: Measure
    row: MeasureRow | None
    waits_for: tuple[str, ...] = ()

    @property
    def due_on(self) -> dt.date | None:
        return self.row.due_on if self.row else self.measure.due_on

    @property
    def state(self) -> str:
        return self.row.state if self.row else ""


@dataclass(frozen=True)
class Line:
    """One link in the table."""

    link: MeasureLink
    source: Knot
    target: Knot


class LinksPage:
    """Links that touch the plan of a table, seen by the user, at the table's moment; one query."""

    def __init__(self, user: Any, table: Table) -> None:
        self.table = table
        at = end_of(table.moment, table.sight.zone)
        ids = [row.pk for row in table.rows]
        rows = MeasureLink.objects.visible_to(user).held(at).touching(ids)
        joined = rows.select_related("source__road_map__organisation", "target__road_map__organisation")
        self.links = list(joined)
        self._rows = {row.pk: row for row in table.rows}
        self._measures: Mapping[int, Measure] = {
            one.pk: one for link in self.links for one in (link.source, link.target)
        }

    @property
    def dangers(self) -> list[Danger]:
        """Slips of the plan and what they endanger."""
        return self.table.dangers

    @cached_property
    def lines(self) -> list[Line]:
        """Every link, in the plan's order."""
        order = self._order
        made = [Line(link, self._knot(link.source_id), self._knot(link.target_id)) for link in self.links]
        return sorted(made, key=lambda line: (order[line.source.measure.pk], order[line.target.measure.pk]))

    @cached_property
    def chains(self) -> list[list[Knot]]:
        """Measures that follow one another, each chain from its first to its last."""
        edges = [(row.source_id, row.target_id) for row in self.links if row.kind == LinkKind.FOLLOWS]
        before: dict[int, list[int]] = {}
        for first, then in edges:
            before.setdefault(then, []).append(first)
        return [[self._knot(pk, before.get(pk, [])) for pk in group] for group in chains(edges, self._order)]

    @cached_property
    def _order(self) -> dict[int, int]:
        own = {row.pk: place for place, row in enumerate(self.table.rows)}
        foreign = sorted(self._measures.keys() - own.keys())
        return own | {pk: len(own) + place for place, pk in enumerate(foreign)}

    def _knot(self, pk: int, before: list[int] | None = None) -> Knot:
        names = tuple(_label(self._measures[first]) for first in before or ())
        return Knot(self._measures[pk], self._rows.get(pk), names)


def _label(measure: Measure) -> str:
    return measure.number or measure.title[:40]
