"""The page of a road map: its share, its table, its filter."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from medk.kernel.exports import XLSX, download
from medk.orgs.models import OrganisationKind
from medk.plans.access import held_by, owns
from medk.plans.access_drafts import may_appoint, may_prepare
from medk.plans.choices import ProgressState, RoadMapStatus
from medk.plans.exporters.road_map import road_map_sheet
from medk.plans.forms.filters import DUE_WINDOWS, SORTS, filter_words
from medk.plans.models import RoadMap
from medk.plans.moves import OWNER, ROAD_MAP
from medk.plans.queries.table import Table
from medk.plans.queries.table_sight import sight_of
from medk.plans.rules.share import ShareLine, share_line
from medk.plans.rules.table import Wanted, executors_of
from medk.plans.views.links import with_query
from medk.plans.views.moments import moment_context, moment_of
from medk.plans.views.road_maps_table import MeasureTable

_WIDE = frozenset({OrganisationKind.FEDERATION, OrganisationKind.REGION, OrganisationKind.MUNICIPALITY})


def visible_road_map(request: HttpRequest, pk: int) -> RoadMap:
    """A road map that the user sees, with its owner and cycle; Http404 otherwise.

    Those whose territory is wide are asked by it first: it is most of their maps and a third of the query.
    """
    rows = RoadMap.objects.select_related("organisation", "cycle").filter(pk=pk)
    if any(held.kind in _WIDE for held in held_by(request.user)):
        found = rows.in_territory(request.user).first()
        if found is not None:
            return found
    return get_object_or_404(rows.visible_to(request.user))


def road_map_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One road map; for htmx the table alone. Its draft is opened on the review page."""
    road_map = visible_road_map(request, pk)
    is_draft = road_map.status in (RoadMapStatus.DRAFT, RoadMapStatus.DISCARDED)
    if is_draft and may_prepare(request.user, road_map.organisation):
        return HttpResponseRedirect(reverse("plans:road-map-review", args=[pk]))
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    moment = moment_of(request, sight.on, zone=sight.zone)
    table = MeasureTable(Table(road_map, sight, moment=moment), request)
    context = table.context(request.path) | moment_context(request, moment) | {"road_map": road_map}
    if request.headers.get("HX-Target") == "measures":
        response = render(request, "plans/_road_map_table.html", context)
        response["HX-Push-Url"] = with_query(request.path, _plain(table.wanted) | table.kept)
        return response
    return render(request, "plans/road_map_detail.html", context | _page(request, table))


def road_map_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The filtered table as a spreadsheet (`?format=csv` for the other kind)."""
    road_map = visible_road_map(request, pk)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    moment = moment_of(request, sight.on, zone=sight.zone)
    shown = MeasureTable(Table(road_map, sight, moment=moment), request)
    words = filter_words(shown.wanted, executors_of(shown.table.rows), shown.sections)
    sheet = road_map_sheet(road_map, shown.rows, sections=shown.sections, filters=words, moment=moment)
    return download(sheet, request.GET.get("format", XLSX))


def _page(request: HttpRequest, table: MeasureTable) -> dict[str, Any]:
    """What stands around the table."""
    road_map, path = table.table.road_map, request.path
    query = request.GET.urlencode()
    return {
        "share": share_of_plan(table.table),
        "chips": table.chips(path),
        "executors": executors_of(table.table.rows),
        "sections": table.sections,
        "states": ProgressState.choices,
        "windows": DUE_WINDOWS,
        "sort_choices": SORTS,
        "query": query,
        "print_url": with_query(path, _plain(table.wanted) | table.kept | {"print": "1"}),
        "export_url": with_query(
            reverse("plans:road-map-export", args=[road_map.pk]), _plain(table.wanted) | table.kept
        ),
        **({} if table.table.moment.is_past else _upkeep(request.user, road_map)),
    }


def _plain(wanted: Wanted) -> dict[str, object]:
    return {name: (1 if value is True else value) for name, value in asdict(wanted).items()}


def share_of_plan(table: Table) -> ShareLine | None:
    """The line that a region reports; nothing for a plan that is not approved."""
    if not table.is_live:
        return None
    cycle = table.road_map.cycle
    return share_line(
        {basis: table.share(basis) for basis in ("due", "whole")},
        cycle.share_basis,
        target=cycle.share_target,
        target_on=cycle.share_target_on,
    )


def _upkeep(user: Any, road_map: RoadMap) -> dict[str, Any]:
    """What the owner may do with the plan as a whole."""
    held = {OWNER} if owns(user, road_map.organisation) else frozenset()
    moves = {move.code for move in ROAD_MAP.moves_from(road_map.status, held)}
    return {
        "may_close": "close" in moves,
        "may_reopen": "reopen" in moves,
        "appoint_url": reverse("plans:executors", args=[road_map.pk]) if may_appoint(user, road_map) else "",
    }
