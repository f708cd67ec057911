"""Schools × measures: the page, its blocks, one row of it, one cell of it, and its spreadsheet."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from medk.kernel.exports import XLSX, download
from medk.plans.access import held_by
from medk.plans.access_matrix import may_choose
from medk.plans.exporters.matrix import matrix_sheet
from medk.plans.forms.matrix import filter_words
from medk.plans.queries.matrix import Asked, Matrix
from medk.plans.queries.matrix_cell import cell_of
from medk.plans.queries.table_sight import sight_of
from medk.plans.rules.matrix import Wanted
from medk.plans.views.matrix_page import MatrixPage, matrix_of, of_words
from medk.plans.views.moments import moment_context, moment_of
from medk.plans.views.road_maps import visible_road_map


@require_safe
def road_map_matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has done what; for htmx the table, or the next rows of it."""
    road_map = visible_road_map(request, pk)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    moment = moment_of(request, sight.on, zone=sight.zone)
    page = MatrixPage(request, matrix_of(request, road_map, sight=sight, moment=moment))
    if request.GET.get("part") and request.headers.get("HX-Request"):
        return render(request, "plans/_matrix_rows.html", {"sheet": page.block(), "page": page})
    context = page.context() | moment_context(request, moment)
    context |= {"road_map": road_map, "may_choose": may_choose(request.user, road_map, moment)}
    if request.headers.get("HX-Target") == "matrix":
        response = render(request, "plans/_matrix_table.html", context)
        response["HX-Push-Url"] = request.get_full_path()
        return response
    return render(request, "plans/road_map_matrix.html", context)


@require_safe
def matrix_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All rows that pass the filter, in their order; `columns=shown` takes only the columns of the page."""
    road_map = visible_road_map(request, pk)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    matrix = matrix_of(request, road_map, sight=sight, moment=moment_of(request, sight.on, zone=sight.zone))
    columns = matrix.columns
    if request.GET.get("columns") == "shown":
        columns = MatrixPage(request, matrix).columns
    words = filter_words(
        matrix.wanted, places=dict(matrix.places), sections=matrix.sections, columns=len(matrix.columns)
    )
    return download(matrix_sheet(matrix, columns, filters=words), request.GET.get("format", XLSX))


@require_safe
def matrix_unit(request: HttpRequest, pk: int, unit_key: str) -> HttpResponse:
    """One row of the matrix as a list: what a school is to do and how it stands."""
    road_map = visible_road_map(request, pk)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    wanted = Wanted(rows=request.GET.get("rows", ""))
    matrix = Matrix(Asked(road_map, sight, moment_of(request, sight.on, zone=sight.zone), wanted))
    unit = matrix.units.get(unit_key)
    if unit is None:
        raise Http404
    cells = matrix.counts.cells([unit], matrix.columns)
    shown = [
        (column, column.look(cells[unit.key, column.measure.pk], matrix.on))
        for column in matrix.columns
        if (unit.key, column.measure.pk) in cells
    ]
    made = matrix.sum_up([unit])[unit.key]
    context: dict[str, Any] = {
        "road_map": road_map,
        "unit": unit,
        "shown": shown,
        "total": of_words(made),
        "late": made.overdue,
        **moment_context(request, matrix.moment),
    }
    return render(request, "plans/matrix_unit.html", context)


@require_safe
def matrix_cell(request: HttpRequest, pk: int, measure_pk: int, unit_key: str) -> HttpResponse:
    """One cell: its evidence and history, or the list of its parts."""
    road_map = visible_road_map(request, pk)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    moment = moment_of(request, sight.on, zone=sight.zone)
    matrix = Matrix(Asked(road_map, sight, moment, Wanted(), measure=measure_pk))
    column = next(iter(matrix.columns), None)
    unit = matrix.counts.unit_of(column, unit_key) if column else None
    if column is None or unit is None:
        raise Http404
    cell = cell_of(request.user, matrix, column, unit=unit, leaf=request.GET.get("leaf", ""))
    context = {"road_map": road_map, "cell": cell} | moment_context(request, matrix.moment)
    if request.headers.get("HX-Target") != "cell":
        return render(request, "plans/matrix_cell.html", context)
    response = render(request, "plans/_matrix_cell.html", context)
    response["HX-Push-Url"] = "false"  # the reader is still at the matrix, whose links are relative
    return response
