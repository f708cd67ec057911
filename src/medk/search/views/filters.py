"""Saved filters: kept under a name, opened by their link, shared by it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from medk.kernel.answers import act
from medk.search.actions.saving import remove_filter, save_filter
from medk.search.models import SavedFilter
from medk.search.queries.opening import opened
from medk.search.views.addresses import local


@require_safe
def filter_list(request: HttpRequest) -> HttpResponse:
    """My saved filters."""
    rows = SavedFilter.objects.visible_to(request.user)
    return render(request, "search/filter_list.html", {"rows": rows})


@require_POST
def filter_save(request: HttpRequest) -> HttpResponse:
    """Keep the list that the form stands on, with its filter."""
    address = request.POST.get("address", "")
    back = local(address, default=reverse("search:filter-list"))
    name = request.POST.get("name", "")
    said = f"Отбор «{name.strip()}» сохранён. Он в списке «Мои отборы» и в быстром переходе."
    return act(request, save_filter, name, address, back=back, said=said)


@require_safe
def filter_open(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go to the list; says plainly what of the filter is left out. Anybody signed in who has the link."""
    kept = get_object_or_404(SavedFilter, uid=uid)
    found = opened(request.user, kept)
    if not found.url:
        messages.warning(
            request, f"Страница отбора «{kept.name}» больше не доступна: её нет или её видят не все."
        )
        return HttpResponseRedirect(reverse("search:filter-list"))
    if found.left_out:
        words = ", ".join(found.left_out)
        messages.warning(
            request,
            f"Из отбора «{kept.name}» убрано условие: {words}. Этого больше нет или оно вам недоступно.",
        )
    return HttpResponseRedirect(found.url)


@require_POST
def filter_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep it no longer."""
    kept = get_object_or_404(SavedFilter.objects.visible_to(request.user), uid=uid)
    back = reverse("search:filter-list")
    return act(request, remove_filter, kept, back=back, said=f"Отбор «{kept.name}» убран.")
