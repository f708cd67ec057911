"""Closing a road map and opening it again."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from medk.kernel.answers import act
from medk.plans.access import require_owner
from medk.plans.actions.road_maps import close_road_map, reopen_road_map
from medk.plans.views.road_maps import visible_road_map


@require_POST
def road_map_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the plan with the reason sent."""
    road_map = visible_road_map(request, pk)
    require_owner(request.user, road_map)
    return act(
        request,
        close_road_map,
        road_map,
        back=reverse("plans:road-map-detail", args=[pk]),
        said="Дорожная карта закрыта. Её видят все, кто видел раньше.",
        reason=request.POST.get("reason", ""),
    )


@require_POST
def road_map_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the closed plan with the reason sent."""
    road_map = visible_road_map(request, pk)
    require_owner(request.user, road_map)
    return act(
        request,
        reopen_road_map,
        road_map,
        back=reverse("plans:road-map-detail", args=[pk]),
        said="Дорожная карта открыта: исполнение можно отмечать.",
        reason=request.POST.get("reason", ""),
    )
