"""Letting schools into a cohort, many at once, and out of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from medk.cycles.access import require_edit, require_open
from medk.cycles.actions import add_schools, edit_membership, end_memberships, remove_membership
from medk.cycles.forms import AddSchoolsForm, LeaveForm, MembershipEditForm, MembershipForm
from medk.cycles.models import Cohort, CohortMembership
from medk.cycles.queries.preview import Source, preview
from medk.cycles.queries.schools import schools_of, sister_cohorts
from medk.cycles.rules import pasted_lines
from medk.cycles.views.cohorts import visible_cohort
from medk.cycles.views.cycles import region_day
from medk.cycles.views.forms import FormPage, attempt
from medk.kernel.answers import act
from medk.kernel.refusals import Refused
from medk.kernel.russian import counted
from medk.orgs.models import Organisation, OrganisationKind

SCHOOLS = ("школа", "школы", "школ")


def membership_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Three steps at one address: choose, look at what was found, add what is ticked."""
    cohort = visible_cohort(request, pk)
    require_edit(request.user, cohort.cycle.organisation)
    require_open(cohort.cycle)
    step = request.POST.get("step", "")
    if step == "apply":
        return _apply(request, cohort)
    form = _choosing(request, cohort, step)
    if request.method != "POST" or step == "edit" or not form.is_valid():
        return _page(cohort).show(request, form)
    return _preview(request, cohort, form)


def _page(cohort: Cohort) -> FormPage:
    lead = "Сначала покажем, какие школы нашлись, и только потом добавим отмеченные."
    back = reverse("cycles:cohort-detail", args=[cohort.pk])
    return FormPage(f"Добавить школы: {cohort.title}", back, cohort.title, "Найти школы", lead)


def _choosing(request: HttpRequest, cohort: Cohort, step: str) -> AddSchoolsForm:
    region = cohort.cycle.organisation
    places = Organisation.objects.in_territory(request.user).below(region)
    kinds = (OrganisationKind.REGION, OrganisationKind.MUNICIPALITY)
    first = max(cohort.cycle.starts_on, min(region_day(cohort.cycle), cohort.cycle.ends_on))
    limits: dict[str, Any] = {
        "sources": sister_cohorts(cohort),
        "territories": places.filter(kind__in=kinds).order_by("kind", "name"),
    }
    if step == "edit":
        return AddSchoolsForm(initial=request.POST.dict(), **limits)
    return AddSchoolsForm(request.POST or None, initial={"valid_from": first}, **limits)


def _preview(request: HttpRequest, cohort: Cohort, form: AddSchoolsForm) -> HttpResponse:
    given = form.cleaned_data
    source = Source(pasted_lines(given["pasted"]), given["source"], given["territory"])
    found = preview(cohort, request.user, source=source, on=given["valid_from"])
    context = {"cohort": cohort, "cycle": cohort.cycle, "form": form, "found": found, "given": given}
    return render(request, "cycles/membership_preview.html", context)


def _apply(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    form = MembershipForm(request.POST)
    if not form.is_valid():
        raise Refused("Дата начала не прочитана. Вернитесь на шаг назад и введите её как 17.06.2022.")
    chosen = [int(pk) for pk in request.POST.getlist("school") if pk.isdecimal()]
    schools = list(schools_of(cohort, request.user).filter(pk__in=chosen))
    added = add_schools(cohort, schools=schools, **form.cleaned_data, by=request.user)
    messages.success(request, f"В когорту добавлено: {counted(len(added), *SCHOOLS)}.")
    return redirect("cycles:cohort-detail", cohort.pk)


@require_POST
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticked schools leave after a day."""
    cohort = visible_cohort(request, pk)
    require_edit(request.user, cohort.cycle.organisation)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        raise Refused("Последний день не прочитан. Введите его как 17.06.2022.")
    chosen = [int(pk) for pk in request.POST.getlist("membership") if pk.isdecimal()]
    rows = CohortMembership.objects.visible_to(request.user).filter(cohort=cohort, pk__in=chosen)
    count = end_memberships(cohort, memberships=rows, **form.cleaned_data, by=request.user)
    day = form.cleaned_data["on"]
    messages.success(request, f"Вышли из когорты после {day:%d.%m.%Y}: {counted(count, *SCHOOLS)}.")
    return redirect("cycles:cohort-detail", pk)


def _visible(request: HttpRequest, pk: int) -> CohortMembership:
    rows = CohortMembership.objects.visible_to(request.user)
    rows = rows.select_related("cohort__cycle__organisation", "organisation")
    found: CohortMembership = get_object_or_404(rows, pk=pk)
    return found


def membership_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one membership."""
    membership = _visible(request, pk)
    cohort = membership.cohort
    require_edit(request.user, cohort.cycle.organisation)
    form = MembershipEditForm(request.POST or None, initial=MembershipEditForm.of(membership))
    back = reverse("cycles:cohort-detail", args=[cohort.pk])
    page = FormPage(
        str(membership.organisation), back, cohort.title, "Сохранить", f"Когорта «{cohort.title}»."
    )
    page.extra = {
        "remove": reverse("cycles:membership-remove", args=[pk]),
        "remove_title": "Снять ошибочную запись",
        "remove_help": "Если школа просто вышла, поставьте последний день. Снимают только то, чего не было.",
        "remove_reason": "Почему запись ошибочна",
    }
    if request.method != "POST" or not form.is_valid():
        return page.show(request, form)
    refused = attempt(
        request, form, lambda: edit_membership(membership, **form.cleaned_data, by=request.user), page=page
    )
    if refused:
        return refused
    messages.success(request, "Запись исправлена.")
    return redirect("cycles:cohort-detail", cohort.pk)


@require_POST
def membership_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was entered by mistake."""
    membership = _visible(request, pk)
    back = reverse("cycles:cohort-detail", args=[membership.cohort_id])
    said = f"Запись о школе «{membership.organisation}» снята."
    reason = request.POST.get("reason", "")
    return act(request, remove_membership, membership, reason=reason, back=back, said=said)
