"""Private uploads."""

from django.conf import settings
from django.db import models

from medk.kernel.identifiers import uuid7
from medk.orgs.querysets import SubjectQuerySet


class StoredFile(models.Model):
    """Файл: bytes on disk under their hash, seen by whoever sees the subject it belongs to.

    An erased file keeps this row as a tombstone: hash, reason, by whom (decision 21).
    """

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    sha256 = models.CharField("отпечаток", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("размер, байт")
    name = models.CharField("имя", max_length=255)
    media_type = models.CharField("вид", max_length=128)
    subject_type = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    uploaded_at = models.DateTimeField("загружен")
    erased_at = models.DateTimeField("стёрт", null=True, blank=True)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    erased_reason = models.TextField("причина", blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "файл"
        verbose_name_plural = "файлы"
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="file_by_subject")]

    def __str__(self) -> str:
        return self.name
