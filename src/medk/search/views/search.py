"""The page of search: a plain question in the address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from medk.kernel import clock
from medk.kernel.searching import sources
from medk.search.actions.visits import forget_visits
from medk.search.queries.found import Narrowed, find
from medk.search.queries.recents import recents_of


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """What is found by `?q=`, narrowed by `kind` and `year`; without a question what was opened lately."""
    text = request.GET.get("q", "").strip()
    kinds = {source.kind: source.name for source in sources().values()}
    kind = request.GET.get("kind", "")
    narrowed = Narrowed(kind if kind in kinds else "", _number(request, "year"))
    context = {"text": text, "kinds": kinds, "narrowed": narrowed, "years": _years()}
    if text:
        found = find(request.user, text, narrowed, page=_number(request, "page") or 1)
        context |= {"found": found, "pages": _pages(request, found.page, has_next=found.has_next)}
    else:
        context["recents"] = recents_of(request.user)
    return render(request, "search/search_page.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    raw = request.GET.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else None


def _years() -> list[int]:
    this = clock.today().year
    return list(range(this + 1, this - 4, -1))


def _pages(request: HttpRequest, page: int, *, has_next: bool) -> dict[str, str]:
    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {"previous": address(page - 1) if page > 1 else "", "next": address(page + 1) if has_next else ""}


@require_POST
def recent_clear(request: HttpRequest) -> HttpResponse:
    """Forget what was opened lately."""
    forget_visits(by=request.user)
    messages.success(request, "Список недавних страниц очищен.")
    return HttpResponseRedirect(reverse("search:page"))
