"""The cascade of one map: what stands above it, what stands below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from medk.kernel.exports import asked_for, download
from medk.plans.access import held_by
from medk.plans.access_cascade import may_link
from medk.plans.access_drafts import PREPARES
from medk.plans.choices import RoadMapStatus
from medk.plans.exporters.cascade import cascade_sheet
from medk.plans.models import RoadMap
from medk.plans.queries.cascade_above import Above, above_of
from medk.plans.queries.cascade_below import Below, below_of, children_of, decisions_of
from medk.plans.queries.cascade_maps import LOWER, UPPER, maps_above, origin_maps
from medk.plans.queries.table_sight import Sight, sight_of
from medk.plans.querysets import PUBLISHED
from medk.plans.views.links import with_query
from medk.plans.views.moments import moment_context, moment_of
from medk.plans.views.road_maps import visible_road_map

#: Rows of one page of the lists: a page stays within 120 KB.
PAGE = 40
PENDING = 30


@dataclass(frozen=True)
class Pages:
    """One page of a list with the addresses of its neighbours."""

    rows: Sequence[Any]
    said: str
    previous: str
    following: str


@require_safe
def road_map_cascade(request: HttpRequest, pk: int) -> HttpResponse:
    """Links, differences and changes from above; gaps and progress below."""
    road_map = visible_road_map(request, pk)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    moment = moment_of(request, sight.on, zone=sight.zone)
    context: dict[str, Any] = {"road_map": road_map, "is_above": sight.is_above}
    context |= moment_context(request, moment)
    sides = _sides(road_map)
    side = request.GET.get("side") if request.GET.get("side") in sides else next(iter(sides), "")
    context |= {"sides": sides if len(sides) > 1 else (), "side": side}
    if side == "above":
        context |= _above(request, road_map, sight, is_past=moment.is_past)
    if side == "below":
        context |= _below(request, road_map, sight)
    return render(request, "plans/cascade_page.html", context)


def _sides(road_map: RoadMap) -> dict[str, str]:
    """What the page shows of a map, one at a time: the map above it, the maps below it."""
    sides = {"above": "Карта выше"} if road_map.level in LOWER else {}
    if road_map.level in UPPER and road_map.status in PUBLISHED:
        sides["below"] = "Карты ниже"
    return sides


@require_safe
def cascade_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Territories and measures below as a spreadsheet (`?format=csv` for the other kind)."""
    road_map = visible_road_map(request, pk)
    if "below" not in _sides(road_map):
        raise Http404
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    return download(cascade_sheet(road_map, _seen_below(road_map, sight)), asked_for(request))


def _seen_below(road_map: RoadMap, sight: Sight) -> Below:
    places = frozenset() if sight.is_above else sight.reach.places
    return below_of(road_map, is_above=sight.is_above, seen=places)


def parents_of(user: Any, road_map: RoadMap, *, is_above: bool) -> list[RoadMap]:
    """Maps above a map that its reader may see: those it is linked to first."""
    linked = origin_maps(road_map)
    others = maps_above(road_map.organisation, road_map.plan_year)
    found = [*linked, *(row for row in others if row.pk not in {one.pk for one in linked})]
    if is_above or not found:
        return found
    seen = RoadMap.objects.visible_to(user).filter(pk__in=[row.pk for row in found])
    allowed = set(seen.values_list("pk", flat=True))
    return [row for row in found if row.pk in allowed]


def chosen_parent(request: HttpRequest, parents: Sequence[RoadMap]) -> RoadMap | None:
    """The map above that the address names, else the first."""
    wanted = request.GET.get("parent") or request.POST.get("parent") or ""
    return next((row for row in parents if str(row.pk) == wanted), parents[0] if parents else None)


def _above(request: HttpRequest, road_map: RoadMap, sight: Sight, *, is_past: bool) -> dict[str, Any]:
    parents = parents_of(request.user, road_map, is_above=sight.is_above)
    parent = chosen_parent(request, parents)
    if parent is None:
        return {"has_above": True}
    above = above_of(road_map, parent, with_decisions=sight.is_above)
    only = request.GET.get("only", "")
    shown = [link for link in above.links if not only or link.apart]
    waiting = above.pending
    return {
        "has_above": True,
        "above": above,
        "parents": parents,
        "only": only,
        "may_decide": may_link(request.user, road_map) and not is_past,
        "waiting": waiting[:PENDING],
        "waiting_more": len(waiting) - PENDING,
        "apart": sum(bool(link.apart) for link in above.links),
        "links": paged(request, shown, "links", base={"parent": parent.pk, "only": only}),
        "missing": above.missing[:PAGE],
        "missing_more": len(above.missing) - PAGE,
        "declined": _declined(above),
    }


def _declined(above: Above) -> int:
    return sum(row.verdict == "declined" for link in above.links for row in link.decisions)


def _below(request: HttpRequest, road_map: RoadMap, sight: Sight) -> dict[str, Any]:
    below = _seen_below(road_map, sight)
    by = "places" if request.GET.get("by") == "places" else "measures"
    return {
        "below": below,
        "by": by,
        "rows": paged(
            request,
            below.places if by == "places" else below.measures,
            "page",
            base={"by": by, "side": "below"},
        ),
        "opened": _opened(request, below),
        "export_url": reverse("plans:cascade-export", args=[road_map.pk]),
        "begin_url": _begin_url(request.user, road_map, below),
        "decisions": decisions_of(road_map, request.user),
    }


def _opened(request: HttpRequest, below: Below) -> dict[str, Any] | None:
    """The list behind a figure: of one measure, or of one territory."""
    number = request.GET.get("measure", "")
    row = next((one for one in below.measures if str(one.measure.pk) == number), None)
    if row:
        return {"measure": row, "children": children_of(row.measure, request.user)}
    number = request.GET.get("place", "")
    place = next((one for one in below.places if str(one.organisation.pk) == number), None)
    return {"place": place} if place else None


def _begin_url(user: Any, road_map: RoadMap, below: Below) -> str:
    """Where a map may be drafted from this one, if there is a territory for which the user may."""
    if road_map.status != RoadMapStatus.APPROVED:
        return ""
    # Places are in the reader's sight already; the page itself asks again whose they are.
    kinds = frozenset[str]().union(*(PREPARES.get(held.role, frozenset()) for held in held_by(user)))
    if not any(place.organisation.kind in kinds for place in below.without_map):
        return ""
    return reverse("plans:cascade-begin", args=[road_map.pk])


def paged(request: HttpRequest, rows: Sequence[Any], name: str, *, base: dict[str, Any]) -> Pages:
    """One page of rows; `name` is the word of the address that counts pages."""
    page = Paginator(rows, PAGE).get_page(request.GET.get(name))
    said = ""
    if page.paginator.num_pages > 1:
        said = f"Показано {page.start_index()}–{page.end_index()} из {page.paginator.count}"
    previous = with_query(request.path, base | {name: page.number - 1}) if page.has_previous() else ""
    following = with_query(request.path, base | {name: page.number + 1}) if page.has_next() else ""
    return Pages(page.object_list, said, previous, following)
