"""«Составить из карты выше»: whose map, which measures; then it is an ordinary draft."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from medk.kernel.refusals import NotAllowed, Refused
from medk.kernel.russian import counted
from medk.orgs.models import Organisation
from medk.plans.access_cascade import require_drafter
from medk.plans.access_drafts import preparable
from medk.plans.actions.cascade_drafting import draft_from
from medk.plans.models import Measure, RoadMap
from medk.plans.queries.cascade_above import concerning
from medk.plans.queries.cascade_content import cascade_content, executor_places, sides_of, with_cascade_parts
from medk.plans.queries.cascade_maps import live_map_of, places_below
from medk.plans.rules.cascade_words import aspect_words
from medk.plans.views.road_maps import visible_road_map

#: Measures with a tick of their own on one page; the rest of a longer map goes with one tick.
TICKS = 250


@require_http_methods(["GET", "HEAD", "POST"])
def cascade_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the owner and the measures, and begin the draft."""
    parent = visible_road_map(request, pk)
    places = _places(request.user, parent)
    place = _chosen(request, places)
    context: dict[str, Any] = {"parent": parent, "places": places, "place": place}
    if place is None:
        return render(request, "plans/cascade_begin.html", context)
    try:
        require_drafter(request.user, parent, place)
    except NotAllowed:
        raise
    except Refused as refusal:
        return render(request, "plans/cascade_begin.html", context | {"refused": str(refusal)})
    wanted, others = _measures(parent, place)
    context |= {"own": live_map_of(place, parent.plan_year)}
    ticked = None
    if request.method == "POST":
        ids = _ticked(request, wanted)
        try:
            road_map = draft_from(
                parent, place, measure_ids=ids, title=request.POST.get("title", ""), by=request.user
            )
        except NotAllowed:
            raise
        except Refused as refusal:
            context |= {"problem": str(refusal), "title": request.POST.get("title", "")}
            ticked = ids
        else:
            words = counted(road_map.measures.count(), "мероприятие", "мероприятия", "мероприятий")
            messages.success(request, f"Черновик составлен: взято {words}. Добавьте свои и утвердите.")
            return redirect("plans:road-map-review", road_map.pk)
    kept = {row.pk for row in wanted} if ticked is None else ticked
    context |= {
        "wanted": _lines(wanted[:TICKS], kept),
        "others": _lines(others[: max(0, TICKS - len(wanted))], kept),
        "rest": max(0, len(wanted) - TICKS),
        "called": len(wanted),
    }
    return render(request, "plans/cascade_begin.html", context)


def _places(user: Any, parent: RoadMap) -> list[Organisation]:
    """Territories below whose maps the user prepares."""
    return list(preparable(user).filter(pk__in=places_below(parent).values("pk")).order_by("name"))


def _chosen(request: HttpRequest, places: Sequence[Organisation]) -> Organisation | None:
    wanted = request.POST.get("organisation") or request.GET.get("organisation") or ""
    if not places:
        raise NotAllowed(
            "Составить карту из этой могут координаторы территорий, которые ниже её владельца.",
            who="Передайте ссылку муниципальному координатору.",
        )
    if not wanted:
        return places[0] if len(places) == 1 else None
    found = next((row for row in places if str(row.pk) == wanted), None)
    if found is None:
        raise NotAllowed("Карту этой организации готовите не вы, или она не ниже владельца карты.")
    return found


def _measures(parent: RoadMap, place: Organisation) -> tuple[list[Measure], list[Measure]]:
    """Measures that concern the territory, and the rest of those in force."""
    rows = list(with_cascade_parts(Measure.objects.filter(road_map=parent, status="active")))
    sides = sides_of(parent.organisation_id, executor_places(rows) | {place.pk})
    lower = RoadMap(organisation=place, level="school" if place.kind == "school" else "municipal")
    wanted = concerning(lower, parent, rows, sides)
    known = {row.pk for row in wanted}
    return wanted, [row for row in rows if row.pk not in known]


def _ticked(request: HttpRequest, wanted: Sequence[Measure]) -> set[int]:
    ids = {int(value) for value in request.POST.getlist("measure") if value.isdecimal() and len(value) < 12}
    if request.POST.get("rest"):
        ids |= {row.pk for row in wanted[TICKS:]}
    return ids


def _lines(rows: Sequence[Measure], kept: set[int]) -> list[dict[str, Any]]:
    return [
        {
            "measure": row,
            "is_on": row.pk in kept,
            "dates": aspect_words("dates", content),
            "executors": ", ".join(one["name"] for one in content["executors"]),
        }
        for row in rows
        for content in [cascade_content(row)]
    ]
