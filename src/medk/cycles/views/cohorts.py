"""Cohorts: who is in, since when, by which act."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from medk.cycles.access import may_edit, require_edit
from medk.cycles.actions import create_cohort, rename_cohort
from medk.cycles.exporters import cohort_sheet
from medk.cycles.forms import CohortForm, LeaveForm, MemberFilterForm
from medk.cycles.models import Cohort
from medk.cycles.queries.members import members, municipalities
from medk.cycles.views.cycles import region_day, visible_cycle
from medk.cycles.views.forms import FormPage, attempt
from medk.kernel.exports import download

PAGE = 100


def visible_cohort(request: HttpRequest, pk: int) -> Cohort:
    """The cohort, or 404 for those without sight of its cycle."""
    rows = Cohort.objects.visible_to(request.user).select_related("cycle__organisation")
    found: Cohort = get_object_or_404(rows, pk=pk)
    return found


def _filter(request: HttpRequest, cohort: Cohort) -> MemberFilterForm:
    """The filter out of the address; the same for the page and for its export."""
    return MemberFilterForm(request.GET, municipalities=municipalities(cohort, request.user))


@require_safe
def cohort_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Members within the reader's own territory."""
    cohort = visible_cohort(request, pk)
    form = _filter(request, cohort)
    choice = form.choice(region_day(cohort.cycle))
    may_change = may_edit(request.user, cohort.cycle.organisation) and not cohort.cycle.closed_on
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "cohort": cohort,
        "cycle": cohort.cycle,
        "form": form,
        "choice": choice,
        "rows": Paginator(members(cohort, request.user, choice), PAGE).get_page(request.GET.get("page")),
        "address": address.urlencode(),
        "narrowed": sum(bool(value.strip()) for value in address.values()),
        "may_change": may_change,
        "leave": LeaveForm(initial={"on": region_day(cohort.cycle)}, auto_id="leave-%s"),
    }
    return render(request, "cycles/cohort_detail.html", context)


@require_safe
def cohort_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The filtered table as XLSX or CSV."""
    cohort = visible_cohort(request, pk)
    choice = _filter(request, cohort).choice(region_day(cohort.cycle))
    rows = members(cohort, request.user, choice).iterator(chunk_size=500)
    return download(cohort_sheet(cohort, rows, choice=choice), request.GET.get("format", "xlsx"))


def cohort_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A cohort of the region's own."""
    cycle = visible_cycle(request, pk)
    require_edit(request.user, cycle.organisation)
    form = CohortForm(request.POST or None)
    lead = "Когорту выбирают в мероприятии, когда оно касается не всех школ-участниц."
    back = reverse("cycles:cycle-detail", args=[pk])
    page = FormPage("Новая когорта", back, str(cycle), "Добавить когорту", lead)
    if request.method != "POST" or not form.is_valid():
        return page.show(request, form)
    made: list[Cohort] = []
    title = form.cleaned_data["title"]
    refused = attempt(
        request, form, lambda: made.append(create_cohort(cycle, title=title, by=request.user)), page=page
    )
    if refused:
        return refused
    messages.success(request, f"Когорта «{made[0]}» добавлена. Теперь добавьте в неё школы.")
    return redirect("cycles:cohort-detail", made[0].pk)


def cohort_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another title for a cohort."""
    cohort = visible_cohort(request, pk)
    require_edit(request.user, cohort.cycle.organisation)
    form = CohortForm(request.POST or None, initial={"title": cohort.title})
    back = reverse("cycles:cohort-detail", args=[pk])
    page = FormPage("Переименовать когорту", back, cohort.title, "Переименовать")
    if request.method != "POST" or not form.is_valid():
        return page.show(request, form)
    title = form.cleaned_data["title"]
    refused = attempt(request, form, lambda: rename_cohort(cohort, title=title, by=request.user), page=page)
    if refused:
        return refused
    messages.success(request, "Когорта переименована.")
    return redirect("cycles:cohort-detail", pk)
