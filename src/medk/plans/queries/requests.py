"""Requests of a measure and in whose names a reader may make them."""

from typing import Any

from medk.orgs.models import Organisation
from medk.plans.access import mine_of, owns
from medk.plans.models import Measure, MeasureRequest

_KINDS = ("municipality", "school")


def requests_of(user: Any, measure: Measure) -> list[MeasureRequest]:
    """Requests that the user sees, those that wait first; one query."""
    rows = MeasureRequest.objects.visible_to(user).filter(measure=measure)
    joined = rows.select_related("organisation", "by__person", "occurrence", "decided_by__person")
    return sorted(joined[:200], key=lambda row: (row.status != "asked", -row.pk))


def askers_of(user: Any, measure: Measure) -> list[tuple[int, str]]:
    """Organisations in whose names the user may ask: their own; for the plan's owner all of the territory."""
    below = Organisation.objects.below(measure.road_map.organisation_id).filter(closed_on__isnull=True)
    if owns(user, measure.road_map.organisation):
        below = below.filter(kind__in=_KINDS)
    else:
        below = below.filter(pk__in=mine_of(user).organisations)
    return [(row.pk, str(row)) for row in below.order_by("kind", "name", "pk")[:2000]]
