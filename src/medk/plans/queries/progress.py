"""Counts of measures on a date: the kept projection, or a fresh count when the date has turned."""

import datetime as dt
from collections.abc import Iterable

from medk.plans.choices import MeasureStatus
from medk.plans.models import Measure, MeasureProgress, RoadMap
from medk.plans.queries.leaves import is_paused, with_leaf_parts
from medk.plans.queries.tally import stored_facts, tally
from medk.plans.queries.units import Units
from medk.plans.rules.progress import Coverage, Share, measure_state, share

_COUNTS = ("submitted", "in_progress", "overdue", "not_due", "undated", "paused", "cancelled", "confirmed")


def count(measures: Iterable[Measure], on: dt.date) -> list[MeasureProgress]:
    """Unsaved progress of measures on a date; pass them through `with_leaf_parts`."""
    rows = list(measures)
    stored = stored_facts(measure.pk for measure in rows)
    units: dict[int, Units] = {}
    for measure in rows:
        units.setdefault(measure.road_map_id, Units(measure.road_map))
    return [
        counted(measure, units[measure.road_map_id], on, stored=stored.get(measure.pk, []))
        for measure in rows
    ]


def counted(measure: Measure, units: Units, on: dt.date, *, stored: list) -> MeasureProgress:
    """Unsaved progress of one measure over its units and stored parts, of today or of a past day."""
    totals, owing = tally(measure, units, on, stored=stored)
    state = measure_state(
        totals,
        is_cancelled=measure.status == MeasureStatus.CANCELLED,
        is_paused=is_paused(measure, on),
    )
    return _row(measure, totals, state, units=owing)


def _row(measure: Measure, counted: Coverage, state: str, *, units: int) -> MeasureProgress:
    return MeasureProgress(
        measure=measure,
        units=units,
        counted_on=counted.on,
        state=state,
        next_due_on=counted.next_due_on,
        last_due_on=counted.last_due_on,
        total=counted.total,
        due=counted.due,
        due_confirmed=counted.due_confirmed,
        self_confirmed=counted.self_confirmed,
        late_confirmed=counted.late_confirmed,
        **{name: counted.states[name] for name in _COUNTS},
    )


def progress_of(road_map: RoadMap, on: dt.date) -> dict[int, MeasureProgress]:
    """Progress of every measure of a road map on a date, by the measure's number.

    One query while the projection is fresh; counted anew, without writing, when the date has turned.
    """
    kept = {row.measure_id: row for row in MeasureProgress.objects.filter(measure__road_map=road_map)}
    if kept and all(row.counted_on == on for row in kept.values()):
        return kept
    measures = with_leaf_parts(Measure.objects.filter(road_map=road_map))
    return {row.measure_id: row for row in count(measures, on)}


def share_of(progress: Iterable[MeasureProgress], basis: str) -> Share:
    """The share that a region reports, on a stated basis (`due` or `whole`)."""
    return share(((row.state, row.due > 0) for row in progress), basis)
