"""The append-only history of everything that people and jobs did."""

from typing import Any

from django.db import models

from medk.audit.querysets import AuditEntryQuerySet
from medk.kernel.identifiers import uuid7


class AuditEntry(models.Model):
    """Запись журнала: who did what to which object, when it was entered, with values before and after.

    The actor and the object are kept by number and by label, without database constraints, so that
    the history outlives both.
    """

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    at = models.DateTimeField("внесено")
    kind = models.CharField("вид события", max_length=64)
    actor_id = models.BigIntegerField("кто (номер)", null=True, blank=True)
    actor_name = models.CharField("кто", max_length=255)
    on_behalf_of = models.CharField("от чьего имени", max_length=255, blank=True)
    object_type = models.CharField("тип объекта", max_length=64)
    object_id = models.BigIntegerField("номер объекта")
    object_label = models.TextField("объект")
    organisation_id = models.BigIntegerField("организация", null=True, blank=True)
    details = models.JSONField("подробности", default=dict, blank=True)
    request_id = models.CharField("номер запроса", max_length=32, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "запись журнала"
        verbose_name_plural = "журнал событий"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["organisation_id", "id"], name="audit_by_organisation"),
            models.Index(fields=["object_type", "object_id", "id"], name="audit_by_object"),
            models.Index(fields=["actor_id", "id"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An audit entry is never deleted.")
