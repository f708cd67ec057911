"""What changed in a plan: its amendments, and two states of it side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from medk.kernel.exports import XLSX, download
from medk.plans.access_amendments import may_amend
from medk.plans.choices import AmendmentStatus, RoadMapStatus
from medk.plans.exporters.changes import changes_sheet
from medk.plans.forms.amendment import CompareForm
from medk.plans.models import Measure, PlanAmendment, RoadMap
from medk.plans.queries.amendment_effects import today_of
from medk.plans.queries.comparison import Comparison, base_side, compared, side_at
from medk.plans.rules.moments import Mode, Moment
from medk.plans.rules.plan_shown import ShownChange
from medk.plans.views.links import with_query
from medk.plans.views.road_maps import visible_road_map


@require_safe
def road_map_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Amendments of a plan, and the base plan against now or any two dates."""
    road_map = visible_road_map(request, pk)
    form, comparison = _compared(request, road_map)
    rows = PlanAmendment.objects.visible_to(request.user).filter(road_map=road_map)
    amendments = list(rows.select_related("prepared_by__person", "approved_by__person"))
    query = {name: request.GET.get(name, "") for name in ("from", "to", "as", "on")}
    context: dict[str, Any] = {
        "road_map": road_map,
        "amendments": amendments,
        "alone": sum(row.is_approved_alone for row in amendments),
        "waiting": sum(row.status == AmendmentStatus.APPROVED for row in amendments),
        "form": form,
        "comparison": comparison,
        "changes": _with_pages(road_map, comparison) if comparison else (),
        "modes": Mode.choices,
        "may_amend": not request.GET.get("on") and may_amend(request.user, road_map),
        "today": form.today,
        "export_url": with_query(reverse("plans:road-map-changes-export", args=[pk]), query),
    }
    return render(request, "plans/road_map_changes.html", context)


def _with_pages(road_map: RoadMap, comparison: Comparison) -> list[tuple[ShownChange, int | None]]:
    """Changes with the number of the measure's page."""
    pages = {**comparison.old.pages, **comparison.new.pages}
    unknown = [change.uid for change in comparison.changes if change.uid not in pages]
    if unknown:
        rows = Measure.objects.filter(road_map=road_map, uid__in=unknown)
        pages |= {str(uid): pk for uid, pk in rows.values_list("uid", "pk")}
    return [(change, pages.get(change.uid)) for change in comparison.changes]


@require_safe
def road_map_changes_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The comparison as a spreadsheet (`?format=csv` for the other kind)."""
    road_map = visible_road_map(request, pk)
    _, comparison = _compared(request, road_map)
    return download(changes_sheet(road_map, comparison), request.GET.get("format", XLSX))


def _compared(request: HttpRequest, road_map: RoadMap) -> tuple[CompareForm, Comparison | None]:
    """The comparison asked for; a date that cannot be shown is answered by the usual side."""
    today = today_of(road_map)
    asked = request.GET.copy()
    if asked.get("on") and not asked.get("to"):
        # From another view of the plan on a past day: the base plan against that day.
        asked["to"] = request.GET["on"]
    form = CompareForm(asked, today=today)
    form.is_valid()
    if road_map.status not in (RoadMapStatus.APPROVED, RoadMapStatus.CLOSED):
        return form, None
    first, last = form.day("from"), form.day("to")
    old = side_at(road_map, Moment(first, form.mode)) if first else base_side(road_map)
    if old is None:
        old = side_at(road_map, Moment(road_map.approved_on or today, Mode.HAPPENED))
    moment = Moment(last, form.mode) if last and last != today else Moment(today)
    return form, compared(old, side_at(road_map, moment), {})
