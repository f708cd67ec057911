"""An amendment: begun, read as a comparison, sent, decided about."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.plans.access_amendments import (
    amendment_capacities,
    authors_in,
    require_amender,
)
from medk.plans.actions import amendments as act
from medk.plans.actions.amendments_force import approve_amendment
from medk.plans.choices import AmendmentStatus, RoadMapStatus
from medk.plans.forms.amendment import HeadForm, shown_head
from medk.plans.models import PlanAmendment, RoadMap
from medk.plans.moves import AMENDMENT
from medk.plans.queries.amendment_effects import today_of
from medk.plans.queries.amendment_review import Review, review_of
from medk.plans.queries.amendments import Conflict, PlanNow, lines_and_beside, names_in
from medk.plans.queries.comparison import shown_lines
from medk.plans.queries.history import moves_of
from medk.plans.rules.amendments import readable
from medk.plans.rules.progress import Share
from medk.plans.rules.share import basis_of
from medk.plans.views.fetching import number_in
from medk.plans.views.road_maps import visible_road_map

READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])
_OPEN = (AmendmentStatus.DRAFT, AmendmentStatus.SUBMITTED, AmendmentStatus.APPROVED)


def seen_amendment(request: HttpRequest, pk: int) -> PlanAmendment:
    """An amendment that the user sees, with its plan; Http404 otherwise."""
    rows = PlanAmendment.objects.visible_to(request.user).select_related(
        "road_map__organisation", "road_map__cycle", "prepared_by__person", "approved_by__person"
    )
    return get_object_or_404(rows, pk=pk)


@READ_AND_WRITE
def amendment_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an amendment: why, from when, by which order."""
    road_map = visible_road_map(request, pk)
    require_amender(request.user, road_map)
    form = HeadForm(request.POST or None, initial={"effective_on": today_of(road_map)})
    if request.method == "POST" and form.is_valid():
        try:
            made = act.begin_amendment(road_map, form.head(), by=request.user)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("plans:amendment-choose", made.pk)
    return render(request, "plans/amendment_head.html", {"road_map": road_map, "form": form})


@READ_AND_WRITE
def amendment_head(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct why, from when and by which order."""
    amendment = seen_amendment(request, pk)
    require_amender(request.user, amendment.road_map)
    form = HeadForm(request.POST or None, initial=shown_head(amendment))
    context: dict[str, Any] = {"road_map": amendment.road_map, "amendment": amendment, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            act.correct_amendment(amendment, form.head(), by=request.user, version=version)
        except NotAllowed:
            raise
        except Stale as stale:
            context["theirs"] = _theirs(form, stale)
            typed: Any = form.data.copy()
            typed["version"] = str(PlanAmendment.objects.get(pk=pk).version)
            form.data = typed
            form.add_error(None, stale.reason)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(amendment)
    return render(request, "plans/amendment_head.html", context)


def _theirs(form: HeadForm, stale: Stale) -> list[tuple[str, str]]:
    """What somebody else wrote of the head, field by field, where it is not what was typed."""
    return [
        (str(form.fields[name].label), readable(name, value))
        for name, value in stale.theirs.items()
        if name in form.fields and value != form.cleaned_data.get(name)
    ]


@require_safe
def amendment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An amendment as a comparison, with what it brings and what may be done with it."""
    amendment = seen_amendment(request, pk)
    return render(request, "plans/amendment_detail.html", page_of(request, amendment))


def page_of(request: HttpRequest, amendment: PlanAmendment) -> dict[str, Any]:
    """Everything that the page of an amendment prints."""
    now, is_open = PlanNow(amendment.road_map), amendment.status in _OPEN
    lines, beside = lines_and_beside(amendment)
    authors = authors_in(amendment, {line.by_id for line in lines})
    roles = amendment_capacities(request.user, amendment, authors=authors) if is_open else frozenset()
    may = bool(roles) and amendment.road_map.status == RoadMapStatus.APPROVED
    is_above = may or RoadMap.objects.in_territory(request.user).filter(pk=amendment.road_map_id).exists()
    review = review_of(amendment, lines, beside=beside, now=now) if is_open and is_above else None
    names = names_in(now, lines)
    moves = {move.code for move in AMENDMENT.moves_from(amendment.status, roles)} if may else set()
    return {
        "amendment": amendment,
        "road_map": amendment.road_map,
        "lines": shown_lines(lines, now, names),
        "review": review,
        "conflicts": [_asked(one, names) for one in review.conflicts] if review else [],
        "shares": _shares_of(amendment, review) if is_above else [],
        "moves": moves,
        "may_draft": may and amendment.status == AmendmentStatus.DRAFT,
        "is_alone": "approve_alone" in moves,
        "is_ahead": amendment.effective_on > now.today,
        "events": moves_of(amendment) if is_above and amendment.submitted_by_id else [],
    }


def _asked(one: Conflict, names: dict[str, str]) -> tuple[Conflict, str, str, str]:
    """A conflict with its three values in words: as it was prepared, now, to be written."""
    was, now, new = (readable(one.field, value, names) for value in (one.was, one.now, one.new))
    return one, was, now, new


def _shares_of(amendment: PlanAmendment, review: Review | None) -> list[tuple[str, Any, Any]]:
    """Shares as they would change, or as they did when it came into force."""
    if review:
        return _shares(review.effects) if review.effects else []
    return _kept(amendment)


def _shares(effects: Any) -> list[tuple[str, Any, Any]]:
    """Both bases before and after."""
    return [
        (label, basis_of(effects.before[basis]), basis_of(effects.after[basis])) for basis, label in _BASES
    ]


_BASES = (("due", "от мероприятий, срок которых наступил"), ("whole", "от всего плана"))


def _kept(amendment: PlanAmendment) -> list[tuple[str, Any, Any]]:
    """The figures that were written down when it came into force."""
    kept = amendment.effects
    if not kept:
        return []
    return [(label, _basis(kept["before"][basis]), _basis(kept["after"][basis])) for basis, label in _BASES]


def _basis(pair: list[int]) -> Any:
    return basis_of(Share("", *pair))


@require_POST
def amendment_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Send, take back, approve, send back, withdraw."""
    amendment = seen_amendment(request, pk)
    require_amender(request.user, amendment.road_map)
    act_on = _MOVES.get(request.POST.get("do", ""))
    if act_on is None:
        raise Refused("Выберите, что сделать с изменением.")
    try:
        said = act_on(request, amendment)
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(amendment)
    messages.success(request, said)
    return redirect(amendment)


def _submit(request: HttpRequest, amendment: PlanAmendment) -> str:
    act.submit_amendment(amendment, by=request.user, version=number_in(request, "version"))
    return "Отправлено. Тот, кто утверждает, получил уведомление."


def _recall(request: HttpRequest, amendment: PlanAmendment) -> str:
    act.recall_amendment(amendment, by=request.user)
    return "Изменение снова готовится."


def _approve(request: HttpRequest, amendment: PlanAmendment) -> str:
    made = approve_amendment(
        amendment,
        by=request.user,
        version=number_in(request, "version"),
        agreed=request.POST.getlist("agreed"),
    )
    if made.status == AmendmentStatus.IN_FORCE:
        return "Утверждено, план изменён. Исполнители получили уведомления."
    return f"Утверждено. План изменится {made.effective_on:%d.%m.%Y}."


def _decline(request: HttpRequest, amendment: PlanAmendment) -> str:
    reason, version = request.POST.get("reason", ""), number_in(request, "version")
    act.decline_amendment(amendment, by=request.user, reason=reason, version=version)
    return "Возвращено на доработку."


def _withdraw(request: HttpRequest, amendment: PlanAmendment) -> str:
    act.withdraw_amendment(amendment, by=request.user, reason=request.POST.get("reason", ""))
    return "Изменение отозвано. План остаётся прежним."


_MOVES = {
    "submit": _submit,
    "recall": _recall,
    "approve": _approve,
    "decline": _decline,
    "withdraw": _withdraw,
}
