"""Who is told about a comment, in which words."""

from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.text import Truncator

from medk.accounts.models import User
from medk.discussions.models import Comment
from medk.discussions.queries import subjects_seen
from medk.kernel.jobs import enqueue


def address_of(subject: models.Model) -> str:
    """The subject's own page when it has one, else the page of the discussion."""
    if hasattr(subject, "get_absolute_url"):
        return f"{subject.get_absolute_url()}#comments"
    return reverse("discussions:thread", args=[subject._meta.label_lower, subject.pk])


def tell_commented(comment: Comment, subject: models.Model, *, by: Any) -> None:
    """Those in the conversation learn of the reply, the subject's audience of any comment.

    Somebody who took part but sees the subject no more is not told.
    """
    title = Truncator(str(subject)).chars(100)
    said = Truncator(" ".join(comment.text.split())).chars(160)
    text = f"{comment.author_position}: комментарий к «{title}»: {said}"
    people = {user.pk for user in (*_audience(subject), *_partners(comment, subject))} - {by.pk}
    if people:
        enqueue(
            "notices.tell",
            recipients=sorted(people),
            kind="discussions.commented",
            text=text,
            url=address_of(subject),
            key=f"discussions.commented:{comment.pk}",
        )


def _audience(subject: models.Model) -> list[Any]:
    config: Any = apps.get_app_config("discussions")
    audience = config.audiences.get(subject._meta.label_lower)
    return list(audience(subject)) if audience else []


def _partners(comment: Comment, subject: models.Model) -> list[User]:
    if comment.parent_id is None:
        return []
    talk = Comment.objects.filter(pk=comment.parent_id) | Comment.objects.filter(parent_id=comment.parent_id)
    authors = User.objects.filter(pk__in=talk.values("author_id"))
    return [user for user in authors if _sees(user, subject)]


def _sees(user: User, subject: models.Model) -> bool:
    seen = subjects_seen(user, subject._meta.label_lower)
    return seen is not None and seen.filter(pk=subject.pk).exists()
