"""Linking a map to the one above it: proposals to accept or decline, links by hand, links taken off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from medk.kernel import answers
from medk.kernel.refusals import NotAllowed, Refused
from medk.kernel.russian import counted
from medk.plans.access import held_by
from medk.plans.access_cascade import require_may_link
from medk.plans.actions.cascade_links import decline_proposal, end_link, link_measures
from medk.plans.choices_cascade import OriginKind
from medk.plans.models import Measure, MeasureOrigin, RoadMap
from medk.plans.queries.cascade_proposals import beside
from medk.plans.queries.table_sight import sight_of
from medk.plans.views.cascade import chosen_parent, parents_of
from medk.plans.views.links import with_query
from medk.plans.views.road_maps import visible_road_map

#: Proposals and declined pairs on one page; choices in one list.
SHOWN, CHOICES = 25, 120


@require_safe
def cascade_links(request: HttpRequest, pk: int) -> HttpResponse:
    """What may be linked: proposals with their reasons, and any pair by hand."""
    road_map = visible_road_map(request, pk)
    require_may_link(request.user, road_map)
    sight = sight_of(request.user, road_map, held=held_by(request.user))
    parents = parents_of(request.user, road_map, is_above=sight.is_above)
    live = [row for row in parents if row.status == "approved"]
    parent = chosen_parent(request, live)
    context: dict[str, Any] = {"road_map": road_map, "parent": parent, "parents": live}
    if parent:
        found = beside(road_map, parent)
        word = request.GET.get("q", "").strip()[:200]
        context |= {
            "proposals": found.proposals[:SHOWN],
            "more": len(found.proposals) - SHOWN,
            "declined": found.declined[:SHOWN],
            "q": word,
            "own": _choices(found.own, word),
            "above": _choices(found.above, word),
            "is_cut": max(len(found.own), len(found.above)) > CHOICES,
        }
    return render(request, "plans/cascade_links.html", context)


def _choices(rows: Any, word: str) -> list[tuple[int, str]]:
    """Measures of a select, those that have the word first asked for."""
    found = [row for row in rows if word.casefold() in str(row).casefold()] if word else rows
    return [(row.pk, str(row)) for row in found[:CHOICES]]


@require_POST
def cascade_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Link the marked proposals, or one pair chosen by hand."""
    road_map = visible_road_map(request, pk)
    by_hand = "measure" in request.POST
    pairs = [_pair(token) for token in request.POST.getlist("pair")]
    if by_hand:
        pairs = [_pair(f"{request.POST['measure']}:{request.POST.get('parent_measure', '')}")]
    kind = OriginKind.BY_HAND if by_hand else OriginKind.PROPOSED
    _require_visible(request, [pair[1] for pair in pairs])
    back = _back(request, road_map)
    try:
        made = link_measures(road_map, pairs, kind=kind, by=request.user)
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Связано: {counted(len(made), 'пара', 'пары', 'пар')} мероприятий.")
    return redirect(back)


def _pair(token: str) -> tuple[int, int]:
    """(own measure, measure above) of a form; zeros, which nothing has, for anything else."""
    left, _, right = token.partition(":")
    fine = all(part.isdecimal() and len(part) < 12 for part in (left, right))
    return (int(left), int(right)) if fine else (0, 0)


def _require_visible(request: HttpRequest, parents: list[int]) -> None:
    """Measures above that the user does not see are as good as none."""
    seen = set(Measure.objects.visible_to(request.user).filter(pk__in=parents).values_list("pk", flat=True))
    if set(parents) - seen - {0}:
        raise Refused("Такого мероприятия в картах выше нет. Обновите страницу и выберите снова.")


@require_POST
def cascade_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline one proposal with a reason."""
    road_map = visible_road_map(request, pk)
    pair = _pair(request.POST.get("pair", ""))
    _require_visible(request, [pair[1]])
    return answers.act(
        request, decline_proposal, road_map, pair, back=_back(request, road_map),
        said="Отклонено. Эту пару система больше не предложит.", reason=request.POST.get("reason", ""),
    )  # fmt: skip


@require_POST
def cascade_unlink(request: HttpRequest, pk: int, origin_pk: int) -> HttpResponse:
    """Take one link off with a reason."""
    road_map = visible_road_map(request, pk)
    rows = MeasureOrigin.objects.visible_to(request.user).select_related(
        "measure__road_map__organisation", "parent"
    )
    origin = get_object_or_404(rows, pk=origin_pk, measure__road_map=road_map)
    return answers.act(
        request, end_link, origin, back=reverse("plans:road-map-cascade", args=[pk]),
        said="Связь снята. Мероприятие осталось в вашей карте.", reason=request.POST.get("reason", ""),
    )  # fmt: skip


def _back(request: HttpRequest, road_map: RoadMap) -> str:
    parent = request.POST.get("parent", "")
    path = reverse("plans:cascade-links", args=[road_map.pk])
    return with_query(path, {"parent": parent if parent.isdecimal() else ""})
