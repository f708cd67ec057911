"""The watchlist: what is followed and what changed there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from medk.kernel import clock
from medk.kernel.answers import act
from medk.search.actions.watching import look, unwatch, watch
from medk.search.queries.subjects import KINDS, WATCHABLE
from medk.search.queries.watched import watch_lines
from medk.search.views.addresses import local


@require_safe
def watch_list(request: HttpRequest) -> HttpResponse:
    """Everything that I watch, the changed first; looking does not mark it as looked at, a button does."""
    lines = watch_lines(request.user, on=clock.today())
    return render(request, "search/watch_list.html", {"lines": lines})


@require_POST
def watch_toggle(request: HttpRequest) -> HttpResponse:
    """Follow a thing (`on`) or no longer; 404 for what cannot be watched or is not seen."""
    label, raw = request.POST.get("subject", ""), request.POST.get("number", "")
    if label not in WATCHABLE or not (raw.isascii() and raw.isdigit() and len(raw) < 18):
        raise Http404
    back = local(request.POST.get("next", ""), default=reverse("search:watch-list"))
    if request.POST.get("do") == "off":
        unwatch(label, int(raw), by=request.user)
        messages.success(request, "Наблюдение снято.")
        return HttpResponseRedirect(back)
    if not KINDS[label].sight(request.user).filter(pk=int(raw)).exists():
        raise Http404
    said = "Добавлено в наблюдение: что здесь изменится, будет видно на странице «Наблюдение»."
    return act(request, watch, label, int(raw), back=back, said=said)


@require_POST
def watch_looked(request: HttpRequest) -> HttpResponse:
    """Count from now on."""
    look(by=request.user)
    messages.success(request, "Отмечено: изменения считаются с этой минуты.")
    return HttpResponseRedirect(reverse("search:watch-list"))
