"""The history of everything, and of one object."""

from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from medk.audit.kinds import all_kinds
from medk.kernel.answers import is_fragment
from medk.kernel.exports import MEDIA_TYPES, download
from medk.kernel.paging import page_of
from medk.orgs.exporters.history import history_sheet
from medk.orgs.forms.people import EntryListForm
from medk.orgs.queries.history import ChosenEntries, entry_page, history_of
from medk.orgs.views.asking import chosen_place, first_page, next_page, words


def _chosen(request: HttpRequest) -> tuple[EntryListForm, ChosenEntries]:
    form = EntryListForm(request.GET)
    valid = form.is_valid()
    return form, ChosenEntries(
        inside=chosen_place(request),
        kind=words(form, "kind"),
        who=words(form, "who"),
        what=words(form, "what"),
        since=form.cleaned_data.get("since") if valid else None,
        until=form.cleaned_data.get("until") if valid else None,
    )


@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    form, chosen = _chosen(request)
    page = entry_page(request.user, chosen, after=request.GET.get("after", ""))
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "kinds": sorted(all_kinds(), key=lambda kind: kind.label),
        "next": next_page(request, page.following),
        "first": first_page(request),
        "query": request.GET.urlencode(),
    }
    return render(request, "orgs/audit_list.html", context)


@require_safe
def audit_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Every entry of the filter, not one page of it."""
    if kind not in MEDIA_TYPES:
        raise Http404
    _, chosen = _chosen(request)
    return download(history_sheet(request.user, chosen), kind)


@require_safe
def object_history(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """What happened to one object: a page, or its fragment for htmx."""
    rows = history_of(request.user, label, pk)
    if rows is None:
        raise Http404
    page = page_of(rows, ["-pk"], after=request.GET.get("after", ""))
    context: dict[str, Any] = {
        "page": page,
        "subject": apps.get_model(label).objects.get(pk=pk),
        "next": next_page(request, page.following),
        "first": first_page(request),
    }
    template = "orgs/_history.html" if is_fragment(request) else "orgs/history.html"
    return render(request, template, context)
