"""Columns of the matrix: measures that are counted one by one, with their parts, now or at a moment."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from medk.plans.choices import ExecutionStatus, MeasureStatus, Population, RoadMapStatus
from medk.plans.models import (
    Action,
    Execution,
    Executor,
    Measure,
    MeasureProgress,
    Occurrence,
    Pause,
    RoadMap,
)
from medk.plans.queries.leaves import parts_of_measure
from medk.plans.queries.plan_at import measures_at
from medk.plans.rules.leaves import Part, parts_of
from medk.plans.rules.matrix import Look, Tally, kind_of, look_of
from medk.plans.rules.moments import Moment

_FIELDS = (
    "pk", "road_map_id", "section_id", "position", "number", "title", "due_on", "population", "cohort_id",
    "population_role", "confirmer", "section__number", "section__title",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A measure with what it asks for; `is_plain` when its leaves can be counted without listing them."""

    measure: Measure
    parts: tuple[Part, ...]
    pauses: tuple[Any, ...] = ()
    is_plain: bool = True
    #: Names of its actions (`a3`) and repeats (`r5`), where one measure is looked into.
    titles: Mapping[str, str] = field(default_factory=dict)

    def title_of(self, part: Part) -> str:
        """What of the measure a part is: «Собрать отчёты, 3-й повтор»; empty for the whole."""
        words = (self.titles.get(f"a{part.action_id}", ""), self.titles.get(f"r{part.occurrence_id}", ""))
        return ", ".join(filter(None, words))

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return str(self.measure.pk)

    @property
    def section(self) -> str:
        """Number and title of its section."""
        held = self.measure.section
        if held is None:
            return ""
        return f"{held.number}. {held.title}" if held.number else held.title

    @property
    def is_repeated(self) -> bool:
        """Whether it asks for several things."""
        return len(self.parts) > 1

    def look(self, made: Tally, on: dt.date) -> Look:
        """How a cell with these counts is drawn on a day."""
        return look_of(made, self.due_on, on, is_repeated=self.is_repeated)

    @property
    def due_on(self) -> dt.date | None:
        """The deadline of a measure that is done once."""
        return self.parts[0].due_on if len(self.parts) == 1 else None


def day_of(road_map: RoadMap, moment: Moment) -> dt.date:
    """The day of the counts: a closed plan keeps its last one."""
    if moment.is_past or road_map.status != RoadMapStatus.CLOSED:
        return moment.on
    kept = MeasureProgress.objects.filter(measure__road_map=road_map).order_by("counted_on")
    return kept.values_list("counted_on", flat=True).first() or moment.on


def columns_of(road_map: RoadMap, moment: Moment, *, only: int | None = None) -> list[Column]:
    """Measures in force that are counted one by one, in the order of the plan.

    `only` reads one measure, with the names of its parts.
    """
    if moment.is_past:
        found = (m for m in measures_at(road_map, moment) if m.status == MeasureStatus.ACTIVE)
        return [_past(m) for m in found if kind_of(m.population) and only in (None, m.pk)]
    rows = Measure.objects.filter(road_map=road_map, status=MeasureStatus.ACTIVE)
    rows = rows.exclude(population=Population.ONCE).select_related("section").only(*_FIELDS)
    if only:
        rows = rows.filter(pk=only)
    measures = list(rows.prefetch_related("chosen_units").order_by("position", "pk"))
    executors = Executor.objects.filter(organisation__isnull=False).select_related("organisation")
    bodies = [measure for measure in measures if measure.population == Population.BODY]
    prefetch_related_objects(bodies, Prefetch("executors", executors))
    for measure in measures:
        measure.road_map = road_map
    return _present(measures, is_titled=bool(only))


def _past(measure: Measure) -> Column:
    titles = {f"a{row.pk}": str(row) for row in measure.actions.all()}
    titles |= {f"r{row.pk}": str(row) for row in measure.occurrences.all()}
    pauses = tuple(measure.pauses.all())
    return Column(measure, tuple(parts_of_measure(measure)), pauses, is_plain=False, titles=titles)


def _present(measures: list[Measure], *, is_titled: bool) -> list[Column]:
    """Columns with their parts, in four queries however long the plan is."""
    ids = [measure.pk for measure in measures]
    slots: Any = Occurrence.objects.filter(measure_id__in=ids, is_withdrawn=False).order_by("ordinal")
    acts: Any = Action.objects.filter(measure_id__in=ids).order_by("position", "pk")
    titles: dict[str, str] = {}
    if is_titled:
        slots, acts = list(slots), list(acts)
        titles = {f"a{row.pk}": str(row) for row in acts} | {f"r{row.pk}": str(row) for row in slots}
    (occurrences, limits), actions = _limited(slots), _dated(acts)
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(measure_id__in=ids):
        pauses[pause.measure_id].append(pause)
    stray = frozenset(ids) if is_titled else _with_stray_rows(occurrences)
    return [
        Column(
            measure,
            tuple(
                parts_of(
                    measure.due_on,
                    actions=actions[measure.pk],
                    occurrences=occurrences[measure.pk],
                    limits=limits,
                )
            ),
            tuple(pauses[measure.pk]),
            is_plain=measure.pk not in stray
            and not pauses[measure.pk]
            and not _is_dated_by_measure(actions[measure.pk], occurrences[measure.pk]),
            titles=titles,
        )
        for measure in measures
    ]


_Dated = dict[int, list[tuple[int, dt.date | None]]]


def _dated(rows: Any) -> _Dated:
    """Measure → numbers and deadlines of rows read already, or of a queryset."""
    found: _Dated = defaultdict(list)
    if isinstance(rows, list):
        rows_read: Iterable[tuple[int, int, dt.date | None]] = ((r.measure_id, r.pk, r.due_on) for r in rows)
    else:
        rows_read = rows.values_list("measure_id", "pk", "due_on")
    for measure_id, pk, due_on in rows_read:
        found[measure_id].append((pk, due_on))
    return found


def _limited(rows: Any) -> tuple[_Dated, dict[int, list[int]]]:
    """The same of occurrences, and for which organisations alone some of them are; one query."""
    if isinstance(rows, list):
        return _dated(rows), {row.pk: row.unit_ids for row in rows if row.unit_ids}
    found: _Dated = defaultdict(list)
    limits: dict[int, list[int]] = {}
    for measure_id, pk, due_on, unit_ids in rows.values_list("measure_id", "pk", "due_on", "unit_ids"):
        found[measure_id].append((pk, due_on))
        if unit_ids:
            limits[pk] = unit_ids
    return found, limits


def _is_dated_by_measure(
    actions: Collection[tuple[int, dt.date | None]], occurrences: Collection[tuple[int, dt.date | None]]
) -> bool:
    """Whether an action takes the measure's deadline: what is stored of it may remember an older one."""
    return not occurrences and any(due is None for _, due in actions)


def _with_stray_rows(occurrences: _Dated) -> frozenset[int]:
    """Measures that got repeats after somebody had touched them as a whole; those rows count no more."""
    ids = [pk for pk, held in occurrences.items() if held]
    if not ids:
        return frozenset()
    rows = Execution.objects.filter(
        measure_id__in=ids, status=ExecutionStatus.CANCELLED, occurrence__isnull=True
    )
    return frozenset(rows.values_list("measure_id", flat=True))


def kinds_among(columns: Iterable[Column]) -> list[str]:
    """Kinds of rows that occur, in the order of the plan."""
    return list(dict.fromkeys(kind_of(column.measure.population) for column in columns))
