"""One measure of the draft: its card, its form with autosave, its place in the plan."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medk.kernel.refusals import Refused, Stale
from medk.plans.actions.drafts_measures import (
    check_measure,
    choose_units,
    fresh,
    save_measure,
    settle_question,
)
from medk.plans.actions.drafts_structure import merge_measures, move_measure, remove_measure, split_measure
from medk.plans.choices import ScheduleKind
from medk.plans.forms.draft_measure import (
    PART_LABELS,
    ROWS,
    MeasureForm,
    ask_in,
    base_in,
    shown,
    shown_rows,
)
from medk.plans.models import Measure, RoadMap
from medk.plans.queries.candidates import organisations_around
from medk.plans.queries.draft_values import draft_values
from medk.plans.queries.review import card_of, counts_of, order_of, place_of
from medk.plans.rules.splitting import halves
from medk.plans.views.fetching import back_of, draft_measure, draft_of, is_fragment, number_in

BLANK_ROWS = 2


def _address(road_map: RoadMap, measure: Measure) -> str:
    page = reverse("plans:road-map-review", args=[road_map.pk])
    return f"{page}?measure={measure.pk}#m{measure.pk}"


def _card(request: HttpRequest, road_map: RoadMap, measure: Measure) -> HttpResponse:
    """The card alone with fresh figures of the heading, or back to the page."""
    if not is_fragment(request):
        return redirect(back_of(request, _address(road_map, measure)))
    order = order_of(road_map)
    measure = fresh(measure)
    card = card_of(measure, order, place=place_of(measure), total=road_map.measures.count())
    context = {
        "card": card,
        "road_map": road_map,
        "order": order,
        "counts": counts_of(road_map, order),
        "back": back_of(request, _address(road_map, measure)),
        "is_swapped": True,
    }
    return render(request, "plans/_review_card.html", context)


@require_GET
def review_card(request: HttpRequest, pk: int, measure_pk: int) -> HttpResponse:
    """The card of a measure, as it was before its form was opened."""
    road_map = draft_of(request, pk)
    return _card(request, road_map, draft_measure(road_map, measure_pk))


@require_http_methods(["GET", "POST"])
def review_measure(request: HttpRequest, pk: int, measure_pk: int) -> HttpResponse:
    """The form of a measure; autosaved field by field, or sent whole."""
    road_map = draft_of(request, pk)
    measure = draft_measure(road_map, measure_pk)
    if request.method == "GET":
        return _form_page(request, road_map, measure, _blank_forms(road_map, measure))
    sent = _sent_forms(request, road_map)
    is_auto = request.POST.get("autosave") == "1"
    if not all(form.is_valid() for form in sent.values()):
        return _state(request, measure, sent) if is_auto else _form_page(request, road_map, measure, sent)
    try:
        base, version = base_in(request.POST), number_in(request, "version")
        measure = save_measure(measure, _typed(sent), base=base, version=version, by=request.user)
    except Stale as stale:
        return _stale(request, road_map, fresh(measure), sent, stale)
    if is_auto:
        return _state(request, measure, {})
    if request.POST.get("more"):
        measure.road_map = road_map
        return _form_page(request, road_map, measure, _blank_forms(road_map, measure))
    return _card(request, road_map, measure)


Forms = dict[str, Any]


def _blank_forms(road_map: RoadMap, measure: Measure) -> Forms:
    found: Forms = {"own": MeasureForm(road_map=road_map, initial=shown(measure))}
    for part, form in ROWS.items():
        rows = formset_factory(form, extra=BLANK_ROWS)
        found[part] = rows(prefix=part, initial=shown_rows(measure, part))
    return found


def _sent_forms(request: HttpRequest, road_map: RoadMap) -> Forms:
    found: Forms = {"own": MeasureForm(request.POST, road_map=road_map)}
    for part, form in ROWS.items():
        found[part] = formset_factory(form, extra=0)(request.POST, prefix=part)
    return found


def _typed(sent: Forms) -> dict[str, Any]:
    typed = sent["own"].values()
    for part in ROWS:
        typed[part] = [row for row in (form.row() for form in sent[part].forms) if row]
    return typed


def _form_page(
    request: HttpRequest, road_map: RoadMap, measure: Measure, sent: Forms, **more: Any
) -> HttpResponse:
    order = order_of(road_map)
    ask_in(sent["own"], measure)
    context = {
        "road_map": road_map,
        "measure": measure,
        "order": order,
        "card": card_of(measure, order),
        "groups": _groups(sent["own"], measure),
        "parts": {part: sent[part] for part in ROWS},
        "base": json.dumps(draft_values(measure), ensure_ascii=False),
        "version": measure.version,
        "back": back_of(request, _address(road_map, measure)),
    }
    part = "plans/_review_form.html"
    template = part if is_fragment(request) else "plans/review_measure.html"
    return render(request, template, context | more)


def _groups(form: MeasureForm, measure: Measure) -> list[tuple[str, list[Any], bool]]:
    """Fields by heading, and whether the heading is open: what this measure does not use is folded."""
    is_recurring = measure.schedule_kind == ScheduleKind.RECURRING
    return [
        (title, [form[name] for name in names], form.is_bound or title != "Повторение" or is_recurring)
        for title, names in MeasureForm.GROUPS
    ]


def _state(request: HttpRequest, measure: Measure, sent: Forms, **more: Any) -> HttpResponse:
    """What autosave answers: saved with the new version, or why not."""
    context = {
        "measure": measure,
        "version": more.pop("version", measure.version),
        "base": json.dumps(more.pop("base", None) or draft_values(measure), ensure_ascii=False),
        "is_saved": not sent,
        "problems": _problems(sent),
    }
    if sent and "theirs" not in more:
        # Nothing was stored: the form goes on comparing with what it was opened with.
        context |= {"version": request.POST.get("version", ""), "base": request.POST.get("base", "")}
    return render(request, "plans/_review_state.html", context | more)


def _problems(sent: Forms) -> list[str]:
    found = []
    for form in [sent["own"], *(row for part in ROWS for row in sent[part].forms)] if sent else []:
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            found += [f"{label}: {error}" if label else str(error) for error in errors]
    return found


def _stale(
    request: HttpRequest, road_map: RoadMap, measure: Measure, sent: Forms, stale: Stale
) -> HttpResponse:
    """Both values are shown; saving once more keeps one's own (decision 19)."""
    measure.road_map = road_map
    stored = draft_values(measure)
    base = (base_in(request.POST) or {}) | {name: stored.get(name) for name in stale.theirs}
    typed = _typed(sent)
    theirs = [
        {"label": _label(sent["own"], name), "text": _words(value), "mine": _words(typed.get(name))}
        for name, value in stale.theirs.items()
    ]
    if request.POST.get("autosave") == "1":
        return _state(request, measure, sent, theirs=theirs, base=base, version=measure.version)
    more = {"theirs": theirs, "base": json.dumps(base, ensure_ascii=False), "refusal": stale}
    return _form_page(request, road_map, measure, sent, **more)


def _label(form: forms.Form, name: str) -> str:
    return str(form.fields[name].label) if name in form.fields else PART_LABELS.get(name, name)


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_words(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value.values() if one not in (None, "", False))
    return "" if value in (None, "") else str(value)


@require_POST
def review_check(request: HttpRequest, pk: int, measure_pk: int) -> HttpResponse:
    """Accept a whole measure, or one question about it."""
    road_map = draft_of(request, pk)
    measure = draft_measure(road_map, measure_pk)
    index = number_in(request, "question")
    if index is None:
        check_measure(measure, by=request.user)
    else:
        settle_question(measure, index, by=request.user)
    return _card(request, road_map, measure)


@require_http_methods(["GET", "POST"])
def review_arrange(request: HttpRequest, pk: int, measure_pk: int) -> HttpResponse:
    """Move, split, merge or remove a measure."""
    road_map = draft_of(request, pk)
    measure = draft_measure(road_map, measure_pk)
    if request.method == "POST":
        return _arrange(request, road_map, measure)
    first, second = halves(measure.title, [action.title for action in measure.actions.all()])
    rows = road_map.measures.order_by("position", "pk").values_list("pk", "number", "title")
    context = {
        "road_map": road_map,
        "measure": measure,
        "place": place_of(measure),
        "rows": [(pk, f"{number} {title[:80]}".strip()) for pk, number, title in rows if pk != measure.pk],
        "total": len(rows),
        "sections": road_map.sections.all(),
        "first": first,
        "second": second,
        "back": back_of(request, _address(road_map, measure)),
    }
    return render(request, "plans/review_arrange.html", context)


def _arrange(request: HttpRequest, road_map: RoadMap, measure: Measure) -> HttpResponse:
    verb = {"move": _move, "split": _split, "merge": _merge, "remove": _remove}.get(
        request.POST.get("what", "")
    )
    if verb is None:
        raise Refused("Выберите, что сделать с мероприятием.")
    return verb(request, road_map, measure)


def _move(request: HttpRequest, road_map: RoadMap, measure: Measure) -> HttpResponse:
    place = number_in(request, "place") or place_of(measure)
    step = request.POST.get("step", "")
    place = place_of(measure) + {"up": -1, "down": 1}[step] if step in ("up", "down") else place
    section = road_map.sections.filter(pk=number_in(request, "section") or 0).first()
    move_measure(measure, max(place, 1), section=section, by=request.user)
    return redirect(_address(road_map, measure))


def _split(request: HttpRequest, road_map: RoadMap, measure: Measure) -> HttpResponse:
    titles = (request.POST.get("first", ""), request.POST.get("second", ""))
    split_measure(measure, titles, version=number_in(request, "version"), by=request.user)
    messages.success(request, "Мероприятие разделено на два. Сверьте срок и исполнителей второго.")
    return redirect(_address(road_map, measure))


def _merge(request: HttpRequest, road_map: RoadMap, measure: Measure) -> HttpResponse:
    other = get_object_or_404(road_map.measures, pk=number_in(request, "other") or 0)
    other.road_map = road_map
    merge_measures(measure, other, version=number_in(request, "version"), by=request.user)
    messages.success(request, "Два мероприятия объединены в одно. Сверьте его срок.")
    return redirect(_address(road_map, measure))


def _remove(request: HttpRequest, road_map: RoadMap, measure: Measure) -> HttpResponse:
    remove_measure(measure, version=number_in(request, "version"), by=request.user)
    messages.success(request, "Мероприятие убрано из черновика. Отменить можно на этой странице.")
    return redirect("plans:road-map-review", road_map.pk)


@require_http_methods(["GET", "POST"])
def review_units(request: HttpRequest, pk: int, measure_pk: int) -> HttpResponse:
    """Choose the units that a measure is for, when it is not for all of its population."""
    road_map = draft_of(request, pk)
    measure = draft_measure(road_map, measure_pk)
    if request.method == "POST":
        chosen = [int(value) for value in request.POST.getlist("unit") if value.isdecimal()]
        choose_units(measure, chosen, by=request.user)
        return redirect(_address(road_map, measure))
    kinds = {"municipality": ["municipality"]}.get(measure.population, ["school"])
    units = organisations_around(road_map.organisation).filter(kind__in=kinds)
    if measure.cohort_id:
        units = units.filter(cohort_memberships__cohort=measure.cohort_id).distinct()
    context = {
        "road_map": road_map,
        "measure": measure,
        "units": units.select_related("parent").order_by("parent__name", "name"),
        "chosen": {unit.pk for unit in measure.chosen_units.all()},
        "back": _address(road_map, measure),
    }
    return render(request, "plans/review_units.html", context)
