"""Shares of many road maps at once, from the kept projection."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Sum

from medk.plans.choices import ProgressState as P
from medk.plans.models import MeasureProgress, RoadMap
from medk.plans.rules.progress import Share


@dataclass(frozen=True)
class MapStanding:
    """How one road map stands: the share on both bases and the measures in each state."""

    due: Share
    whole: Share
    states: dict[str, int]

    def on(self, basis: str) -> Share:
        """The share on a basis."""
        return self.whole if basis == "whole" else self.due

    def percent_of(self, state: str) -> int:
        """Measures in a state as a rounded share of all, for a bar."""
        total = sum(self.states.values())
        return round(100 * self.states.get(state, 0) / total) if total else 0


_OUT = (P.CANCELLED, P.PAUSED)


def standings(maps: Any) -> dict[int, MapStanding]:
    """Standing of each road map of a queryset, in one query; a map without measures is absent.

    Counts are those of the projection: true on the date it was counted on.
    """
    live = ~Q(state__in=_OUT)
    rows = (
        MeasureProgress.objects.filter(measure__road_map__in=maps.order_by().values("pk"))
        .order_by()
        .values(road_map=F("measure__road_map_id"))
        .annotate(
            due_planned=Count("pk", filter=live & Q(due__gt=0)),
            due_confirmed=Count("pk", filter=Q(state=P.CONFIRMED, due__gt=0)),
            whole_planned=Count("pk", filter=live),
            **{f"is_{state}": Count("pk", filter=Q(state=state)) for state in P.values},
        )
    )
    return {row["road_map"]: _standing(row) for row in rows}


def _standing(row: Any) -> MapStanding:
    return MapStanding(
        due=Share("due", row["due_confirmed"], row["due_planned"]),
        whole=Share("whole", row["is_confirmed"], row["whole_planned"]),
        states={state: row[f"is_{state}"] for state in P.values},
    )


def leaf_counts(road_map: RoadMap) -> dict[str, int]:
    """Counts of the leaves of one road map by state."""
    names = ("total", "due", "due_confirmed", "confirmed", "submitted", "overdue", "self_confirmed")
    return MeasureProgress.objects.filter(measure__road_map=road_map).aggregate(
        **{name: Sum(name, default=0) for name in names}
    )
