"""The Gantt chart of one request: what passes the filter, folded, drawn by blocks."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest

from medk.plans.access import held_by
from medk.plans.choices import ProgressState
from medk.plans.models import RoadMap
from medk.plans.queries.gantt import PlanDates, Points
from medk.plans.queries.table import Table
from medk.plans.queries.table_sight import sight_of
from medk.plans.rules.gantt import (
    Base,
    Dates,
    Span,
    cluster,
    drawing,
    joined,
    repeats,
    shift_words,
    span_of,
    tail,
)
from medk.plans.rules.gantt_axis import Axis, axis_of, zoom_of
from medk.plans.rules.gantt_rows import Ghost, Heading, Item, Line
from medk.plans.rules.table import MeasureRow, partition
from medk.plans.views.links import with_query
from medk.plans.views.moments import carried, moment_of
from medk.plans.views.road_maps_table import Chip, MeasureTable

#: Rows drawn at once; a block of them stays under 40 KB.
BLOCK = 40
#: Rows that one page comes to; longer plans go over several.
PAGE = 8 * BLOCK
#: Marks nearer than these (rem) are drawn as one: a milestone is 0.75 rem wide, a tick 2 pixels.
_MARK, _TICK = 1.0, 0.25
UNDATED, REMOVED = "n", "x"
Raw = MeasureRow | Heading | Base


class Chart:
    """Rows of the chart before their drawing; `lines` draws those that are asked for."""

    def __init__(self, request: HttpRequest, road_map: RoadMap, *, path: str) -> None:
        sight = sight_of(request.user, road_map, held=held_by(request.user))
        self.road_map = road_map
        self.path = path
        self.moment = moment_of(request, sight.on, zone=sight.zone)
        self.shown = MeasureTable(Table(road_map, sight, moment=self.moment, has_targets=False), request)
        self.table = self.shown.table
        self.wanted = self.shown.wanted
        self.plan = PlanDates(self.table)
        self.zoom = zoom_of(request.GET.get("zoom", ""))
        self.folded = frozenset(filter(None, request.GET.get("fold", "").split(".")))
        self.is_changed_only = request.GET.get("changed") == "1"
        self.axis = self._axis()
        changed = {row.pk for row in self.table.rows if self._is_changed(row)}
        self.changed = len(changed) + len(self.plan.removed)
        kept = self.shown.rows
        self.rows = [row for row in kept if row.pk in changed] if self.is_changed_only else kept
        self.items = list(self._items())

    @property
    def on(self) -> dt.date:
        """The day of the line «сегодня»."""
        return self.moment.on if self.moment.is_past else self.table.counted_on

    @property
    def axis_holds_today(self) -> bool:
        """Whether that line can be drawn."""
        return self.axis.holds(self.on)

    @property
    def is_partial(self) -> bool:
        """Whether something narrows the chart: then what left the plan is not listed."""
        return self.wanted.is_on

    def _axis(self) -> Axis:
        cycle = self.road_map.cycle
        days = [day for dates in self.plan.dates.values() for day in dates.known]
        return axis_of((cycle.starts_on, cycle.ends_on), days)

    def _dates(self, row: MeasureRow) -> Dates:
        return self.plan.dates.get(row.pk, Dates())

    def _shift(self, row: MeasureRow) -> str:
        base = self.plan.base_of(row.pk)
        return shift_words(base, self._dates(row)) if base else ""

    def _is_changed(self, row: MeasureRow) -> bool:
        return self._is_removed(row) or self.plan.is_added(row.pk) or bool(self._shift(row))

    def _is_removed(self, row: MeasureRow) -> bool:
        return row.state == ProgressState.CANCELLED and self.plan.base_of(row.pk) is not None

    # ---- rows in their order ----

    def _items(self) -> Iterator[Raw]:
        dated = [row for row in self.rows if self._dates(row).known]
        undated = [row for row in self.rows if not self._dates(row).known]
        if self.wanted.sort or not self.table.sections:
            yield from dated
        else:
            yield from self._by_section(dated)
        if undated:
            yield from self._under(Heading(UNDATED, "Без дат: срок словами", len(undated)), undated)
        if self.plan.removed and not self.is_partial:
            head = Heading(REMOVED, "Исключены после утверждения", len(self.plan.removed))
            yield from self._under(head, self.plan.removed)

    def _by_section(self, rows: Iterable[MeasureRow]) -> Iterator[Raw]:
        held: dict[int | None, list[MeasureRow]] = {}
        for row in rows:
            held.setdefault(row.section_id, []).append(row)
        whole: dict[int | None, list[str]] = {}
        for row in self.table.rows:
            whole.setdefault(row.section_id, []).append(row.state)
        for key, under in held.items():
            states = whole[key]
            done = sum(state == ProgressState.CONFIRMED for state in states)
            title = self.table.sections.get(key or 0, "Вне разделов")
            yield from self._under(
                Heading(str(key or 0), title, len(under), done, len(states), rows=under), under
            )

    def _under(self, head: Heading, rows: Sequence[MeasureRow] | Sequence[Base]) -> Iterator[Raw]:
        head.is_folded = head.key in self.folded
        fold = self.folded ^ {head.key}
        head.url = f"{self.url(fold='.'.join(sorted(fold)))}#s{head.key}"
        yield head
        if not head.is_folded:
            yield from rows

    # ---- drawing ----

    def lines(self, items: Sequence[Raw]) -> list[Item]:
        """Rows drawn on the axis; milestones and repeats are read for these alone."""
        points = self.plan.points({item.pk for item in items if isinstance(item, MeasureRow)})
        return [self._drawn(item, points) for item in items]

    def _drawn(self, item: Raw, points: dict[int, Points]) -> Item:
        if isinstance(item, Base):
            return Ghost(item, drawing(None, self.axis, base=item.span))
        if isinstance(item, Heading):
            if item.is_folded:
                item.drawing = drawing(self._whole(item), self.axis)
            return item
        return self._line(item, points.get(item.pk) or Points())

    def _whole(self, head: Heading) -> Span | None:
        return joined(span_of(self._dates(row)) for row in head.rows)

    def _line(self, row: MeasureRow, points: Points) -> Line:
        base, shift, is_removed = self.plan.base_of(row.pk), self._shift(row), self._is_removed(row)
        was = base.span if base and (shift or is_removed) else None
        drawn = drawing(span_of(self._dates(row)), self.axis, base=was)
        drawn.tail = tail(row.state, row.due_on, self.on, self.axis)
        days, holds = self.axis.days, self.axis.holds
        places = [self.axis.at(day) for day in points.repeats if holds(day)]
        drawn.comb, drawn.ticks = repeats(places, self.zoom.gap(days, _TICK))
        marks = [self.axis.at(day) for day, _ in points.milestones if holds(day)]
        drawn.marks = cluster(marks, self.zoom.gap(days, _MARK))
        return Line(row, drawn, shift, self.plan.is_added(row.pk), is_removed, points.milestones)

    # ---- links ----

    def query(self, **changes: Any) -> dict[str, object]:
        """What an address of this chart says, with some of it changed."""
        wanted = {name: (1 if value is True else value) for name, value in asdict(self.wanted).items()}
        fold = ".".join(sorted(self.folded))
        own = {"zoom": self.zoom.code, "fold": fold, "changed": 1 if self.is_changed_only else ""}
        return wanted | own | carried(self.moment) | changes

    def url(self, **changes: Any) -> str:
        """An address of this chart, the filter and the date kept."""
        return self.url_of(self.path, **changes)

    def url_of(self, path: str, **changes: Any) -> str:
        """Another address with the same filter, folds and date."""
        return with_query(path, self.query(**changes))

    def chips(self) -> list[Chip]:
        """The partition of the whole plan; each part opens its rows here."""
        found = partition(self.table.rows)
        return [
            Chip(
                state,
                ProgressState(state).label,
                count,
                self.url(**(self._clean() | {"state": state})),
                self.wanted.state == state,
            )
            for state, count in found
        ]

    def _clean(self) -> dict[str, Any]:
        return dict.fromkeys(asdict(self.wanted), "") | {"fold": "", "changed": ""}

    @property
    def clean_url(self) -> str:
        """This chart without its filter; the zoom and the date stay."""
        return self.url(**self._clean())

    def all_folded(self) -> str:
        """Keys of every section, for folding them at once."""
        return ".".join(sorted({item.key for item in self.items if isinstance(item, Heading)} | self.folded))
