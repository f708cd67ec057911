"""Reading discussions: which subject is meant, and what was said about it."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from medk.discussions.models import Comment
from medk.orgs.models import Appointment
from medk.orgs.querysets import active_appointments

#: Conversations shown at once; earlier ones are behind a link.
PAGE = 30


@dataclass(frozen=True)
class Talk:
    """One comment and its replies, oldest first."""

    comment: Comment
    replies: list[Comment]


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
    all, its discussion only by those whose part it is (decision 1).
    """
    label = subject._meta.label_lower
    seen = subjects_seen(user, label)
    if seen is None or not seen.filter(pk=subject.pk).exists():
        return None
    said = Comment.objects.about(subject).select_related("author__person")
    tops = said.filter(parent=None)
    if before:
        tops = tops.filter(pk__lt=before)
    page = list(tops.order_by("-pk")[: PAGE + 1])
    shown = page[:PAGE][::-1]
    replies: dict[int, list[Comment]] = {comment.pk: [] for comment in shown}
    for reply in said.filter(parent__in=replies).order_by("pk"):
        replies[reply.parent_id or 0].append(reply)
    talks = [Talk(comment, replies[comment.pk]) for comment in shown]
    return Thread(label, subject.pk, talks, shown[0].pk if len(page) > PAGE else None)


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
