"""Speaking about a subject."""

from typing import Any

from django.db import models, transaction

from medk.audit.recording import record
from medk.discussions.letters import tell_commented
from medk.discussions.models import Comment
from medk.discussions.queries import position_of, subjects_seen
from medk.discussions.rules import checked_text
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused


@transaction.atomic
def add_comment(subject: models.Model, *, text: str, by: Any, parent: Comment | None = None) -> Comment:
    """Say something about a subject, or reply; those concerned are told.

    A reply to a reply joins the same conversation (one level, design guide §5). Raises `Refused` for an
    empty or endless text and for a reply across subjects, `NotAllowed` without sight of the subject.
    """
    label = subject._meta.label_lower
    seen = subjects_seen(by, label)
    if seen is None or not seen.filter(pk=subject.pk).exists():
        raise NotAllowed("Обсуждать это могут те, чьей территории или части это касается.")
    first = _conversation(parent, subject) if parent else None
    organisation_id = getattr(subject, "organisation_id", None)
    comment = Comment.objects.create(
        subject_type=label,
        subject_id=subject.pk,
        organisation_id=organisation_id,
        parent=first,
        author=by,
        author_position=position_of(by, organisation_id),
        text=checked_text(text),
        created_at=clock.now(),
    )
    about = f"{label}:{subject.pk}"
    record("comment.added", comment, by=by, about=about, reply_to=first.pk if first else None)
    tell_commented(comment, subject, by=by)
    return comment


def _conversation(parent: Comment, subject: models.Model) -> Comment:
    if (parent.subject_type, parent.subject_id) != (subject._meta.label_lower, subject.pk):
        raise Refused(
            "Комментарий, на который вы отвечаете, написан в другом месте. Откройте его и ответьте там."
        )
    return parent.parent or parent
