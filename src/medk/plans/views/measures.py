"""The page of a measure: what the plan says of it, and its coverage one by one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from medk.kernel import clock
from medk.kernel.exports import asked_for, download
from medk.orgs.models import Organisation
from medk.plans.access import in_territory, may_read_target, owns, seen_units
from medk.plans.actions.occurrences import is_by_hand
from medk.plans.choices import MeasureStatus, ProgressState, RoadMapStatus
from medk.plans.exporters.lists import units_sheet
from medk.plans.models import Measure
from medk.plans.queries.attached import Dates, dates_of
from medk.plans.queries.coverage import CoverageOf, Filter, coverage_of, units_shown
from medk.plans.queries.links import around
from medk.plans.queries.measure_page import has_fragment, indicators_of, pauses_in_sight, with_page_parts
from medk.plans.queries.plan_at import PlanAt
from medk.plans.queries.units import Units
from medk.plans.queries.zones import zone_of
from medk.plans.rules.moments import Moment
from medk.plans.views.links import with_query
from medk.plans.views.moments import carried, moment_context, moment_of


def measure_in_sight(user: Any, pk: int) -> Measure:
    """The measure with everything its page prints; Http404 for those who do not see it."""
    return get_object_or_404(with_page_parts(Measure.objects.visible_to(user)), pk=pk)


@require_safe
def measure_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One measure; with `?format=` its coverage as a table to take away."""
    measure = measure_in_sight(request.user, pk)
    moment = measure_moment(request, measure)
    if moment.is_past:
        return _past(request, measure, moment)
    units = Units(measure.road_map)
    seen = seen_units(request.user, measure, units.of(measure))
    if kind := asked_for(request):
        wanted = filter_of(request)
        rows = units_shown(measure, clock.today(), units=units, seen=seen, shown=wanted)
        return download(units_sheet(measure, rows, filters=_words(wanted), moment=moment), kind)
    shown = coverage_of(measure, clock.today(), units=units, seen=seen, shown=filter_of(request))
    return _shown(request, measure, shown, page_context(request, measure, shown, seen), moment)


def measure_moment(request: HttpRequest, measure: Measure) -> Moment:
    """The moment asked for; the zone of the plan's owner is looked up only when one was."""
    if "on" not in request.GET:
        return Moment(clock.today())
    return moment_of(request, clock.today(zone_of(measure.road_map.organisation_id)))


def _past(request: HttpRequest, measure: Measure, moment: Moment) -> HttpResponseBase:
    """The measure as it was: to be read only."""
    plan = PlanAt(measure.road_map, moment)
    was = plan.measure(measure)
    if was is None:
        context = {"measure": measure, "road_map": measure.road_map} | moment_context(request, moment)
        return render(request, "plans/measure_absent.html", context)
    plan.put_readings([was])
    seen = seen_units(request.user, was, plan.units.of(was))
    on = plan.state.counted_on
    if kind := asked_for(request):
        wanted = filter_of(request)
        rows = units_shown(was, on, units=plan.units, seen=seen, shown=wanted, past=plan.leaves(was))
        return download(units_sheet(was, rows, filters=_words(wanted), moment=moment), kind)
    shown = coverage_of(was, on, units=plan.units, seen=seen, shown=filter_of(request), past=plan.leaves(was))
    return _shown(request, was, shown, _read_only(request, was, shown, seen) | {"today": on}, moment)


def _read_only(
    request: HttpRequest, measure: Measure, shown: CoverageOf, seen: frozenset[str]
) -> dict[str, Any]:
    context = page_context(request, measure, shown, seen)
    hidden = dict.fromkeys(("may_change", "may_read_target", "is_owner", "has_fragment"), False)
    return context | hidden | {"is_open": True}


def _shown(
    request: HttpRequest, measure: Measure, shown: CoverageOf, context: dict[str, Any], moment: Moment
) -> HttpResponse:
    """The page, or its coverage alone for htmx."""
    context |= moment_context(request, moment) | {"road_map": measure.road_map}
    context["kept"] = with_query("", carried(moment))
    if request.headers.get("HX-Target") == "coverage":
        return render(request, "plans/_measure_coverage.html", context | {"is_fragment": True})
    return render(request, "plans/measure_detail.html", context)


def page_context(
    request: HttpRequest, measure: Measure, shown: CoverageOf, seen: frozenset[str]
) -> dict[str, Any]:
    """Everything the page prints."""
    user: Any = request.user
    is_owner = owns(user, measure.road_map.organisation)
    is_open = measure.road_map.status == RoadMapStatus.APPROVED
    return {
        "measure": measure,
        "coverage": shown,
        "own": _own_cell(shown),
        "indicators": indicators_of(measure),
        "around": around(
            user, measure, shown.counted.on, is_above=lambda: is_owner or _is_above(user, measure)
        ),
        "dates": _dates(measure, shown),
        "pauses": pauses_in_sight(measure, seen),
        "has_fragment": has_fragment(measure) and shown.seen == shown.total,
        "is_owner": is_owner,
        "is_open": is_open,
        "may_change": is_owner and is_open,
        "may_read_target": is_open and may_read_target(user, measure),
        "is_active": measure.status == MeasureStatus.ACTIVE,
    }


def _dates(measure: Measure, shown: CoverageOf) -> Dates | None:
    """Dates of a measure that goes by a schedule or by requests."""
    if not is_by_hand(measure):
        return None
    return dates_of(measure, shown.slots, shown.counted.on, is_whole=shown.seen == shown.total)


def _is_above(user: Any, measure: Measure) -> bool:
    """Whether the plan's owner lies in the reader's territory."""
    owner = measure.road_map.organisation_id
    return owner in in_territory(user, [owner])


def _words(wanted: Filter) -> list[str]:
    """The filter in words."""
    state = [f"состояние: {ProgressState(wanted.state).label}"] if wanted.state else []
    place = Organisation.objects.filter(pk=wanted.place).first() if wanted.place else None
    return [*state, *([f"территория: {place}"] if place else [])]


def filter_of(request: HttpRequest) -> Filter:
    """The filter that the address carries; what is no choice at all is left out."""
    state = request.GET.get("state", "")
    return Filter(
        state=state if state in ProgressState.values else "",
        place=_number(request.GET.get("place")),
        page=_number(request.GET.get("page")) or 1,
        column=_number(request.GET.get("from")),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _own_cell(shown: CoverageOf) -> str:
    """Name of the next part of somebody who sees one unit only: the first not settled; empty for others."""
    settled = (ProgressState.CONFIRMED, ProgressState.CANCELLED, ProgressState.PAUSED)
    if shown.own is None:
        return ""
    cells = shown.own.cells
    return next((cell.key for cell in cells if cell.state not in settled), cells[0].key)
