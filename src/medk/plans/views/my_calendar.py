"""One person's own deadlines over all plans, by month and week."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from medk.kernel import clock
from medk.kernel.exports import XLSX, download
from medk.plans.access import mine_of
from medk.plans.exporters.calendar import calendar_sheet
from medk.plans.forms.calendar import SpanForm
from medk.plans.queries.my_calendar import own_events
from medk.plans.queries.tasks import parts_of_person
from medk.plans.rules.moments import Moment
from medk.plans.rules.plan_calendar import urgent_first
from medk.plans.views.calendar_days import days_context, said
from medk.plans.views.links import with_query


@require_safe
def my_calendar(request: HttpRequest) -> HttpResponse:
    """A month or a week of what is mine to do (`?view=week&day=2022-05-16`)."""
    form, on = SpanForm(request.GET), clock.today()
    if form.problem:
        messages.warning(request, form.problem)
    span = form.span(on)
    tasks = parts_of_person(mine_of(request.user), on)
    events = own_events(request.user, tasks, span)
    context = {
        "undated": sum(task.due_on is None for task in tasks),
        "export_url": with_query(reverse("plans:my-calendar-export"), said(span)),
        **days_context(span, events, on=on, link=lambda other: with_query(request.path, said(other))),
    }
    return render(request, "plans/my_calendar.html", context)


@require_safe
def my_calendar_export(request: HttpRequest) -> HttpResponseBase:
    """The same events as a spreadsheet (`?format=csv` for the other kind)."""
    on = clock.today()
    span = SpanForm(request.GET).span(on)
    events = own_events(request.user, parts_of_person(mine_of(request.user), on), span)
    rows = sorted(urgent_first(events), key=lambda event: event.on)
    sheet = calendar_sheet("Мой календарь", rows, span=span, moment=Moment(on), filters=())
    return download(sheet, request.GET.get("format", XLSX))
