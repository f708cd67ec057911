"""A plan at a moment: the only way by which its views read what it says and how it stands."""

from collections.abc import Collection, Iterable
from typing import Any

from medk.plans.models import Execution, Measure, MeasureProgress, RoadMap
from medk.plans.queries.leaves import with_leaf_parts
from medk.plans.queries.progress import progress_of
from medk.plans.queries.units import Units
from medk.plans.rules.moments import Moment


def measures_at(road_map: RoadMap, moment: Moment) -> list[Measure]:
    """Measures in plan order with everything that their rows say, as of the moment.

    Past ones live in memory only and are never saved.
    """
    rows = with_leaf_parts(Measure.objects.filter(road_map=road_map)).select_related(
        "section", "cohort", "road_map__organisation", "road_map__cycle"
    )
    return list(rows.prefetch_related("milestones", "targets").order_by("position", "pk"))


def executions_at(
    measure_ids: Iterable[int], moment: Moment, *, organisations: Collection[int] | None = None
) -> dict[int, list[Any]]:
    """Measure → its stored leaves as of the moment; `organisations` limits them to these units.

    Sight is the caller's: it asks only for what the reader may see.
    """
    rows = Execution.objects.filter(measure_id__in=list(measure_ids))
    if organisations is not None:
        rows = rows.filter(unit_organisation_id__in=organisations)
    kept: dict[int, list[Any]] = {}
    for row in rows:
        kept.setdefault(row.measure_id, []).append(row)
    return kept


def units_at(road_map: RoadMap, moment: Moment, *, only: frozenset[str] | None = None) -> Units:
    """Who owes the plan's measures one by one, as of the moment."""
    return Units(road_map, only=only)


def progress_at(road_map: RoadMap, moment: Moment) -> dict[int, MeasureProgress]:
    """Counts of every measure of the plan as of the moment, by the measure's number."""
    return progress_of(road_map, moment.on)
