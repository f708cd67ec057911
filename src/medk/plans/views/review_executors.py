"""Executors of a plan: printed names matched once, executors appointed in bulk."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from medk.kernel.refusals import Refused
from medk.kernel.russian import counted
from medk.orgs.models import OrganisationKind
from medk.plans.access_drafts import require_appointer
from medk.plans.actions.executors import (
    create_and_match,
    match_printed,
    meant_by,
    set_executors,
    unmatch_printed,
)
from medk.plans.choices import BodyClass, RoadMapStatus
from medk.plans.forms.draft_review import BodyForm
from medk.plans.models import RoadMap
from medk.plans.queries.candidates import organisations_around, people_around
from medk.plans.queries.printed import PrintedRow, printed_rows, with_proposals
from medk.plans.views.fetching import seen_road_map
from medk.plans.views.links import with_query

#: Organisations offered without a search: schools are found by their name.
OFFERED = 150


def _plan(request: HttpRequest, pk: int) -> RoadMap:
    road_map = seen_road_map(request, pk)
    require_appointer(request.user, road_map)
    return road_map


def _address(road_map: RoadMap) -> str:
    return reverse("plans:executors", args=[road_map.pk])


@require_http_methods(["GET", "POST"])
def executors(request: HttpRequest, pk: int) -> HttpResponse:
    """Printed names with counts; a proposal is taken, or a match taken back, with one button."""
    road_map = _plan(request, pk)
    if request.method == "POST":
        return _match(request, road_map)
    rows = with_proposals(printed_rows(road_map), road_map)
    context = {
        "road_map": road_map,
        "is_draft": road_map.status == RoadMapStatus.DRAFT,
        "waiting": [row for row in rows if not row.is_settled],
        "settled": [row for row in rows if row.is_settled],
        "bare": road_map.measures.filter(executors__isnull=True).count(),
    }
    return render(request, "plans/review_executors.html", context)


def _match(request: HttpRequest, road_map: RoadMap) -> HttpResponse:
    key, choice = request.POST.get("key", ""), request.POST.get("meant", "")
    if not choice:
        unmatch_printed(road_map, key, by=request.user)
        messages.info(request, "Сопоставление снято.")
    else:
        meant = meant_by(choice, road_map)
        rows = match_printed(road_map, key, meant=meant, by=request.user)
        words = counted(rows, "строке", "строках", "строках")
        messages.success(request, f"Исполнитель «{meant.title}» назначен в {words}.")
    return redirect(_address(road_map))


def _printed(road_map: RoadMap, key: str) -> PrintedRow:
    found = next((row for row in printed_rows(road_map) if row.printed.key == key), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def executor_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose for one printed name among everybody around the plan, or add a new organisation."""
    road_map = _plan(request, pk)
    key = request.POST.get("key") or request.GET.get("key", "")
    row = with_proposals([_printed(road_map, key)], road_map)[0]
    form = BodyForm(request.POST or None, initial={"name": row.printed.title})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = create_and_match(road_map, key, kind=values["kind"], name=values["name"], by=request.user)
        messages.success(request, f"Организация «{made}» добавлена и сопоставлена.")
        return redirect(_address(road_map))
    context = {"road_map": road_map, "row": row, "form": form, **_choices(road_map, request.GET.get("q", ""))}
    return render(request, "plans/review_executor_choose.html", context)


def _choices(road_map: RoadMap, words: str) -> dict[str, Any]:
    """Classes, organisations and people to choose from; schools and people narrow by a search."""
    around = organisations_around(road_map.organisation)
    people = people_around(road_map.organisation)
    words = words.strip()
    if words:
        found = around.filter(name__icontains=words) | around.filter(short_name__icontains=words)
        organisations = found.distinct().order_by("name")[:OFFERED]
        people = people.filter(person__name__icontains=words)
    else:
        organisations = around.exclude(kind=OrganisationKind.SCHOOL).order_by("name")[:OFFERED]
    return {
        "q": words,
        "classes": BodyClass.choices,
        "organisations": organisations,
        "people": people[:OFFERED],
    }


@require_http_methods(["GET", "POST"])
def executors_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint one executor to many measures at once."""
    road_map = _plan(request, pk)
    if request.method == "POST":
        return _appoint(request, road_map)
    measures = road_map.measures.select_related("section").prefetch_related(
        "executors__organisation", "executors__person"
    )
    if request.GET.get("only") == "bare":
        measures = measures.filter(executors__isnull=True)
    section = request.GET.get("section", "")
    section_pk = int(section) if section.isdecimal() else None
    if section_pk:
        measures = measures.filter(section=section_pk)
    context = {
        "road_map": road_map,
        "sections": road_map.sections.all(),
        "section": section_pk,
        "measures": measures.order_by("position", "pk"),
        "kept": request.GET.get("only", ""),
        **_choices(road_map, request.GET.get("q", "")),
    }
    return render(request, "plans/review_appoint.html", context)


def _appoint(request: HttpRequest, road_map: RoadMap) -> HttpResponse:
    wanted = [int(value) for value in request.POST.getlist("measure") if value.isdecimal()]
    if not request.POST.get("meant"):
        raise Refused("Выберите, кого назначить исполнителем.")
    meant = meant_by(request.POST["meant"], road_map)
    mode = "replace" if request.POST.get("mode") == "replace" else "add"
    count = set_executors(road_map, wanted, meant=meant, mode=mode, by=request.user)
    words = counted(count, "мероприятию", "мероприятиям", "мероприятиям")
    messages.success(request, f"Исполнитель «{meant.title}» назначен {words}.")
    return redirect(_same_choice(request, road_map))


def _same_choice(request: HttpRequest, road_map: RoadMap) -> str:
    """Back to the same rows, so that "mark all" after "without executor" never marks those just appointed."""
    kept = {name: request.GET[name] for name in ("only", "section") if request.GET.get(name)}
    return with_query(reverse("plans:executors-appoint", args=[road_map.pk]), kept)
