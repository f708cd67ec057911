"""Context of every page: the frame around it, read in two queries and only when it is drawn."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Expression, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from medk import __version__
from medk.accounts.models import User
from medk.desk import menu
from medk.desk.menu import Group, Item
from medk.kernel import clock
from medk.notices.models import Notice
from medk.orgs.roles import Role
from medk.plans.access import held_by


def counted(rows: QuerySet, by: str) -> Coalesce:
    """How many `rows` there are; `by` is the field that they are correlated by."""
    total = rows.order_by().values(by).annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(total), 0)


#: Figures beside the menu: name → expression over the user's row, for a user.
#: All of them are counted in one query (decision 26); other parts of the desk add theirs.
COUNTERS: dict[str, Callable[[User], Expression]] = {
    "unread": lambda user: counted(Notice.objects.filter(recipient=OuterRef("pk")).unread(), "recipient"),
}


@dataclass(frozen=True)
class Post:
    """One appointment as words."""

    role: str
    place: str
    started_on: dt.date
    act: str


@dataclass(frozen=True)
class Frame:
    """What surrounds a page: who I am here, the menu, what waits for me."""

    title: str
    place: str
    posts: tuple[Post, ...]
    menu: tuple[Group, ...]
    tabs: tuple[Item, ...]
    unread: int
    notices_url: str


def frame(request: HttpRequest) -> dict[str, object]:
    """`today`: the business date; `version`; `frame`: see `Frame`, empty for the anonymous."""
    context: dict[str, object] = {"today": clock.today(), "version": __version__}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["frame"] = SimpleLazyObject(lambda: build(user, request.path))
    return context


def build(user: User, path: str) -> Frame:
    """The frame of one page; two queries at most: appointments, which the page may have read, and counters."""
    held = sorted(held_by(user), key=lambda row: _weight(row.role))
    roles = frozenset(Role(row.role) for row in held)
    posts = tuple(Post(_capital(Role(row.role).label), row.place, row.started_on, row.act) for row in held)
    counters = count(user)
    groups = menu.menu(roles, path, counters)
    return Frame(
        title=posts[0].role if posts else str(user.person),
        place=posts[0].place if posts else "",
        posts=posts,
        menu=groups,
        tabs=menu.tabs(roles, groups),
        unread=counters["unread"],
        notices_url=menu.address("notices:notice-list"),
    )


def count(user: User) -> dict[str, int]:
    """All figures of the menu in one query."""
    figures = {name: figure(user) for name, figure in COUNTERS.items()}
    row: Any = User.objects.filter(pk=user.pk).values(**figures).get()
    return {name: int(figure) for name, figure in row.items()}


def _weight(role: str) -> int:
    return list(Role).index(Role(role))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
