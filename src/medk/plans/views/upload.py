"""From an order's file to a draft: the form, the progress, the word about a repeat."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medk.kernel.refusals import NotAllowed, Refused
from medk.plans.access_drafts import preparable
from medk.plans.actions.drafts import begin_plan
from medk.plans.actions.drafts_upload import (
    discard_order,
    keep_both,
    replace_draft,
    retry_order,
    upload_order,
)
from medk.plans.forms.draft_upload import BeginForm, UploadForm
from medk.plans.models import OrderImport, RoadMap
from medk.plans.queries.duplicates import repeated_road_maps
from medk.plans.views.fetching import is_fragment

Status = OrderImport.Status
#: Imports that still need a word from whoever uploaded them.
UNFINISHED = (Status.HELD, Status.READING, Status.FAILED)


def _require_somewhere(user: Any) -> None:
    if not preparable(user).exists():
        raise NotAllowed(
            "Дорожные карты загружают координаторы и школы для себя.",
            who="Передайте приказ координатору своей организации.",
        )


@require_http_methods(["GET", "POST"])
def order_upload(request: HttpRequest) -> HttpResponse:
    """Choose whose plan it is and give the order: a file or a pasted text."""
    _require_somewhere(request.user)
    initial = {"organisation": request.GET.get("organisation")} if "organisation" in request.GET else {}
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            order = upload_order(form.upload, form.place, by=request.user)
            return redirect("plans:order-import", order.pk)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(refusal))
    begin = BeginForm(user=request.user, initial=initial, prefix="begin")
    return render(request, "plans/order_upload.html", _upload_context(request, form, begin=begin))


def _upload_context(request: HttpRequest, form: UploadForm, *, begin: BeginForm) -> dict[str, Any]:
    limit = settings.UPLOAD_LIMIT_MB
    words = f"Текст (.txt) до {limit}\u00a0МБ. Документ Word или PDF пока откройте и вставьте текстом в поле ниже."
    waiting = OrderImport.objects.filter(by_id=request.user.pk, status__in=UNFINISHED).select_related(
        "organisation"
    )
    return {"form": form, "begin": begin, "limit": limit, "words": words, "waiting": waiting[:10]}


@require_POST
def plan_begin(request: HttpRequest) -> HttpResponse:
    """Begin an empty plan, to be typed in by hand."""
    _require_somewhere(request.user)
    form = BeginForm(request.POST, user=request.user, prefix="begin")
    if not form.is_valid():
        blank = UploadForm(user=request.user)
        return render(request, "plans/order_upload.html", _upload_context(request, blank, begin=form))
    place = form.place
    road_map = begin_plan(
        place.organisation, place.cycle, year=place.year, title=form.cleaned_data["title"], by=request.user
    )
    return redirect("plans:road-map-review", road_map.pk)


def _order(request: HttpRequest, pk: int) -> OrderImport:
    rows = OrderImport.objects.visible_to(request.user).select_related("organisation", "cycle", "road_map")
    return get_object_or_404(rows, pk=pk)


@require_GET
def order_import(request: HttpRequest, pk: int) -> HttpResponse:
    """How an uploaded order fares; once it is read, its review page."""
    order = _order(request, pk)
    if order.status == Status.READ and order.road_map_id:
        return redirect("plans:road-map-review", order.road_map_id)
    context: dict[str, Any] = {"order": order, "status": order.status}
    if order.status == Status.HELD:
        context["repeats"] = repeated_road_maps(order)
    template = "plans/_order_progress.html" if is_fragment(request) else "plans/order_import.html"
    return render(request, template, context)


@require_POST
def order_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep both, replace the earlier draft, read again, or discard."""
    order = _order(request, pk)
    decisions: dict[str, Callable[[], None]] = {
        "keep": lambda: keep_both(order, by=request.user),
        "replace": lambda: replace_draft(order, _repeated(request, order), by=request.user),
        "retry": lambda: retry_order(order, by=request.user),
        "discard": lambda: discard_order(order, by=request.user),
    }
    decide = decisions.get(request.POST.get("decision", ""))
    if decide is None:
        raise Refused("Выберите, что сделать с этим приказом.")
    decide()
    if order.status == Status.DISCARDED:
        messages.info(request, f"Загрузка файла «{order.filename}» отменена.")
        return redirect("plans:order-upload")
    return redirect("plans:order-import", order.pk)


def _repeated(request: HttpRequest, order: OrderImport) -> RoadMap:
    number = request.POST.get("road_map", "")
    return get_object_or_404(repeated_road_maps(order), pk=number if number.isdecimal() else 0)
