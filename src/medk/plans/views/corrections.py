"""What was corrected since a past day of a plan."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from medk.plans.access import held_by
from medk.plans.queries.corrections import corrected
from medk.plans.queries.table import Table
from medk.plans.queries.table_sight import sight_of
from medk.plans.rules.moments import Mode, Moment
from medk.plans.rules.share import basis_of
from medk.plans.views.moments import moment_context, moment_of
from medk.plans.views.road_maps import visible_road_map


@require_safe
def road_map_corrections(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything dated by the day and entered after it, with its effect on the share."""
    road_map = visible_road_map(request, pk)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    moment = moment_of(request, sight.on, zone=sight.zone)
    if not moment.is_past:
        return HttpResponseRedirect(reverse("plans:road-map-detail", args=[pk]))
    table = Table(road_map, sight, moment=Moment(moment.on, Mode.HAPPENED), has_targets=False, has_near=False)
    found = corrected(request.user, table, road_map.cycle.share_basis)
    context = {
        "road_map": road_map,
        "table": table,
        "corrected": found,
        "known": basis_of(found.known),
        "happened": basis_of(found.happened),
    }
    return render(request, "plans/road_map_corrections.html", context | moment_context(request, moment))
