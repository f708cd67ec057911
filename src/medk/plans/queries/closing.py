"""Closing counts of past days as they were known: kept, remembered, or counted from the facts (decision 27)."""

import datetime as dt
from collections.abc import Iterable

from django.core.cache import cache

from medk.plans.models import MeasureProgress, MeasureProgressDay, RoadMap
from medk.plans.models.execution import ProgressCounts

COUNTS = tuple(
    field.attname
    for field in MeasureProgressDay._meta.concrete_fields
    if hasattr(ProgressCounts, field.attname)
)
#: What was known on a past day does not change; it is forgotten only to keep memory small.
REMEMBERED = 600


def closing_counts(road_map: RoadMap, on: dt.date) -> dict[int, MeasureProgress]:
    """Measure → the counts that closed a day, of those that are kept or remembered; one query at most."""
    found = cache.get(_key(road_map, on))
    if found is None:
        found = _kept(road_map, on)
        cache.set(_key(road_map, on), found, REMEMBERED)
    return {pk: _row(pk, values, on) for pk, values in found.items()}


def remember(road_map: RoadMap, on: dt.date, rows: Iterable[MeasureProgress]) -> None:
    """Remember counts that closed a day, once they were counted from the facts."""
    found = {row.measure_id: tuple(getattr(row, name) for name in COUNTS) for row in rows}
    if found:
        cache.set(_key(road_map, on), (cache.get(_key(road_map, on)) or {}) | found, REMEMBERED)


def _key(road_map: RoadMap, on: dt.date) -> str:
    return f"medk:closing:{road_map.pk}:{on}"


def _kept(road_map: RoadMap, on: dt.date) -> dict[int, tuple]:
    rows = MeasureProgressDay.objects.filter(measure__road_map=road_map, on__lte=on, through__gte=on)
    return {row[0]: row[1:] for row in rows.values_list("measure_id", *COUNTS)}


def _row(pk: int, values: tuple, on: dt.date) -> MeasureProgress:
    return MeasureProgress(measure_id=pk, counted_on=on, **dict(zip(COUNTS, values, strict=True)))
