"""The page of one part on a past day: to be read only."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from medk.plans.models import Execution, Measure
from medk.plans.parts import sees_blank
from medk.plans.queries.history import events_at, note_at
from medk.plans.queries.leaves import KnownLeaf, known_leaves
from medk.plans.queries.measure_page import with_page_parts
from medk.plans.queries.part_page import proofs_of
from medk.plans.queries.plan_at import PlanAt
from medk.plans.queries.states_at import LeafAt, leaves_at
from medk.plans.rules.moments import Moment
from medk.plans.views.links import with_query
from medk.plans.views.moments import carried, moment_context


def part_at(request: HttpRequest, pk: int, key: str, *, moment: Moment) -> HttpResponse:
    """What a part of a measure was at the moment; Http404 for those who do not see it today."""
    measure = get_object_or_404(with_page_parts(Measure.objects.visible_to(request.user)), pk=pk)
    plan = PlanAt(measure.road_map, moment)
    was = plan.measure(measure)
    context: dict[str, Any] = {
        "measure": measure,
        "road_map": measure.road_map,
        "kept": with_query("", carried(moment)),
        **moment_context(request, moment),
    }
    if was is None:
        return render(request, "plans/measure_absent.html", context)
    leaf, stored = _seen(request.user, plan, was, key)
    context |= {"leaf": leaf, "today": plan.state.counted_on}
    if stored:
        part = Execution.objects.select_related("unit_organisation", "unit_person").get(pk=stored.pk)
        context |= {
            "part": part,
            "row": stored,
            "note": note_at(part, plan.cut),
            "events": events_at(part, plan.cut),
            "proofs": [p for p in proofs_of(request.user, part) if _held(p, plan)],
        }
    return render(request, "plans/part_past.html", context)


def _seen(user: Any, plan: PlanAt, was: Measure, key: str) -> tuple[KnownLeaf | None, LeafAt | None]:
    """The leaf as it was owed then, and what was stored of it; Http404 out of sight."""
    rows = Execution.objects.filter(measure=was, leaf_key=key)
    stored = next(iter(leaves_at(rows.visible_to(user), plan.cut)), None)
    leaves = known_leaves(was, plan.units, plan.state.counted_on, stored=_rows(stored))
    leaf = next((found for found in leaves if found.key == key), None)
    if stored is None and (leaf is None or rows.exists() or not sees_blank(user, was, leaf.leaf)):
        raise Http404
    return leaf, stored


def _rows(stored: LeafAt | None) -> Any:
    """What stands for stored rows where leaves are made."""
    return [stored] if stored else []


def _held(proof: Any, plan: PlanAt) -> bool:
    """Whether a proof was there and not taken off at the moment."""
    until = plan.cut.until
    return proof.added_at < until and (proof.withdrawn_at is None or proof.withdrawn_at >= until)
