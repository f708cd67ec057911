"""Context of every page: the frame around it, read in two queries and only when it is drawn."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Exists, Expression, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
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
from medk.search.models import Recent, Watch
from medk.search.queries.subjects import WATCHABLE, subject_of


def counted(rows: QuerySet, by: str) -> Coalesce:
    """How many `rows` there are; `by` is the field that they are correlated by."""
    total = rows.order_by().values(by).annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(total), 0)


#: Figures beside the menu: name → expression over the user's row, for a user.
#: All of them are counted in one query (decision 26); other parts of the desk add theirs.
COUNTERS: dict[str, Callable[[User], Expression]] = {
    "unread": lambda user: counted(Notice.objects.filter(recipient=OuterRef("pk")).unread(), "recipient"),
    "watched": lambda user: counted(
        Watch.objects.filter(user=OuterRef("pk"), changed_at__gt=F("looked_at")), "user"
    ),
}
#: Lists whose filter can be kept under a name.
LISTS = frozenset(
    {
        "plans:road-map-detail",
        "plans:road-map-gantt",
        "plans:road-map-calendar",
        "plans:road-map-matrix",
        "plans:road-map-load",
        "plans:road-map-list",
        "plans:confirmations",
        "plans:my-parts",
        "orgs:organisation-list",
        "orgs:people-list",
        "orgs:audit-list",
        "cycles:cohort-detail",
    }
)


@dataclass(frozen=True)
class Post:
    """One appointment as words."""

    role: str
    place: str
    started_on: dt.date
    act: str


@dataclass(frozen=True)
class Subject:
    """The thing that a page is about: whether it can be watched and is, and whether it was opened last."""

    subject_type: str
    subject_id: int
    is_watched: bool
    is_latest: bool

    @property
    def is_watchable(self) -> bool:
        return self.subject_type in WATCHABLE


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
    watched: int
    subject: Subject | None
    is_list: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """`today`: the business date; `version`; `frame`: see `Frame`, empty for the anonymous."""
    context: dict[str, object] = {"today": clock.today(), "version": __version__}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["frame"] = SimpleLazyObject(lambda: build(user, request.path, _view(request)))
        # Who comes after the page (`desk.visits`) finds what was read for it.
        vars(request)["medk_frame"] = context["frame"]
    return context


def _view(request: HttpRequest) -> tuple[str, Any]:
    """The name of the page and the number of what it is about."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name, match.kwargs.get("pk")) if match else ("", None)


def build(user: User, path: str, view: tuple[str, Any] = ("", None)) -> Frame:
    """The frame of one page; two queries at most: appointments, which the page may have read, and counters."""
    held = sorted(held_by(user), key=lambda row: _weight(row.role))
    roles = frozenset(Role(row.role) for row in held)
    posts = tuple(Post(_capital(Role(row.role).label), row.place, row.started_on, row.act) for row in held)
    about = subject_of(*view)
    counters, subject = count(user, about)
    groups = menu.menu(roles, path, counters)
    return Frame(
        title=posts[0].role if posts else str(user.person),
        place=posts[0].place if posts else "",
        posts=posts,
        menu=groups,
        tabs=menu.tabs(roles, groups),
        unread=counters["unread"],
        notices_url=menu.address("notices:notice-list"),
        watched=counters["watched"],
        subject=subject,
        is_list=view[0] in LISTS,
    )


def count(user: User, about: tuple[str, int] | None = None) -> tuple[dict[str, int], Subject | None]:
    """All figures of the menu, and what the person has to do with the thing of the page, in one query."""
    figures: dict[str, Any] = {name: figure(user) for name, figure in COUNTERS.items()}
    extra = _about(about) if about else {}
    row: Any = User.objects.filter(pk=user.pk).values(**figures, **extra).get()
    counters = {name: int(row[name]) for name in figures}
    if about is None:
        return counters, None
    return counters, Subject(*about, row["is_watched"], row["latest"] == f"{about[0]}:{about[1]}")


def _about(about: tuple[str, int]) -> dict[str, Any]:
    own = Watch.objects.filter(user=OuterRef("pk"), subject_type=about[0], subject_id=about[1])
    key = Concat("subject_type", Value(":"), Cast("subject_id", CharField()), output_field=CharField())
    latest = Recent.objects.filter(user=OuterRef("pk")).order_by("-seen_at", "-pk").values(key=key)[:1]
    return {"is_watched": Exists(own), "latest": Subquery(latest)}


def _weight(role: str) -> int:
    return list(Role).index(Role(role))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
