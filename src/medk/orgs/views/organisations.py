"""The list of organisations and the card of one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from medk.kernel.exports import MEDIA_TYPES, download
from medk.kernel.paging import page_of
from medk.orgs.access import abilities
from medk.orgs.exporters.organisations import organisation_sheet
from medk.orgs.forms.organisations import ListForm
from medk.orgs.models import Organisation, OrganisationKind, Succession
from medk.orgs.queries.history import history_of
from medk.orgs.queries.people import people_at, waiting_at
from medk.orgs.queries.places import Chosen, listed, start_of, way_up, with_school_counts
from medk.orgs.querysets import territory_ids
from medk.orgs.views.asking import chosen_place, first_page, next_page, words

#: Rows of a card's lists; the rest is behind a link.
FEW = 50


def _chosen(request: HttpRequest) -> tuple[ListForm, Chosen]:
    form = ListForm(request.GET)
    inside = chosen_place(request, default=start_of(request.user))
    return form, Chosen(
        inside=inside,
        kind=words(form, "kind"),
        text=words(form, "q"),
        closed=bool(form.is_valid() and form.cleaned_data["closed"]),
    )


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    form, chosen = _chosen(request)
    rows = listed(request.user, chosen)
    page = page_of(rows, ["name", "pk"], after=request.GET.get("after", ""))
    inside = chosen.inside
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        # A search that fits on one page is not asked a second time.
        "total": len(page.rows) if page.is_whole else rows.count(),
        "next": next_page(request, page.following),
        "first": first_page(request),
        "up": way_up(request.user, inside) if inside else [],
        "may": abilities(request.user, inside) if inside else None,
        "query": request.GET.urlencode(),
    }
    return render(request, "orgs/organisation_list.html", context)


@require_safe
def organisation_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The filtered list as a table; always everything below the territory, not one level of it."""
    if kind not in MEDIA_TYPES:
        raise Http404
    _, chosen = _chosen(request)
    return download(organisation_sheet(request.user, chosen), kind)


@require_safe
def organisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(seen.select_related("parent"), pk=pk)
    inside = Organisation.objects.filter(pk__in=territory_ids(request.user), pk=pk).exists()
    children = seen.filter(parent=organisation).order_by("name", "pk")
    history = history_of(request.user, "orgs.organisation", pk) if inside else None
    context = {
        "organisation": organisation,
        "up": way_up(request.user, organisation),
        "may": abilities(request.user, organisation),
        "inside": inside,
        "people": people_at(request.user, organisation)[:FEW],
        "waiting": waiting_at(request.user, organisation)[:FEW],
        "children": list(with_school_counts(children)[: FEW + 1]),
        "few": FEW,
        "history": [] if history is None else history[:10],
        "is_school": organisation.kind == OrganisationKind.SCHOOL,
    }
    if inside:
        context |= _past(organisation)
    return render(request, "orgs/organisation_detail.html", context)


def _past(organisation: Organisation) -> dict[str, object]:
    """What is kept about an organisation for its own territory only."""
    succession = Succession.objects.select_related("organisation", "predecessor")
    return {
        "codes": organisation.codes.filter(valid_to__isnull=True).order_by("issuer"),
        "aliases": organisation.aliases.order_by("name"),
        "memberships": organisation.memberships.select_related("parent").order_by("-valid_from"),
        "predecessors": succession.filter(organisation=organisation),
        "successors": succession.filter(predecessor=organisation),
    }
