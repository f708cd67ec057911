"""The Gantt chart to take away: PDF on A4 and A3, one PNG for a slide."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from medk.kernel.documents import MEDIA_TYPES, PDF, PNG, compile_document
from medk.kernel.refusals import Refused
from medk.kernel.russian import counted
from medk.plans.exporters.gantt import TEMPLATE, gantt_document
from medk.plans.forms.filters import filter_words
from medk.plans.rules.table import executors_of
from medk.plans.views.gantt_chart import Chart
from medk.plans.views.road_maps import visible_road_map

#: Rows that one picture holds and stays readable on a slide or in a letter.
MOST_ON_PICTURE = 150
_PAPERS = ("a4", "a3")


def road_map_gantt_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The filtered chart as a document: `?format=pdf|png`, `?paper=a4|a3`; folds and date as on the page.

    Raises `Refused` for a picture of more rows than it can hold.
    """
    road_map = visible_road_map(request, pk)
    chart = Chart(request, road_map, path=reverse("plans:road-map-gantt", args=[pk]))
    kind = PNG if request.GET.get("format") == PNG else PDF
    paper = request.GET.get("paper", "")
    if kind == PNG and len(chart.items) > MOST_ON_PICTURE:
        rows = counted(len(chart.items), "строка", "строки", "строк")
        raise Refused(
            f"В диаграмме {rows}, а на одной картинке читаются {MOST_ON_PICTURE}. "
            "Сузьте отбор, сверните разделы или скачайте PDF."
        )
    words = filter_words(chart.wanted, executors_of(chart.table.rows), chart.table.sections)
    if chart.is_changed_only:
        words.append("только отличия от базового плана")
    paged = "" if kind == PNG else (paper if paper in _PAPERS else _PAPERS[0])
    data = gantt_document(
        road_map, chart.lines(chart.items), axis=chart.axis, on=chart.on, moment=chart.moment.words
    )
    data |= {"paper": paged, "filters": "; ".join(words), "base": _base(chart)}
    return _file(compile_document(TEMPLATE, data, kind=kind)[0], kind, f"диаграмма {road_map.organisation}")


def _base(chart: Chart) -> str:
    base = chart.plan.base
    return f"{base.approved_on:%d.%m.%Y}" if base else ""


def _file(body: bytes, kind: str, name: str) -> HttpResponse | FileResponse:
    response = FileResponse(io.BytesIO(body), as_attachment=True, filename=f"{name}.{kind}")
    response["Content-Type"] = MEDIA_TYPES[kind]
    response["Cache-Control"] = "private, no-store"
    return response
