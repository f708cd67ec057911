"""Requests of a measure before one reader."""

from typing import Any

from medk.plans.models import Measure, MeasureRequest


def requests_of(user: Any, measure: Measure) -> list[MeasureRequest]:
    """Requests that the user sees, those that wait first; one query."""
    rows = MeasureRequest.objects.visible_to(user).filter(measure=measure)
    joined = rows.select_related("organisation", "by__person", "occurrence", "decided_by__person")
    return sorted(joined[:200], key=lambda row: (row.status != "asked", -row.pk))
