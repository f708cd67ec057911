"""The end of a draft: approved, discarded, brought back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from medk.kernel.refusals import Refused
from medk.plans.access_drafts import require_approver
from medk.plans.actions.approval import approve_road_map
from medk.plans.actions.drafts import discard_draft, restore_draft
from medk.plans.choices import RoadMapStatus
from medk.plans.forms.draft_review import ApproveForm
from medk.plans.queries.review import blockers, counts_of, findings_of, order_of, warnings
from medk.plans.views.fetching import draft_of, seen_road_map


@require_http_methods(["GET", "POST"])
def road_map_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """What approval freezes, what stops it, what must be acknowledged; then the approval itself."""
    road_map = seen_road_map(request, pk)
    require_approver(request.user, road_map)
    if road_map.status != RoadMapStatus.DRAFT:
        return redirect("plans:road-map-detail", pk)
    findings = findings_of(road_map)
    codes = [(finding.code, finding.message) for finding in warnings(findings)]
    form = ApproveForm(request.POST or None, road_map=road_map, codes=list(dict(codes).items()))
    if request.method == "POST" and form.is_valid():
        try:
            approve_road_map(road_map, by=request.user, **form.cleaned_data)
            messages.success(request, "Дорожная карта утверждена. Исполнители получили уведомления.")
            return redirect("plans:road-map-detail", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context: dict[str, Any] = {
        "road_map": road_map,
        "form": form,
        "counts": counts_of(road_map, order_of(road_map)),
        "stops": blockers(findings),
        "warnings": warnings(findings),
        "hints": [finding for finding in findings if finding.level == "hint"],
    }
    return render(request, "plans/review_approve.html", context)


@require_POST
def road_map_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a draft with a reason."""
    road_map = draft_of(request, pk)
    discard_draft(road_map, reason=request.POST.get("reason", ""), by=request.user)
    messages.info(request, f"Черновик «{road_map.title[:100]}» отменён. Его можно вернуть.")
    return redirect("plans:road-map-review", pk)


@require_POST
def road_map_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a discarded draft back."""
    restore_draft(draft_of(request, pk), by=request.user)
    messages.success(request, "Черновик возвращён.")
    return redirect("plans:road-map-review", pk)
