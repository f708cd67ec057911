"""Reading discussions: which subject is meant, and what was said about it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, QuerySet, Value

from medk.discussions.models import Comment
from medk.orgs.models import Appointment
from medk.orgs.querysets import active_appointments

#: Conversations shown at once; earlier ones are behind a link.
PAGE = 30
#: Newest comments read for one page.
READ = 400


@dataclass(frozen=True)
class Said:
    """One comment as it is shown."""

    pk: int
    parent_id: int | None
    author_position: str
    text: str
    created_at: dt.datetime


@dataclass(frozen=True)
class Talk:
    """One comment and its replies, oldest first."""

    comment: Said
    replies: list[Said]


@dataclass(frozen=True)
class Thread:
    """What was said about a subject; `earlier` is the key of the page before, when there is one."""

    subject_type: str
    subject_id: int
    talks: list[Talk]
    earlier: int | None


def subjects_seen(user: Any, subject_type: str) -> QuerySet | None:
    """Subjects of a type that the user may discuss; None for a type that is not open to discussion."""
    discussions: Any = apps.get_app_config("discussions")
    orgs: Any = apps.get_app_config("orgs")
    sight = orgs.sights.get(subject_type)
    return sight(user) if sight and subject_type in discussions.audiences else None


def thread_of(user: Any, subject: models.Model, *, before: int | None = None) -> Thread | None:
    """The discussion of a subject, oldest first; None for those who may not see it.

    Sight of a discussion can be narrower than sight of its subject: a published measure is read by
    all, its discussion only by those whose part it is (decision 1). The newest page of a discussion
    of usual length takes one query.
    """
    label = subject._meta.label_lower
    seen = subjects_seen(user, label)
    if seen is None or subject.pk is None:
        return None
    rows = _rows(subject, seen.filter(pk=subject.pk))
    if not rows:
        return None
    said = [row for row in rows if row.pk]
    if before or len(rows) > READ:
        said = _page(Comment.objects.about(subject), before)
    return _thread(label, subject.pk, said)


def _rows(subject: models.Model, seen: QuerySet) -> list[Said]:
    """Newest comments first; a last row without a number stands for the sight itself."""
    sight = seen.order_by().values_list(
        Value(0, models.BigIntegerField()),
        Value(None, models.BigIntegerField()),
        Value("", models.CharField()),
        Value("", models.TextField()),
        Value(None, models.DateTimeField()),
    )
    said = _values(Comment.objects.about(subject).filter(Exists(seen)).order_by())
    return [Said(*row) for row in said.union(sight, all=True).order_by("-pk")[: READ + 1]]


def _values(comments: QuerySet) -> QuerySet:
    return comments.values_list("pk", "parent_id", "author_position", "text", "created_at")


def _page(said: QuerySet, before: int | None) -> list[Said]:
    """One page of conversations and all their replies, newest first."""
    tops = said.filter(parent=None)
    if before:
        tops = tops.filter(pk__lt=before)
    first = [Said(*row) for row in _values(tops.order_by("-pk"))[: PAGE + 1]]
    replies = _values(said.filter(parent__in=[top.pk for top in first]).order_by("-pk"))
    return [*first, *(Said(*row) for row in replies)]


def _thread(label: str, pk: int, said: list[Said]) -> Thread:
    tops = [row for row in said if row.parent_id is None]
    shown = tops[:PAGE][::-1]
    replies: dict[int, list[Said]] = {row.pk: [] for row in shown}
    for row in reversed(said):
        if row.parent_id in replies:
            replies[row.parent_id].append(row)
    talks = [Talk(row, replies[row.pk]) for row in shown]
    return Thread(label, pk, talks, shown[0].pk if len(tops) > PAGE else None)


def position_of(user: Any, organisation_id: int | None) -> str:
    """How the author is shown: the role that is nearest to the subject, then any other."""
    held = active_appointments(user).select_related("organisation").order_by("pk")
    near = held.filter(organisation__descendant_links__descendant_id=organisation_id)
    nearest = near.order_by("organisation__descendant_links__depth").first() if organisation_id else None
    post: Appointment | None = nearest or held.first()
    if post is None:
        return user.person.position or "без назначения"
    role = post.get_role_display()
    return f"{role[:1].upper()}{role[1:]}, {post.organisation}"[:255]
