"""What several views of drafts fetch: seen first (404), then asked for the right (403)."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from medk.plans.access_drafts import require_preparer
from medk.plans.models import Measure, RoadMap
from medk.plans.queries.draft_values import with_parts


def seen_road_map(request: HttpRequest, pk: int) -> RoadMap:
    """A road map that the user sees, of any status."""
    rows = RoadMap.objects.visible_to(request.user).select_related("organisation", "cycle")
    return get_object_or_404(rows, pk=pk)


def draft_of(request: HttpRequest, pk: int) -> RoadMap:
    """A road map that the user sees and prepares."""
    road_map = seen_road_map(request, pk)
    require_preparer(request.user, road_map.organisation)
    return road_map


def draft_measure(road_map: RoadMap, measure_pk: int) -> Measure:
    """A measure of the draft with its parts; it shares the road map already fetched."""
    measure = get_object_or_404(with_parts(Measure.objects.filter(road_map=road_map)), pk=measure_pk)
    measure.road_map = road_map
    return measure


def is_fragment(request: Any, target: str = "") -> bool:
    """Whether htmx asks for a piece of the page: any, or the one that fills the element `target`."""
    return bool(request.htmx) and (not target or request.htmx.target == target)


def back_of(request: HttpRequest, default: str) -> str:
    """Where a plain form returns: the address it came with, if it is ours."""
    address = request.POST.get("back") or request.GET.get("back") or ""
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return address
    return default


def number_in(request: HttpRequest, name: str) -> int | None:
    """A whole number of a form; None when it is missing or something else."""
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None
