"""Upkeep of an approved measure by the plan's owner: cancelling, pausing, amending, repeats, readings."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medk.kernel import answers, clock
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.orgs.models import Organisation
from medk.plans.access import owns, require_owner
from medk.plans.access_amendments import is_alone, require_amender
from medk.plans.actions import amendments_quick as quick
from medk.plans.actions import measures as act
from medk.plans.actions import occurrences as repeats
from medk.plans.choices import AmendmentStatus
from medk.plans.forms import execution as shapes
from medk.plans.models import Measure, Occurrence, Pause, PlanAmendment, Target
from medk.plans.queries.amendment_effects import today_of
from medk.plans.queries.history import amendments_of, events_of, versions_of
from medk.plans.queries.links import passed_words, successors_passed
from medk.plans.queries.measure_page import fragment_of
from medk.plans.queries.units import Units
from medk.plans.rules.amendments import AMENDABLE, readable
from medk.plans.views.measures import measure_in_sight

READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def _home(measure: Measure) -> str:
    return reverse("plans:measure-detail", args=[measure.pk])


@require_safe
def measure_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Amendments, versions and every entry about a measure."""
    measure = measure_in_sight(request.user, pk)
    context = {
        "measure": measure,
        "amendments": amendments_of(request.user, measure),
        "versions": versions_of(request.user, measure),
        "events": events_of(measure),
        "fragment": fragment_of(request.user, measure),
        "may_change": owns(request.user, measure.road_map.organisation),
    }
    return render(request, "plans/measure_history.html", context)


def _with_reason(
    request: HttpRequest, pk: int, action: Callable[..., PlanAmendment], said: str
) -> HttpResponse:
    """An amendment of one line that takes a reason only."""
    measure = measure_in_sight(request.user, pk)
    try:
        made = action(measure, by=request.user, reason=request.POST.get("reason", ""))
    except (NotAllowed, Stale):
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_home(measure))
    return _amended(request, made, said)


def _amended(request: HttpRequest, made: PlanAmendment, said: str) -> HttpResponse:
    """To the measure when the plan has changed, to the amendment while it waits."""
    row = made.lines.first()
    if made.status == AmendmentStatus.IN_FORCE and row and row.measure_id:
        alone = " Утверждено вами одним: другого координатора нет." if made.is_approved_alone else ""
        messages.success(request, f"{said} Это {made}.{alone}")
        return HttpResponseRedirect(reverse("plans:measure-detail", args=[row.measure_id]))
    messages.success(request, f"Записано: {made}, {made.get_status_display()}.")
    return HttpResponseRedirect(made.get_absolute_url())


@require_POST
def measure_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a measure out of the plan with a reason."""
    return _with_reason(request, pk, quick.take_out, "Мероприятие исключено из плана.")


@require_POST
def measure_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back with a reason."""
    return _with_reason(request, pk, quick.bring_back, "Мероприятие возвращено в план.")


@READ_AND_WRITE
def measure_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause a measure, or one unit of it."""
    measure = measure_in_sight(request.user, pk)
    require_owner(request.user, measure.road_map)
    units = {u.key: u for u in Units(measure.road_map).of(measure) if u.organisation_id}
    choices = [(key, unit.name) for key, unit in units.items()]
    form = shapes.PauseForm(
        request.POST or None,
        units=choices,
        initial={"starts_on": clock.today(), "unit": request.GET.get("unit")},
    )

    def save() -> None:
        values = form.cleaned_data
        unit = units.get(values["unit"])
        interval = act.Interval(
            values["starts_on"], values["ends_on"], values["reason"], values["extends_deadline"]
        )
        organisation = Organisation.objects.filter(pk=unit.organisation_id or 0).first() if unit else None
        act.pause(measure, interval, by=request.user, unit=organisation)

    context = {"measure": measure, "form": form}
    return _answer(request, form, save, "plans/measure_pause.html", context | {"said": "Приостановлено."})


@require_POST
def measure_resume(request: HttpRequest, pk: int, pause_pk: int) -> HttpResponse:
    """End a running pause."""
    measure = measure_in_sight(request.user, pk)
    stopped = get_object_or_404(Pause.objects.visible_to(request.user), pk=pause_pk, measure=measure)
    try:
        day = shapes.DayField().clean(request.POST.get("ends_on"))
    except forms.ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(_home(measure))
    return answers.act(
        request, act.resume, stopped, back=_home(measure), said="Возобновлено.",
        ends_on=day, reason=request.POST.get("reason", ""),
    )  # fmt: skip


@READ_AND_WRITE
def measure_amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one field of an approved measure by an amendment of one line."""
    measure = measure_in_sight(request.user, pk)
    require_amender(request.user, measure.road_map)
    field = request.GET.get("field", "")
    alone = is_alone(request.user, measure.road_map, authors={request.user.pk})
    context: dict[str, Any] = {"measure": measure, "fields": AMENDABLE, "field": field, "is_alone": alone}
    if field not in AMENDABLE:
        return render(request, "plans/measure_amend.html", context)
    now = getattr(measure, field)
    initial = {"new": now, "version": measure.version, "effective_on": today_of(measure.road_map)}
    form = shapes.AmendmentForm(request.POST or None, field=field, initial=initial)
    made: list[PlanAmendment] = []

    def save() -> None:
        values = form.cleaned_data
        change = quick.Change(field, values["new"], values["reason"], values["effective_on"], values["order"])
        passed = successors_passed(measure, values["new"]) if field == "due_on" else []
        made.append(quick.amend_measure(measure, change, by=request.user, version=values["version"]))
        if passed:
            messages.warning(request, passed_words(passed))

    context |= {"form": form, "name": AMENDABLE[field], "old": readable(field, now), "said": ""}
    answer = _answer(request, form, save, "plans/measure_amend.html", context)
    return _amended(request, made[0], "Изменение записано.") if made else answer


def _answer(
    request: HttpRequest, form: forms.Form, save: Callable[[], None], template: str, context: dict[str, Any]
) -> HttpResponse:
    """Save and go to the measure; a refusal keeps what was typed and says why."""
    measure = context["measure"]
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except NotAllowed:
            raise
        except Stale as stale:
            context |= {
                "stale": stale,
                "theirs": [readable(name, value) for name, value in stale.theirs.items()],
            }
            typed: Any = form.data.copy()
            typed["version"] = str(measure.version)
            form.data = typed
            form.add_error(None, stale.reason)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if context["said"]:
                messages.success(request, context["said"])
            return HttpResponseRedirect(_home(measure))
    return render(request, template, context)


@READ_AND_WRITE
def measure_occurrences(request: HttpRequest, pk: int) -> HttpResponse:
    """Repeats of a measure; those of requests and schedules are entered here."""
    measure = measure_in_sight(request.user, pk)
    require_owner(request.user, measure.road_map)
    form = shapes.OccurrenceForm(request.POST or None)

    def save() -> None:
        repeats.enter_occurrence(measure, by=request.user, **form.cleaned_data)

    rows = Occurrence.objects.visible_to(request.user).filter(measure=measure)
    context = {
        "measure": measure,
        "form": form,
        "rows": rows,
        "by_hand": repeats.is_by_hand(measure),
        "said": "Повтор внесён.",
    }
    return _answer(request, form, save, "plans/measure_occurrences.html", context)


@require_POST
def occurrence_withdraw(request: HttpRequest, pk: int, occurrence_pk: int) -> HttpResponse:
    """Take an entered repeat off."""
    measure = measure_in_sight(request.user, pk)
    rows = Occurrence.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=occurrence_pk, measure=measure)
    back = reverse("plans:measure-occurrences", args=[measure.pk])
    reason = request.POST.get("reason", "")
    return answers.act(
        request, repeats.withdraw_occurrence, row, back=back, said="Повтор снят.", reason=reason
    )


@require_POST
def measure_series(request: HttpRequest, pk: int) -> HttpResponse:
    """Count repeats by the plan, or enter them as an outside body holds them."""
    measure = measure_in_sight(request.user, pk)
    external = request.POST.get("external") == "yes"
    said = "Повторы вносятся вручную." if external else "Повторы считаются по сроку из плана."
    back = reverse("plans:measure-occurrences", args=[measure.pk])
    return answers.act(request, repeats.switch_series, measure, back=back, said=said, is_external=external)


@require_POST
def measure_target_read(request: HttpRequest, pk: int, target_pk: int) -> HttpResponse:
    """Enter what an indicator came to."""
    measure = measure_in_sight(request.user, pk)
    target = get_object_or_404(Target.objects.visible_to(request.user), pk=target_pk, measure=measure)
    target.measure = measure
    form = shapes.ReadingForm(request.POST)
    back = f"{_home(measure)}#indicators"
    if not form.is_valid():
        return answers.refuse(request, Refused(shapes.words_of(form)))
    values = form.cleaned_data
    return answers.act(
        request, act.read_target, target, back=back, said="Значение внесено.",
        on=values["on"], value=values["value"], is_reached=form.said, note=values["note"],
    )  # fmt: skip
