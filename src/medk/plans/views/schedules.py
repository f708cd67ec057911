"""The schedule of a measure: its dates, attaching a new version, the report before it is applied."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medk.files.actions import stage_file
from medk.kernel import answers, clock
from medk.kernel.exports import XLSX, download
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.models import Organisation
from medk.plans.access import owns, require_owner, seen_units
from medk.plans.actions.occurrences import is_by_hand
from medk.plans.actions.requests import accept_request, askers_of, decline_request, make_request
from medk.plans.actions.schedules import (
    Brought,
    apply_schedule,
    attach_schedule,
    discard_schedule,
    recheck,
    settle_names,
)
from medk.plans.choices import RoadMapStatus, ScheduleKind, ScheduleOrigin, ScheduleStatus
from medk.plans.exporters.attached import dates_sheet, findings_sheet
from medk.plans.forms.attached import TYPED, TYPED_ROWS, RequestForm, ScheduleForm
from medk.plans.forms.execution import DayField
from medk.plans.importers.schedule import read_pasted, read_schedule, read_typed
from medk.plans.models import AttachedSchedule, Measure, MeasureRequest
from medk.plans.queries.attached import Dates, dates_of, held_of, schedules_of
from medk.plans.queries.coverage import Filter, coverage_of
from medk.plans.queries.requests import requests_of
from medk.plans.queries.units import Units
from medk.plans.rules.attached.replacing import replacement
from medk.plans.views.measures import measure_in_sight

#: Lines of each list shown; the rest is in the table taken away or behind the next link.
SHOWN = 100
_WAITING = (ScheduleStatus.CHECKED, ScheduleStatus.REFUSED)


@require_http_methods(["GET", "HEAD", "POST"])
def measure_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Dates of a measure for its readers; its owner attaches a schedule here, those concerned ask."""
    measure = measure_in_sight(request.user, pk)
    is_owner = owns(request.user, measure.road_map.organisation)
    form = ScheduleForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require_owner(request.user, measure.road_map)
        made = _brought(request, measure, form) if form.is_valid() else None
        if made:
            return redirect("plans:schedule-detail", made.pk)
    may_attach = is_owner and is_by_hand(measure) and measure.road_map.status == RoadMapStatus.APPROVED
    askers = _askers(request.user, measure)
    dates = _dates(request, measure)
    start = _number(request.GET.get("from"))
    context = {
        "measure": measure,
        "dates": dates,
        "start": start,
        "page_slice": f"{start}:{start + SHOWN}",
        "following": start + SHOWN if start + SHOWN < len(dates.slots) else None,
        "form": form,
        "typed": _typed_rows(request),
        "heads": [heading for _, heading, _ in TYPED],
        "may_attach": may_attach,
        "is_owner": is_owner,
        "schedules": schedules_of(request.user, measure) if is_owner else [],
        "requests": requests_of(request.user, measure),
        "request_form": RequestForm(askers=askers) if askers else None,
    }
    return render(request, "plans/measure_schedule.html", context)


def _dates(request: HttpRequest, measure: Measure) -> Dates:
    """Every date in the reader's sight, with what is done of it."""
    units = Units(measure.road_map)
    seen = seen_units(request.user, measure, units.of(measure))
    on = clock.today()
    covered = coverage_of(measure, on, units=units, seen=seen, shown=Filter())
    return dates_of(measure, covered.slots, on, is_whole=covered.seen == covered.total)


def _typed_rows(request: HttpRequest) -> list[list[dict[str, Any]]]:
    """Cells of the typed rows as they were sent, as many rows as the form has."""
    sent = {name: request.POST.getlist(f"typed-{name}") for name, _, _ in TYPED}
    return [
        [
            {
                "name": f"typed-{name}",
                "head": heading,
                "label": f"{heading}, строка {row + 1}",
                "size": size,
                "value": sent[name][row] if row < len(sent[name]) else "",
            }
            for name, heading, size in TYPED
        ]
        for row in range(TYPED_ROWS)
    ]


def _brought(request: HttpRequest, measure: Measure, form: forms.Form) -> AttachedSchedule | None:
    """Check what was typed, pasted or uploaded; a refusal stands beside its field."""
    values = form.cleaned_data
    field = "file" if values["file"] else "pasted"
    try:
        return attach_schedule(measure, _read(request, measure, values), by=request.user)
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(field, str(refusal))
    return None


def _read(request: HttpRequest, measure: Measure, values: dict[str, Any]) -> Brought:
    year, basis = measure.road_map.plan_year, values["basis"]
    file = values["file"]
    if file:
        lines = read_schedule(file.name, file.read(), year=year)
        file.seek(0)
        return Brought(lines, ScheduleOrigin.FILE, basis, file.name, stage_file(file))
    if values["pasted"].strip():
        return Brought(read_pasted(values["pasted"], year=year), ScheduleOrigin.PASTED, basis)
    rows = [
        {cell["name"].removeprefix("typed-"): cell["value"] for cell in row} for row in _typed_rows(request)
    ]
    return Brought(read_typed(rows), ScheduleOrigin.TYPED, basis)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


@require_safe
def schedule_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The dates as a spreadsheet (`?format=csv` for the other kind)."""
    measure = measure_in_sight(request.user, pk)
    return download(dates_sheet(measure, _dates(request, measure)), request.GET.get("format", XLSX))


def _seen(request: HttpRequest, pk: int) -> AttachedSchedule:
    rows = AttachedSchedule.objects.visible_to(request.user).select_related("by__person", "file")
    schedule = get_object_or_404(rows, pk=pk)
    require_owner(request.user, schedule.measure.road_map)
    return schedule


@require_safe
def schedule_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on a schedule: what is wrong, what it would change, what it did."""
    schedule = _seen(request, pk)
    is_waiting = schedule.status in _WAITING
    checked = recheck(schedule) if is_waiting else None
    findings = checked.findings if checked else schedule.findings
    start = _number(request.GET.get("from"))
    context = {
        "schedule": schedule,
        "measure": schedule.measure,
        "is_waiting": is_waiting,
        "has_errors": bool(checked and checked.has_errors),
        "findings": findings[start : start + SHOWN],
        "total": len(findings),
        "following": start + SHOWN if start + SHOWN < len(findings) else None,
        "unknown": checked.unknown if checked else {},
        "change": replacement(checked.rows, held_of(schedule.measure)) if checked else None,
        "shown": SHOWN,
    }
    return render(request, "plans/schedule_detail.html", context)


@require_safe
def schedule_findings(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All findings as a table, to correct the schedule by."""
    return download(findings_sheet(_seen(request, pk)), request.GET.get("format", XLSX))


@require_POST
def schedule_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what unknown names mean."""
    schedule = _seen(request, pk)
    unknown = recheck(schedule).unknown
    chosen = {}
    for place, (key, (_, candidates)) in enumerate(unknown.items()):
        said = request.POST.get(f"name-{place}", "")
        if said == "0" or said in {str(number) for number, _ in candidates}:
            chosen[key] = int(said)
    back = reverse("plans:schedule-detail", args=[pk])
    if not chosen:
        messages.warning(request, "Ничего не выбрано. Выберите, кого значат названия, или исправьте график.")
        return HttpResponseRedirect(back)
    return answers.act(request, settle_names, schedule, chosen, back=back, said="График проверен ещё раз.")


@require_POST
def schedule_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the schedule the measure's dates."""
    back = reverse("plans:schedule-detail", args=[pk])
    return answers.act(request, apply_schedule, _seen(request, pk), back=back, said="График применён.")


@require_POST
def schedule_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the schedule unapplied."""
    schedule = _seen(request, pk)
    back = reverse("plans:measure-schedule", args=[schedule.measure_id])
    said = "График не применён, даты остались прежними."
    return answers.act(request, discard_schedule, schedule, back=back, said=said)


def _askers(user: Any, measure: Measure) -> list[tuple[int, str]]:
    is_open = measure.road_map.status == RoadMapStatus.APPROVED
    return askers_of(user, measure) if is_open and measure.schedule_kind == ScheduleKind.ON_REQUEST else []


@require_POST
def measure_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for what the measure gives."""
    measure = measure_in_sight(request.user, pk)
    askers = _askers(request.user, measure)
    if not askers:
        raise NotAllowed(
            "Запрос вносят школы и муниципалитеты территории плана или его координатор.",
            who=f"План ведёт {measure.road_map.organisation}.",
        )
    form = RequestForm(request.POST, askers=askers)
    back = f"{reverse('plans:measure-schedule', args=[pk])}#requests"
    if not form.is_valid():
        for errors in form.errors.values():
            messages.warning(request, " ".join(str(error) for error in errors))
        return HttpResponseRedirect(back)
    values = form.cleaned_data
    organisation = dict(askers)[values["organisation"]]
    return answers.act(
        request, make_request, measure, _organisation(values["organisation"]), back=back,
        said=f"Запрос внесён: {organisation}. Его решает {measure.road_map.organisation}.",
        text=values["text"], wanted_on=values["wanted_on"],
    )  # fmt: skip


def _organisation(pk: int) -> Organisation:
    return get_object_or_404(Organisation, pk=pk)


@require_POST
def request_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a request with its day, or decline it with a reason."""
    rows = MeasureRequest.objects.visible_to(request.user)
    asked = get_object_or_404(rows.select_related("measure__road_map__organisation", "organisation"), pk=pk)
    back = f"{reverse('plans:measure-schedule', args=[asked.measure_id])}#requests"
    answer = request.POST.get("answer", "")
    if request.POST.get("do") == "decline":
        return answers.act(request, decline_request, asked, back=back, said="Запрос отклонён.", reason=answer)
    require_owner(request.user, asked.measure.road_map)
    try:
        day = DayField(required=False).clean(request.POST.get("due_on"))
    except forms.ValidationError as error:
        messages.error(request, error.messages[0])
        return HttpResponseRedirect(back)
    said = "Запрос принят, день внесён в график."
    return answers.act(request, accept_request, asked, back=back, said=said, due_on=day, answer=answer)
