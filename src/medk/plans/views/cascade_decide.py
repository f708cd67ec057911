"""Deciding upon changes from above: the preview, then the decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from medk.kernel.refusals import NotAllowed, Refused
from medk.kernel.russian import counted
from medk.plans.access_cascade import require_may_link
from medk.plans.actions.cascade_decisions import Resolution, chosen, decide, pending_of
from medk.plans.choices_cascade import Verdict
from medk.plans.views.road_maps import visible_road_map

#: What accepting is explained by unless the person says otherwise.
_ACCEPTED = "Срок и содержание приведены в соответствие с картой выше."


@require_POST
def cascade_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was marked; with `sure` accept or decline it."""
    road_map = visible_road_map(request, pk)
    back = reverse("plans:road-map-cascade", args=[pk])
    tokens = request.POST.getlist("change")
    verdict = request.POST.get("verdict", "")
    context: dict[str, Any] = {"road_map": road_map, "back": back, "verdict": verdict}
    context["order"] = request.POST.get("order", "")[:255]
    is_accepted = verdict == Verdict.ACCEPTED
    context["reason"] = request.POST.get("reason", _ACCEPTED if is_accepted else "")
    try:
        if request.POST.get("sure"):
            resolution = Resolution(verdict, context["reason"], context["order"])
            done = decide(road_map, tokens, resolution=resolution, by=request.user)
            words = counted(done.count, "изменение", "изменения", "изменений")
            waits = " Изменение плана отправлено на утверждение." if done.is_waiting else ""
            messages.success(request, f"{'Принято' if is_accepted else 'Отклонено'}: {words}.{waits}")
            return redirect(back)
        require_may_link(request.user, road_map)
    except NotAllowed:
        raise
    except Refused as refusal:
        context["problem"] = str(refusal)
    return _preview(request, context, tokens)


def _preview(request: HttpRequest, context: dict[str, Any], tokens: list[str]) -> HttpResponse:
    if context["verdict"] not in Verdict.values:
        messages.error(request, "Выберите, принять изменения или отклонить.")
        return redirect(context["back"])
    try:
        context["changes"] = chosen(pending_of(context["road_map"]), tokens)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(context["back"])
    return render(request, "plans/cascade_decide.html", context)
