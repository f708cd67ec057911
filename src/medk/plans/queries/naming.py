"""Whose plans name a person or the organisations they belong to."""

from typing import Any

from django.db.models import QuerySet

from medk.plans.models import RoadMap
from medk.plans.querysets import own_measure_ids


def owners_naming(user: Any) -> QuerySet:
    """Ids of organisations that own a plan in which the user has a part."""
    named = RoadMap.objects.filter(measures__in=own_measure_ids(user))
    return named.order_by().values_list("organisation_id", flat=True).distinct()
