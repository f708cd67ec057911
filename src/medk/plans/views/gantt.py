"""The Gantt chart of a road map: its page, its blocks, its print."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from medk.plans.forms.filters import SORTS
from medk.plans.rules.gantt_axis import ZOOMS
from medk.plans.views.calendar import filter_context
from medk.plans.views.gantt_chart import BLOCK, PAGE, Chart, Raw
from medk.plans.views.moments import moment_context
from medk.plans.views.road_maps import visible_road_map

#: Blocks that a page comes with; the rest follow as the reader scrolls to them, or by a link.
_FIRST = 2
#: What the form of the filter keeps as it is.
_KEPT = ("zoom", "fold", "changed", "on", "as")


@dataclass(frozen=True)
class Cut:
    """The rows that one answer carries, and the addresses of what stands around them."""

    items: list[Raw]
    first: int
    last: int
    total: int
    earlier: str
    more: str
    previous: str
    following: str

    @property
    def said(self) -> str:
        """«показаны 1–80 из 300»."""
        return f"показаны {self.first + 1}–{self.last} из {self.total}"


def road_map_gantt(request: HttpRequest, pk: int) -> HttpResponse:
    """The chart of a road map; for htmx its table, or the next block of it."""
    road_map = visible_road_map(request, pk)
    chart = Chart(request, road_map, path=request.path)
    paper = request.GET.get("print", "")
    target = request.headers.get("HX-Target", "")
    is_block = target.startswith("g-more")
    cut = _whole(chart) if paper else _cut(chart, request, blocks=1 if is_block else _FIRST)
    context = {"chart": chart, "cut": cut, "lines": chart.lines(cut.items), "road_map": road_map}
    context["measures"] = reverse("plans:measure-detail", args=[0]).removesuffix("0/")
    if is_block:
        return render(request, "plans/_gantt_block.html", context)
    context |= _around(chart) | moment_context(request, chart.moment)
    if target == "measures":
        response = render(request, "plans/_gantt_chart.html", context)
        response["HX-Push-Url"] = chart.url()
        return response
    return render(request, "plans/road_map_gantt.html", context | _page(request, chart) | {"paper": paper})


def _number(request: HttpRequest, name: str, most: int) -> int:
    """A number of an address between 1 and `most`; 1 for anything else."""
    said = request.GET.get(name, "")
    return min(max(int(said), 1), most) if said.isdecimal() and len(said) < 6 else 1


def _cut(chart: Chart, request: HttpRequest, *, blocks: int) -> Cut:
    items, total = chart.items, len(chart.items)
    pages = max(1, -(-total // PAGE))
    page = _number(request, "page", pages)
    start = (page - 1) * PAGE
    end = min(start + PAGE, total)
    block = _number(request, "block", max(1, -(-(end - start) // BLOCK)))
    first = start + (block - 1) * BLOCK
    last = min(first + blocks * BLOCK, end)
    where = {"page": page if page > 1 else ""}
    return Cut(
        items=items[first:last],
        first=first,
        last=last,
        total=total,
        earlier=chart.url(**where) if block > 1 else "",
        more=chart.url(**where, block=block + blocks) if last < end else "",
        previous=chart.url(page=page - 1) if page > 1 else "",
        following=chart.url(page=page + 1) if page < pages else "",
    )


def _whole(chart: Chart) -> Cut:
    """Everything at once, for paper."""
    return Cut(chart.items, 0, len(chart.items), len(chart.items), "", "", "", "")


def _around(chart: Chart) -> dict[str, Any]:
    """What stands beside the chart: its zooms, its folds, what differs from the base plan."""
    return {
        "table": chart.table,
        "wanted": chart.wanted,
        "zooms": [
            (zoom, chart.url(zoom=zoom.code) + ("#now" if zoom.rem else ""), zoom == chart.zoom)
            for zoom in ZOOMS
        ],
        "fold_all": chart.url(fold=chart.all_folded()),
        "unfold_all": chart.url(fold="") if chart.folded else "",
        "changed_url": chart.url(changed="" if chart.is_changed_only else 1),
    }


def _page(request: HttpRequest, chart: Chart) -> dict[str, Any]:
    """What stands around the chart on its page: the filter, the ways to take it away."""
    export = reverse("plans:road-map-gantt-export", args=[chart.road_map.pk])
    query = {name: value for name, value in chart.query().items() if value}
    return {
        **filter_context(chart.shown),
        "sort_choices": SORTS,
        "chips": chart.chips(),
        "whole": chart.clean_url,
        "is_not_yet": chart.moment.is_past and not chart.table.is_live,
        "moment_carried": {name: query[name] for name in _KEPT if name in query},
        "print_url": chart.url(print="a4"),
        "print3_url": chart.url(print="a3"),
        "exports": [
            ("PDF, лист А4", chart.url_of(export, format="pdf", paper="a4")),
            ("PDF, лист А3", chart.url_of(export, format="pdf", paper="a3")),
            ("Картинка PNG", chart.url_of(export, format="png")),
        ],
    }
