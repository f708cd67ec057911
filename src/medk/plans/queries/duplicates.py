"""Plans that a new upload may repeat (decision 9)."""

from typing import Any

from django.db.models import Q

from medk.plans.choices import RoadMapStatus
from medk.plans.models import OrderImport, RoadMap

LIVE = (RoadMapStatus.DRAFT, RoadMapStatus.APPROVED, RoadMapStatus.CLOSED)


def repeated_road_maps(order: OrderImport) -> Any:
    """Live road maps of the same owner made from the same file, or for the same year; newest first."""
    year = order.year or order.cycle.year
    same_file = Q(order_import__sha256=order.sha256)
    rows = RoadMap.objects.filter(organisation=order.organisation, status__in=LIVE)
    found = rows.filter(same_file | Q(plan_year=year) | Q(cycle=order.cycle)).exclude(order_import=order)
    return found.select_related("order_import", "organisation").order_by("-pk")
