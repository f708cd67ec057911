"""The list of cycles, one cycle, its settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from medk.cycles.access import may_edit, regions_to_run, require_edit
from medk.cycles.actions import close_cycle, create_cycle, edit_cycle, reopen_cycle
from medk.cycles.exporters import cycles_sheet
from medk.cycles.forms import CycleCloseForm, CycleForm, CycleStartForm, ReasonForm
from medk.cycles.models import Cycle
from medk.cycles.queries.cycles import cohorts_of, timeline
from medk.cycles.views.forms import FormPage, attempt
from medk.kernel import clock
from medk.kernel.exports import asked_for, download
from medk.kernel.refusals import NotAllowed


@require_safe
def cycle_list(request: HttpRequest) -> HttpResponseBase:
    """Every cycle that the person sees, newest year first."""
    cycles = Cycle.objects.visible_to(request.user).select_related("organisation")
    if kind := asked_for(request):
        return download(cycles_sheet(cycles.order_by("-year", "organisation__name")), kind)
    context = {
        "cycles": cycles.order_by("-year", "organisation__name"),
        "may_add": regions_to_run(request.user).exists(),
        "today": clock.today(),
    }
    return render(request, "cycles/cycle_list.html", context)


def visible_cycle(request: HttpRequest, pk: int) -> Cycle:
    """The cycle, or 404 for those without sight of it."""
    rows = Cycle.objects.visible_to(request.user).select_related("organisation")
    found: Cycle = get_object_or_404(rows, pk=pk)
    return found


def region_day(cycle: Cycle) -> Any:
    """Today where the cycle runs (decision 13)."""
    return clock.today(cycle.organisation.time_zone or None)


@require_safe
def cycle_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Key dates on a line, settings, cohorts."""
    cycle = visible_cycle(request, pk)
    today = region_day(cycle)
    context = {
        "cycle": cycle,
        "line": timeline(cycle, today),
        "cohorts": cohorts_of(cycle, request.user, today),
        "may_edit": may_edit(request.user, cycle.organisation),
    }
    context["may_change"] = context["may_edit"] and not cycle.closed_on
    return render(request, "cycles/cycle_detail.html", context)


def cycle_add(request: HttpRequest) -> HttpResponse:
    """Start a programme year."""
    regions = regions_to_run(request.user)
    if not regions.exists():
        raise NotAllowed(
            "Завести цикл вы не можете.", who="Это делает региональный координатор или администратор."
        )
    first = {"year": clock.today().year, "region": regions.first() if regions.count() == 1 else None}
    form = CycleStartForm(request.POST or None, regions=regions, initial=first)
    lead = "Вместе с циклом появятся ключевые даты выбранного календаря и обычные когорты школ."
    page = FormPage("Новый цикл", reverse("cycles:cycle-list"), "Программный год", "Завести цикл", lead)
    if request.method != "POST" or not form.is_valid():
        return page.show(request, form)
    made: list[Cycle] = []
    given = dict(form.cleaned_data)
    region = given.pop("region")
    refused = attempt(
        request, form, lambda: made.append(create_cycle(region, **given, by=request.user)), page=page
    )
    if refused:
        return refused
    messages.success(request, f"«{made[0]}» заведён. Проверьте даты и добавьте школы в когорты.")
    return redirect("cycles:cycle-detail", made[0].pk)


def _page(cycle: Cycle, title: str, button: str, lead: str = "") -> FormPage:
    return FormPage(title, reverse("cycles:cycle-detail", args=[cycle.pk]), str(cycle), button, lead)


def cycle_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Settings of a cycle."""
    cycle = visible_cycle(request, pk)
    require_edit(request.user, cycle.organisation)
    form = CycleForm(request.POST or None, initial=CycleForm.of(cycle))
    page = _page(cycle, "Настройки цикла", "Сохранить")
    if request.method != "POST" or not form.is_valid():
        return page.show(request, form)
    version = form.cleaned_data["version"]

    def save() -> None:
        edit_cycle(cycle, version=version, **form.values(), by=request.user)

    refused = attempt(request, form, save, page=page, row=cycle)
    if refused:
        return refused
    messages.success(request, "Настройки цикла сохранены.")
    return redirect("cycles:cycle-detail", pk)


def cycle_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the year."""
    cycle = visible_cycle(request, pk)
    require_edit(request.user, cycle.organisation)
    form = CycleCloseForm(request.POST or None, initial={"on": region_day(cycle)})
    lead = (
        "Настройки, даты и когорты закрытого цикла не меняются. Открыть его снова можно с указанием причины."
    )
    page = _page(cycle, f"Закрыть «{cycle}»?", "Закрыть цикл", lead)
    if request.method != "POST" or not form.is_valid():
        return page.show(request, form)
    refused = attempt(
        request, form, lambda: close_cycle(cycle, on=form.cleaned_data["on"], by=request.user), page=page
    )
    if refused:
        return refused
    messages.success(request, f"«{cycle}» закрыт {cycle.closed_on:%d.%m.%Y}.")
    return redirect("cycles:cycle-detail", pk)


def cycle_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed year again."""
    cycle = visible_cycle(request, pk)
    require_edit(request.user, cycle.organisation)
    form = ReasonForm(request.POST or None)
    page = _page(cycle, f"Открыть «{cycle}» снова?", "Открыть цикл", "Причина останется в журнале.")
    if request.method != "POST" or not form.is_valid():
        return page.show(request, form)
    refused = attempt(
        request, form, lambda: reopen_cycle(cycle, **form.cleaned_data, by=request.user), page=page
    )
    if refused:
        return refused
    messages.success(request, f"«{cycle}» снова открыт.")
    return redirect("cycles:cycle-detail", pk)
