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
    """The subject's own page when its app named one, else the page of the discussion."""
    home = home_of(subject)
    own = reverse("discussions:thread", args=[subject._meta.label_lower, subject.pk])
    return f"{home}#comments" if home else own


def home_of(subject: models.Model) -> str:
    """The page of the subject, empty when its app named none."""
    config: Any = apps.get_app_config("discussions")
    address = config.addresses.get(subject._meta.label_lower)
    return address(subject) if address else ""


def tell_commented(comment: Comment, subject: models.Model, *, by: Any) -> None:
    """Those in the conversation learn of the reply, the subject's audience of any comment.

    Somebody who does not see the subject, or no more, is not told.
    """
    title = Truncator(str(subject)).chars(100)
    said = Truncator(" ".join(comment.text.split())).chars(160)
    text = f"{comment.author_position}: комментарий к «{title}»: {said}"
    concerned = {user.pk: user for user in (*_audience(subject), *_partners(comment))}
    concerned.pop(by.pk, None)
    people = [pk for pk, user in concerned.items() if _sees(user, subject)]
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


def _partners(comment: Comment) -> list[User]:
    if comment.parent_id is None:
        return []
    talk = Comment.objects.filter(pk=comment.parent_id) | Comment.objects.filter(parent_id=comment.parent_id)
    return list(User.objects.filter(pk__in=talk.values("author_id")))


def _sees(user: User, subject: models.Model) -> bool:
    seen = subjects_seen(user, subject._meta.label_lower)
    return seen is not None and seen.filter(pk=subject.pk).exists()
