"""Closing counts of past days as they were known: kept, remembered, or counted from the facts (decision 27)."""

import datetime as dt
from collections.abc import Callable, Collection

from django.core.cache import cache

from medk.plans.models import Measure, MeasureProgress, MeasureProgressDay, RoadMap
from medk.plans.models.execution import ProgressCounts

COUNTS = tuple(
    field.attname
    for field in MeasureProgressDay._meta.concrete_fields
    if hasattr(ProgressCounts, field.attname)
)
#: What was known on a past day does not change; it is forgotten only to keep memory small.
REMEMBERED = 3600


def closing_counts(
    road_map: RoadMap,
    measures: Collection[Measure],
    on: dt.date,
    *,
    count: Callable[[list[Measure]], list[MeasureProgress]],
) -> dict[int, MeasureProgress]:
    """Measure → the counts that closed a day; what is not kept is counted by `count` and remembered a while."""
    key = f"medk:closing:{road_map.pk}:{on}"
    found: dict[int, tuple] = cache.get(key) or {}
    wanted = {measure.pk for measure in measures}
    if wanted - found.keys():
        found = _kept(road_map, on)
        missing = [measure for measure in measures if measure.pk not in found]
        found |= {row.measure_id: tuple(getattr(row, name) for name in COUNTS) for row in count(missing)}
        cache.set(key, found, REMEMBERED)
    return {pk: _row(pk, values, on) for pk, values in found.items() if pk in wanted}


def _kept(road_map: RoadMap, on: dt.date) -> dict[int, tuple]:
    rows = MeasureProgressDay.objects.filter(measure__road_map=road_map, on__lte=on, through__gte=on)
    return {row[0]: row[1:] for row in rows.values_list("measure_id", *COUNTS)}


def _row(pk: int, values: tuple, on: dt.date) -> MeasureProgress:
    return MeasureProgress(measure_id=pk, counted_on=on, **dict(zip(COUNTS, values, strict=True)))
