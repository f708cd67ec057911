"""The share of a road map and the list behind the number."""

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from medk.kernel.exports import asked_for, download
from medk.plans.access import held_by
from medk.plans.exporters.lists import share_sheet
from medk.plans.queries.share_list import Counted, ShareList, share_list
from medk.plans.queries.table import Table
from medk.plans.queries.table_sight import sight_of
from medk.plans.views.links import with_query
from medk.plans.views.moments import carried, moment_context, moment_of
from medk.plans.views.road_maps import share_of_plan, visible_road_map

BASES = (("due", "Срок наступил"), ("whole", "Весь план"))


def _groups(held: ShareList) -> tuple[tuple[str, str, list[Counted]], ...]:
    """Code, heading and measures of each group, in the order of the page."""
    return (
        ("confirmed", "Исполнены и подтверждены", held.confirmed),
        ("waiting", "Исполнены, ждут подтверждения", held.waiting),
        ("overdue", "Просрочены", held.overdue),
        ("others", "В работе и ждут срока", held.others),
        ("later", "Срок ещё не наступил: в долю не входят", held.later),
        ("out", "Приостановлены или отменены: в долю не входят", held.out),
    )


def road_map_share(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The number on one of two bases (`?basis=`), every part of it with its measures and dates."""
    road_map = visible_road_map(request, pk)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    moment = moment_of(request, sight.on, zone=sight.zone)
    table = Table(road_map, sight, moment=moment)
    line = share_of_plan(table)
    if line is None:
        plan = reverse("plans:road-map-detail", args=[pk])
        return HttpResponseRedirect(with_query(plan, carried(moment)))
    asked = request.GET.get("basis")
    basis = asked if asked in dict(BASES) else road_map.cycle.share_basis
    held = share_list(table, basis)
    groups = _groups(held)
    if kind := asked_for(request):
        rows = ((label, one) for _, label, held in groups for one in held)
        words = [f"{dict(BASES)[basis]}, счёт на {table.counted_on:%d.%m.%Y}"]
        return download(share_sheet(road_map, rows, filters=words, moment=moment), kind)
    context = {
        "road_map": road_map,
        "table": table,
        "share": line,
        "shown": line.reported if line.reported.code == basis else line.other,
        "basis": basis,
        "bases": BASES,
        "list": held,
        "measures": reverse("plans:measure-detail", args=[0]).removesuffix("0/"),
        "groups": groups,
    }
    kept = {"kept": with_query("", carried(moment)), **moment_context(request, moment)}
    return render(request, "plans/road_map_share.html", context | kept)
