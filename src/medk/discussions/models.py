"""Comments on anything that has a sight of its own."""

from django.conf import settings
from django.db import models

from medk.kernel.identifiers import uuid7
from medk.orgs.querysets import SubjectQuerySet


class Comment(models.Model):
    """Комментарий: said by a person about a subject; one level of replies (design guide §5)."""

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    subject_type = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author_position = models.CharField("от кого", max_length=255)
    text = models.TextField("текст")
    created_at = models.DateTimeField("когда")

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "комментарий"
        verbose_name_plural = "комментарии"
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"], name="comment_by_subject")]

    def __str__(self) -> str:
        return self.text[:80]
