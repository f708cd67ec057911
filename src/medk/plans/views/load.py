"""Load by week of schools and executors."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from medk.kernel.exports import XLSX, download
from medk.plans.exporters.calendar import load_sheet
from medk.plans.forms.calendar import LoadForm
from medk.plans.queries.load import SchoolLoad, executor_dues, plans_around
from medk.plans.queries.plan_calendar import PlanCalendar
from medk.plans.rules.load import WEEKS, Loaded, loads, overloaded, weeks_from
from medk.plans.rules.plan_calendar import Span
from medk.plans.views.calendar import slim_table
from medk.plans.views.links import with_query
from medk.plans.views.moments import carried, moment_context
from medk.plans.views.road_maps import visible_road_map

#: Rows on one page.
PAGE = 50


@dataclass(frozen=True)
class Week:
    """A column: its days, a link to them, whether it is the present one."""

    first: dt.date
    url: str
    is_now: bool

    @property
    def last(self) -> dt.date:
        """Its Sunday."""
        return self.first + dt.timedelta(days=6)


class _Shown:
    """The load that a request asks for."""

    def __init__(self, request: HttpRequest, pk: int) -> None:
        self.request = request
        self.road_map = visible_road_map(request, pk)
        self.table, self.moment = slim_table(request, self.road_map)
        self.form = LoadForm(request.GET)
        start = self.form.day_or(self.moment.on)
        said = self.form.cleaned_data
        self.of = said.get("of") or "schools"
        self.is_all = said.get("plans") == "all" and self.of == "schools"
        self.is_heavy = bool(said.get("heavy"))
        # The usual page begins three weeks back: what is late is part of the load.
        self.weeks = weeks_from(start if request.GET.get("day") else start - dt.timedelta(weeks=3))
        self.limit = self.road_map.cycle.week_limit
        every = self._rows()
        self.overloaded = overloaded(every, self.limit) if self.of == "schools" else 0
        self.rows = [row for row in every if row.heaviest > self.limit] if self.is_heavy else every

    @property
    def span(self) -> Span:
        """First and last day of the columns."""
        return Span(self.weeks[0], self.weeks[-1] + dt.timedelta(days=6), "week")

    def _rows(self) -> Sequence[Loaded]:
        if self.of == "executors":
            dues, names = executor_dues(PlanCalendar(self.table, self.span), self.table.rows)
            return loads(dues, weeks=self.weeks, names=names)
        around = plans_around(self.request.user, self.road_map) if self.is_all else [self.road_map]
        held = SchoolLoad(self.table, around, first=self.span.first, last=self.span.last)
        return loads(held.dues(), weeks=self.weeks, names=held.names())

    def link(self, **more: Any) -> str:
        """The same page, something changed."""
        return with_query(self.request.path, self.query() | more)

    def query(self) -> dict[str, Any]:
        """What the address says."""
        return {
            "of": self.of if self.of != "schools" else "",
            "plans": "all" if self.is_all else "",
            "heavy": "1" if self.is_heavy else "",
            "day": self.request.GET.get("day", ""),
            **carried(self.moment),
        }


def road_map_load(request: HttpRequest, pk: int) -> HttpResponse:
    """Thirteen weeks of schools (`?of=executors` of executors), in this plan or in all (`?plans=all`)."""
    shown = _Shown(request, pk)
    if shown.form.problem:
        messages.warning(request, shown.form.problem)
    page = Paginator(shown.rows, PAGE).get_page(request.GET.get("page"))
    calendar = reverse("plans:road-map-calendar", args=[pk])
    kept = carried(shown.moment)
    context = {
        "road_map": shown.road_map,
        "weeks": [
            Week(
                week,
                with_query(calendar, kept | {"view": "week", "day": week.isoformat()}),
                week <= shown.moment.on < week + dt.timedelta(weeks=1),
            )
            for week in shown.weeks
        ],
        "span": shown.span,
        "page": page,
        "of": shown.of,
        "is_all": shown.is_all,
        "is_heavy": shown.is_heavy,
        "limit": shown.limit,
        "overloaded": shown.overloaded,
        "kinds": (
            ("Школы", shown.link(of="", page=""), shown.of == "schools"),
            ("Исполнители", shown.link(of="executors", plans="", heavy="", page=""), shown.of == "executors"),
        ),
        "all_url": shown.link(plans="" if shown.is_all else "all"),
        "heavy_url": shown.link(heavy="" if shown.is_heavy else "1"),
        **_turning(shown, page),
        "calendar_url": with_query(calendar, kept),
        "export_url": with_query(reverse("plans:road-map-load-export", args=[pk]), shown.query()),
        **moment_context(request, shown.moment),
    }
    return render(request, "plans/road_map_load.html", context)


def _turning(shown: _Shown, page: Page) -> dict[str, str]:
    """Links to the quarters and to the pages beside."""
    quarter = dt.timedelta(weeks=WEEKS)
    return {
        "previous": shown.link(day=(shown.weeks[0] - quarter).isoformat()),
        "following": shown.link(day=(shown.weeks[0] + quarter).isoformat()),
        "now": shown.link(day=""),
        "page_before": shown.link(page=page.number - 1) if page.has_previous() else "",
        "page_after": shown.link(page=page.number + 1) if page.has_next() else "",
    }


def road_map_load_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All rows of the load as a spreadsheet (`?format=csv` for the other kind)."""
    shown = _Shown(request, pk)
    words = [
        "Кто: исполнители" if shown.of == "executors" else "Кто: школы",
        "Планы: все, что касаются школ" if shown.is_all else "Планы: только этот",
    ]
    if shown.is_heavy:
        words.append(f"Только с неделей тяжелее {shown.limit} сроков")
    sheet = load_sheet(shown.road_map, shown.rows, weeks=shown.weeks, moment=shown.moment, filters=words)
    return download(sheet, request.GET.get("format", XLSX))
