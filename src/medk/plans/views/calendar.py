"""The calendar of a plan: a month or a week of its deadlines, repeats and milestones."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from medk.kernel.exports import XLSX, download
from medk.plans.access import held_by
from medk.plans.choices import ProgressState
from medk.plans.exporters.calendar import calendar_sheet
from medk.plans.forms.calendar import SpanForm
from medk.plans.forms.filters import DUE_WINDOWS, filter_words
from medk.plans.models import RoadMap
from medk.plans.queries.plan_calendar import PlanCalendar
from medk.plans.queries.table import Table
from medk.plans.queries.table_sight import sight_of
from medk.plans.rules.moments import Moment
from medk.plans.rules.plan_calendar import Event, Span, urgent_first
from medk.plans.rules.table import executors_of
from medk.plans.views.calendar_days import days_context, said
from medk.plans.views.links import with_query
from medk.plans.views.moments import carried, moment_context, moment_of
from medk.plans.views.road_maps import visible_road_map
from medk.plans.views.road_maps_table import MeasureTable

_KEPT = ("q", "executor", "state", "due", "section", "mine")


def slim_table(request: HttpRequest, road_map: RoadMap) -> tuple[Table, Moment]:
    """The plan before the reader at the moment asked for, without what only the table page shows."""
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    moment = moment_of(request, sight.on, zone=sight.zone)
    return Table(road_map, sight, moment=moment, has_targets=False, has_near=False), moment


class _Shown:
    """The calendar that a request asks for."""

    def __init__(self, request: HttpRequest, pk: int) -> None:
        self.request = request
        self.road_map = visible_road_map(request, pk)
        self.table, self.moment = slim_table(request, self.road_map)
        self.form = SpanForm(request.GET)
        self.span = self.form.span(self.moment.on)
        calendar = PlanCalendar(self.table, self.span)
        self.filtered = MeasureTable(self.table, request)
        self.events = calendar.events(self.filtered.rows)

    def link(self, span: Span) -> str:
        """The same page for another span, with the filter and the date kept."""
        return with_query(self.request.path, self.kept() | said(span))

    def kept(self) -> dict[str, Any]:
        """The filter and the date of the address."""
        query = self.request.GET
        return {name: query.get(name, "") for name in _KEPT} | carried(self.moment)


def road_map_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """A month as a grid with a list under it; a week as a list (`?view=week&day=2022-05-16`)."""
    shown = _Shown(request, pk)
    if shown.form.problem:
        messages.warning(request, shown.form.problem)
    context = {
        "road_map": shown.road_map,
        "table": shown.table,
        "is_live": shown.table.is_live,
        "span_kept": said(shown.span) | carried(shown.moment),
        "undated": sum(row.due_on is None for row in shown.filtered.rows),
        "undated_url": with_query(
            reverse("plans:road-map-detail", args=[pk]), shown.kept() | {"due": "none"}
        ),
        "load_url": with_query(reverse("plans:road-map-load", args=[pk]), carried(shown.moment)),
        "export_url": with_query(
            reverse("plans:road-map-calendar-export", args=[pk]), shown.kept() | said(shown.span)
        ),
        **days_context(shown.span, shown.events, on=shown.moment.on, link=shown.link),
        **filter_context(shown.filtered),
        **moment_context(request, shown.moment),
    }
    return render(request, "plans/road_map_calendar.html", context)


def filter_context(filtered: MeasureTable) -> Mapping[str, Any]:
    """What the filter of measures draws; it sits on several views of a plan."""
    return {
        "wanted": filtered.wanted,
        "executors": executors_of(filtered.table.rows),
        "sections": filtered.sections,
        "states": ProgressState.choices,
        "windows": DUE_WINDOWS,
    }


def road_map_calendar_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The events of the span as a spreadsheet (`?format=csv` for the other kind)."""
    shown = _Shown(request, pk)
    words = filter_words(shown.filtered.wanted, executors_of(shown.table.rows), shown.filtered.sections)
    by_day: list[Event] = sorted(urgent_first(shown.events), key=lambda event: event.on)
    sheet = calendar_sheet(shown.road_map.title, by_day, span=shown.span, moment=shown.moment, filters=words)
    return download(sheet, request.GET.get("format", XLSX))
