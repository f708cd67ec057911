"""Road maps: the list and the plan itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from medk.plans.models import RoadMap


def road_map_list(request: HttpRequest) -> HttpResponse:
    """Road maps that the user sees."""
    rows = RoadMap.objects.visible_to(request.user).select_related("organisation", "cycle")
    return render(request, "plans/road_map_list.html", {"road_maps": rows})


def road_map_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One road map."""
    rows = RoadMap.objects.visible_to(request.user).select_related("organisation", "cycle")
    road_map = get_object_or_404(rows, pk=pk)
    return render(request, "plans/road_map_detail.html", {"road_map": road_map})
