"""The quick way: pages, actions, what was opened and watched, and what is found, in one list of choices."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from medk.desk import menu
from medk.orgs.roles import Role
from medk.plans.access import held_by
from medk.search.models import SavedFilter, Watch
from medk.search.queries.found import Hit, find
from medk.search.queries.recents import recents_of
from medk.search.queries.subjects import Subject, subjects
from medk.search.rules.layout import in_russian, may_be_russian
from medk.search.rules.words import fold

#: Choices of one group, and hits of the search.
FEW, HITS = 6, 8
_PLANNERS = frozenset({Role.REGIONAL_COORDINATOR, Role.MUNICIPAL_COORDINATOR, Role.ADMINISTRATOR})
#: Things to do that have a page of their own: words, address, icon, whose.
ACTIONS = (
    menu.Entry("Загрузить приказ с планом", "plans:order-upload", "upload", _PLANNERS),
    menu.Entry("Начать пустой план", "plans:plan-begin", "plus", _PLANNERS),
    menu.Entry("Подтвердить исполнение", "plans:confirmations", "check2"),
    menu.Entry("Открыть всё, что мне исполнять", "plans:my-parts", "check"),
    menu.Entry("Сменить пароль", "account_change_password", "lock"),
)


@dataclass(frozen=True)
class Choice:
    """One line to go to."""

    label: str
    url: str
    icon: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Choices of one kind."""

    title: str
    choices: list[Choice]


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Choices for `?q=`, as a fragment; opened as a page it is the search."""
    text = request.GET.get("q", "").strip()
    if not request.headers.get("HX-Request"):
        return redirect(
            f"{reverse('search:page')}?{urlencode({'q': text})}" if text else reverse("search:page")
        )
    groups = [group for group in _groups(request.user, text) if group.choices]
    return render(request, "desk/_palette.html", {"groups": groups, "text": text})


def _groups(user: Any, text: str) -> list[Group]:
    roles = frozenset(Role(held.role) for held in held_by(user))
    pages = [Choice(item.label, item.url, item.icon) for g in menu.menu(roles, "", {}) for item in g.entries]
    offered = (entry for entry in ACTIONS if entry.roles & roles)
    actions = [Choice(one.label, menu.address(one.url_name), one.icon) for one in offered]
    kept = SavedFilter.objects.visible_to(user)
    filters = [Choice(row.name, reverse("search:filter-open", args=[row.uid]), "filter") for row in kept]
    if not text:
        recent = recents_of(user, FEW)
        return [Group("Недавнее", _named(recent)), Group("Страницы", pages), Group("Отборы", filters[:FEW])]
    found = find(user, text, size=HITS)
    return [
        Group("Страницы", _like(pages, text)),
        Group("Действия", _like(actions, text)),
        Group("Отборы", _like(filters, text)),
        Group("Наблюдение", _like(_named(_watched(user)), text)),
        Group("Найдено", [_hit(hit) for hit in found.hits]),
    ]


def _watched(user: Any) -> list[Subject]:
    keys = Watch.objects.visible_to(user).values_list("subject_type", "subject_id")
    return [one for one in subjects(user, list(keys)) if one.title]


def _named(things: Iterable[Subject]) -> list[Choice]:
    return [Choice(one.title, one.url, one.kind.icon, one.kind.word) for one in things]


def _like(choices: Iterable[Choice], text: str) -> list[Choice]:
    """Those some word of which begins with each word typed, in either layout."""
    typed = {fold(text), fold(in_russian(text)) if may_be_russian(text) else fold(text)}
    met = (one for one in choices if any(_begins(one.label, words.split()) for words in typed))
    return list(met)[:FEW]


def _begins(label: str, typed: list[str]) -> bool:
    words = fold(label).split()
    return all(any(word.strip('«»"').startswith(one) for word in words) for one in typed)


def _hit(hit: Hit) -> Choice:
    place = str(hit.entry.place) if hit.entry.place and hit.source.kind != "organisations" else ""
    year = str(hit.entry.year or "")
    note = ", ".join(part for part in (hit.source.name.lower(), place, year) if part)
    return Choice(hit.entry.title, hit.entry.url, hit.source.icon, note)
