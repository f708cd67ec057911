"""What pages of this app take from their address: clean words, a territory, a page by key."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from medk.orgs.models import Organisation


def words(form: Any, name: str) -> str:
    """What was typed into a filter; nothing when it is not valid."""
    return str(form.cleaned_data.get(name) or "").strip() if form.is_valid() else ""


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent to a form; None when it is only opened."""
    return request.POST if request.method == "POST" else None


def chosen_place(request: HttpRequest, *, default: Organisation | None = None) -> Organisation | None:
    """The territory named by `?in=`, if the user sees it; `?in=` empty means everything."""
    raw = request.GET.get("in")
    if raw is None:
        return default
    seen = Organisation.objects.visible_to(request.user)
    return seen.filter(pk=int(raw)).first() if raw.isdigit() and len(raw) < 18 else None


def next_page(request: HttpRequest, key: str) -> str:
    """The address of the next page, with the same filter; empty on the last one."""
    if not key:
        return ""
    query = request.GET.copy()
    query["after"] = key
    return f"?{query.urlencode()}"


def first_page(request: HttpRequest) -> str:
    """The address of the first page, with the same filter."""
    query = request.GET.copy()
    query.pop("after", None)
    return f"?{query.urlencode()}"


def card(organisation: Organisation) -> str:
    """The address of an organisation's page."""
    return reverse("orgs:organisation-detail", args=[organisation.pk])
