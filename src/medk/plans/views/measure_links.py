"""Links between measures: set on the page of a measure, seen and proposed on the page of a plan."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medk.kernel import answers
from medk.kernel.refusals import NotAllowed, Refused
from medk.kernel.russian import counted
from medk.plans.access import held_by, owns, require_owner
from medk.plans.actions.links import Ends, decline_link, link_measures, may_link, withdraw_link
from medk.plans.choices import LinkKind, RoadMapStatus
from medk.plans.forms.links import KINDS, LinkForm
from medk.plans.models import Measure, MeasureLink, RoadMap
from medk.plans.queries.link_page import LinksPage
from medk.plans.queries.links import around, proposals_for
from medk.plans.queries.table import Table
from medk.plans.queries.table_sight import sight_of
from medk.plans.views.fetching import back_of
from medk.plans.views.measures import measure_in_sight
from medk.plans.views.moments import moment_context, moment_of
from medk.plans.views.road_maps import visible_road_map

#: Plans offered beside the measure's own, nearest years first.
_MOST_PLANS = 40
_LONGEST = 90


@require_http_methods(["GET", "HEAD", "POST"])
def measure_links(request: HttpRequest, pk: int) -> HttpResponse:
    """Set and take off links of one measure; `?plan=` chooses the plan of the other end."""
    measure = measure_in_sight(request.user, pk)
    require_owner(request.user, measure.road_map)
    plans = _plans(request.user, measure)
    chosen = _chosen_plan(request, plans, measure.road_map)
    form = LinkForm(
        request.POST if request.method == "POST" else None,
        others=_others(chosen, measure),
        is_foreign=chosen.pk != measure.road_map_id,
    )
    if request.method == "POST" and form.is_valid() and _set(request, measure, form):
        return HttpResponseRedirect(reverse("plans:measure-links", args=[pk]))
    sight = sight_of(request.user, measure.road_map, held=held_by(request.user))
    context = {
        "measure": measure,
        "form": form,
        "plans": plans,
        "chosen": chosen,
        "around": around(request.user, measure, sight.on, is_above=lambda: sight.is_above),
        "is_open": may_link(request.user, measure),
    }
    return render(request, "plans/measure_links.html", context)


def _plans(user: Any, measure: Measure) -> list[RoadMap]:
    """The measure's own plan and the others in sight: of the same year first."""
    rows = (
        RoadMap.objects.visible_to(user)
        .exclude(pk=measure.road_map_id)
        .exclude(status=RoadMapStatus.DISCARDED)
    )
    rows = rows.select_related("organisation").order_by("-plan_year", "organisation__name", "pk")
    year = measure.road_map.plan_year
    near = sorted(rows[: _MOST_PLANS * 5], key=lambda row: abs(row.plan_year - year))
    return [measure.road_map, *near[:_MOST_PLANS]]


def _chosen_plan(request: HttpRequest, plans: list[RoadMap], own: RoadMap) -> RoadMap:
    wanted = request.GET.get("plan", "")
    return next((plan for plan in plans if str(plan.pk) == wanted), own)


def _others(plan: RoadMap, measure: Measure) -> list[tuple[int, str]]:
    rows = Measure.objects.filter(road_map=plan).exclude(pk=measure.pk).order_by("position", "pk")
    named = ((row.pk, str(row)) for row in rows.only("pk", "number", "title"))
    return [(pk, name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…") for pk, name in named]


def _set(request: HttpRequest, measure: Measure, form: forms.Form) -> bool:
    """Set what the form says; a refusal stays on it."""
    values = form.cleaned_data
    rows = Measure.objects.visible_to(request.user).select_related("road_map__organisation")
    other = get_object_or_404(rows, pk=values["other"])
    kind = KINDS[values["relation"]]
    source, target = (other, measure) if values["relation"] == "after" else (measure, other)
    try:
        link_measures(Ends(kind, source, target), by=request.user, note=values["note"])
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Связь поставлена.")
    return True


@require_POST
def link_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link off with a reason."""
    rows = MeasureLink.objects.visible_to(request.user)
    link = get_object_or_404(
        rows.select_related("source__road_map__organisation", "target__road_map__organisation"), pk=pk
    )
    back = back_of(request, reverse("plans:measure-detail", args=[link.source_id]))
    reason = request.POST.get("reason", "")
    return answers.act(request, withdraw_link, link, back=back, said="Связь снята.", reason=reason)


@require_safe
def road_map_links(request: HttpRequest, pk: int) -> HttpResponse:
    """Chains of a plan as lists, a table of its links, what slips endanger, what is proposed."""
    road_map = visible_road_map(request, pk)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    moment = moment_of(request, sight.on, zone=sight.zone)
    table = Table(road_map, sight, moment=moment)
    may_set = owns(request.user, road_map.organisation) and not moment.is_past and _is_open(road_map)
    context = moment_context(request, moment) | {
        "road_map": road_map,
        "table": table,
        "shown": LinksPage(request.user, table),
        "proposals": _proposed(road_map) if may_set else [],
        "may_set": may_set,
    }
    return render(request, "plans/road_map_links.html", context)


def _is_open(road_map: RoadMap) -> bool:
    return road_map.status in (RoadMapStatus.DRAFT, RoadMapStatus.APPROVED)


def _proposed(road_map: RoadMap) -> list[dict[str, Any]]:
    """Proposals with the measures that they name."""
    found = proposals_for(road_map)
    ids = {pk for one in found for pk in (one.source, one.target)}
    rows = {row.pk: row for row in Measure.objects.filter(pk__in=ids)} if ids else {}
    return [
        {
            "key": one.key,
            "why": one.why,
            "is_report": one.kind == LinkKind.REPORTS_ON,
            "source": rows[one.source],
            "target": rows[one.target],
        }
        for one in found
    ]


@require_POST
def link_proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline the chosen proposals; what could not be done is said one by one."""
    road_map = visible_road_map(request, pk)
    require_owner(request.user, road_map)
    wanted = set(request.POST.getlist("chosen"))
    back = reverse("plans:road-map-links", args=[pk])
    is_declined = request.POST.get("do") == "decline"
    chosen = [one for one in proposals_for(road_map) if one.key in wanted]
    if not chosen:
        messages.warning(request, "Ничего не отмечено. Отметьте предложения и повторите.")
        return HttpResponseRedirect(back)
    ids = {end for one in chosen for end in (one.source, one.target)}
    rows = {
        row.pk: row for row in Measure.objects.filter(pk__in=ids).select_related("road_map__organisation")
    }
    done = 0
    for one in chosen:
        ends = Ends(one.kind, rows[one.source], rows[one.target])
        try:
            if is_declined:
                decline_link(ends, by=request.user, reason=request.POST.get("reason", ""))
            else:
                link_measures(ends, by=request.user, note=one.why, is_proposed=True)
            done += 1
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.warning(request, str(refusal))
    if done:
        what = "Отклонено" if is_declined else "Принято"
        messages.success(request, f"{what}: {counted(done, 'связь', 'связи', 'связей')}.")
    return HttpResponseRedirect(back)
