"""The calendar of a cycle, date by date."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from medk.cycles.access import require_edit
from medk.cycles.actions import add_key_date, edit_key_date, remove_key_date
from medk.cycles.forms import KeyDateForm
from medk.cycles.models import Cycle, KeyDate
from medk.cycles.views.cycles import visible_cycle
from medk.cycles.views.forms import FormPage, attempt
from medk.kernel.answers import act


def _page(cycle: Cycle, title: str, button: str) -> FormPage:
    return FormPage(title, reverse("cycles:cycle-detail", args=[cycle.pk]), str(cycle), button)


def _visible(request: HttpRequest, pk: int) -> KeyDate:
    rows = KeyDate.objects.visible_to(request.user).select_related("cycle__organisation")
    found: KeyDate = get_object_or_404(rows, pk=pk)
    return found


def key_date_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new date."""
    cycle = visible_cycle(request, pk)
    require_edit(request.user, cycle.organisation)
    form = KeyDateForm(request.POST or None)
    page = _page(cycle, "Новая ключевая дата", "Добавить дату")
    if request.method != "POST" or not form.is_valid():
        return page.show(request, form)
    refused = attempt(request, form, lambda: add_key_date(cycle, **form.values(), by=request.user), page=page)
    if refused:
        return refused
    messages.success(request, f"Дата «{form.cleaned_data['title']}» добавлена.")
    return redirect("cycles:cycle-detail", pk)


def key_date_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words or days for a date."""
    key_date = _visible(request, pk)
    require_edit(request.user, key_date.cycle.organisation)
    form = KeyDateForm(request.POST or None, initial=KeyDateForm.of(key_date))
    page = _page(key_date.cycle, "Ключевая дата", "Сохранить")
    page.extra = {
        "remove": reverse("cycles:key-date-remove", args=[pk]),
        "remove_title": "Убрать дату",
        "remove_help": "Дата исчезнет из календаря цикла. Какой она была, останется в журнале.",
    }
    if request.method != "POST" or not form.is_valid():
        return page.show(request, form)
    version = form.cleaned_data["version"]

    def save() -> None:
        edit_key_date(key_date, version=version, **form.values(), by=request.user)

    refused = attempt(request, form, save, page=page, row=key_date)
    if refused:
        return refused
    messages.success(request, "Дата изменена.")
    return redirect("cycles:cycle-detail", key_date.cycle_id)


@require_POST
def key_date_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a date out of the calendar."""
    key_date = _visible(request, pk)
    back = reverse("cycles:cycle-detail", args=[key_date.cycle_id])
    said = f"Дата «{key_date}» убрана."
    reason = request.POST.get("reason", "")
    return act(request, remove_key_date, key_date, reason=reason, back=back, said=said)
