"""Lists over many measures: confirming what waits for me, and everything that is mine to do."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from medk.kernel import clock
from medk.kernel.exports import asked_for, download
from medk.kernel.refusals import Refused
from medk.kernel.russian import counted
from medk.plans.access import mine_of
from medk.plans.actions.execution import Fact, confirm_many
from medk.plans.choices import ProgressState
from medk.plans.exporters.lists import confirmations_sheet, my_parts_sheet
from medk.plans.forms.execution import ConfirmManyForm
from medk.plans.queries.confirmations import (
    AGES,
    PAGE,
    Sieve,
    ToConfirm,
    chosen,
    measures_among,
    sieved,
    units_among,
    with_proofs,
)
from medk.plans.queries.tasks import TaskRow, parts_of_person, waiting, with_shown


@require_http_methods(["GET", "HEAD", "POST"])
def confirmation_list(request: HttpRequest) -> HttpResponseBase:
    """Submitted parts that wait for me; the ticked are previewed, then confirmed at once."""
    tasks = waiting(request.user, mine_of(request.user)).for_me
    rows = with_proofs(tasks, clock.today())
    if request.method == "POST":
        return _confirm(request, rows)
    sieve = _sieve(request)
    found = sieved(rows, sieve)
    if kind := asked_for(request):
        return download(confirmations_sheet(found, filters=_words(sieve, [row.task for row in found])), kind)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    with_shown(row.task for row in page.object_list)
    context = {
        "page": page,
        "total": len(rows),
        "found": len(found),
        "sieve": sieve,
        "measures": measures_among(tasks),
        "units": units_among(tasks),
        "ages": AGES,
        "query": _query(request),
    }
    return render(request, "plans/confirmation_list.html", context)


def _confirm(request: HttpRequest, rows: list[ToConfirm]) -> HttpResponse:
    """Preview what is ticked; with `sure` confirm it and name those that were lost."""
    picked, lost = chosen(rows, request.POST.getlist("part"))
    with_shown(row.task for row in picked)
    form = ConfirmManyForm(request.POST)
    context: dict[str, Any] = {
        "rows": picked,
        "lost": lost,
        "day": request.POST.get("happened_on") or clock.today().isoformat(),
    }
    if not picked:
        gone = "Отмеченное уже проверил другой человек." if lost else "Отметьте, что подтвердить."
        messages.warning(request, gone)
        return HttpResponseRedirect(reverse("plans:confirmations"))
    if "sure" not in request.POST or not form.is_valid():
        context["problem"] = form.errors.get("happened_on", [""])[0] if "sure" in request.POST else ""
        return render(request, "plans/confirmation_preview.html", context)
    parts = [row.task.execution for row in picked if row.task.execution]
    try:
        moved, refused = confirm_many(parts, by=request.user, fact=Fact(form.day))
    except Refused as refusal:
        return render(request, "plans/confirmation_preview.html", context | {"problem": str(refusal)})
    _say(request, len(moved), [(str(row), reason) for row, reason in refused], lost)
    return HttpResponseRedirect(reverse("plans:confirmations"))


def _say(request: HttpRequest, moved: int, refused: list[tuple[str, str]], lost: int) -> None:
    if moved:
        messages.success(request, f"Подтверждено: {counted(moved, 'часть', 'части', 'частей')}.")
    for name, reason in refused:
        messages.warning(request, f"Не подтверждено: {name}. {reason}")
    if lost:
        words = counted(lost, "часть уже проверил", "части уже проверил", "частей уже проверил")
        messages.warning(
            request, f"{words} или изменил другой человек: в списке только то, что ждёт вас сейчас."
        )


def _sieve(request: HttpRequest) -> Sieve:
    age = request.GET.get("age", "")
    measure = request.GET.get("measure", "")
    state = request.GET.get("state", "")
    return Sieve(
        measure=int(measure) if measure.isascii() and measure.isdigit() and len(measure) < 10 else None,
        unit=request.GET.get("unit", ""),
        age=int(age) if age in {str(days) for days in AGES} else 0,
        state=state if state in ProgressState.values else "",
    )


def _words(sieve: Sieve, found: Sequence[TaskRow]) -> list[str]:
    """The filter in words."""
    measure = [f"мероприятие: {found[0].measure}"] if sieve.measure and found else []
    said = {
        "кто": sieve.unit,
        "ждёт дней, не меньше": sieve.age,
        "состояние": ProgressState(sieve.state).label if sieve.state else "",
    }
    return [*measure, *(f"{name}: {value}" for name, value in said.items() if value)]


def _query(request: HttpRequest) -> str:
    """The filter as the address carries it, without the page."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


@require_safe
def my_part_list(request: HttpRequest) -> HttpResponseBase:
    """Everything that is mine to carry out, by urgency and date."""
    rows = parts_of_person(mine_of(request.user), clock.today())
    sieve = _sieve(request)
    found = [
        row
        for row in rows
        if (not sieve.state or row.state == sieve.state)
        and (not sieve.measure or row.measure.pk == sieve.measure)
    ]
    if kind := asked_for(request):
        return download(my_parts_sheet(found, filters=_words(sieve, found)), kind)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "total": len(rows),
        "found": len(found),
        "sieve": sieve,
        "states": [state for state in ProgressState if any(row.state == state for row in rows)],
        "measures": measures_among(rows),
        "query": _query(request),
    }
    return render(request, "plans/my_part_list.html", context)
