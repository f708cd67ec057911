"""A school register brought from a spreadsheet."""

from django.conf import settings
from django.db import models

from medk.kernel.identifiers import uuid7
from medk.orgs.models.organisation import Organisation
from medk.orgs.querysets import TerritoryQuerySet


class RegisterImport(models.Model):
    """Загрузка реестра: rows checked first, applied whole or not at all.

    `rows` keeps the parsed rows, `findings` what is wrong: {row, column, message, level}.
    """

    class Status(models.TextChoices):
        CHECKED = "checked", "проверено"
        REFUSED = "refused", "есть замечания"
        APPLYING = "applying", "применяется"
        APPLIED = "applied", "применено"
        DISCARDED = "discarded", "отменено"

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="register_imports")
    filename = models.CharField("файл", max_length=255)
    sha256 = models.CharField(max_length=64)
    status = models.CharField("состояние", max_length=16, choices=Status)
    rows = models.JSONField("строки", default=list)
    findings = models.JSONField("замечания", default=list)
    created_count = models.PositiveIntegerField("будет создано", default=0)
    changed_count = models.PositiveIntegerField("будет изменено", default=0)
    same_count = models.PositiveIntegerField("без изменений", default=0)
    #: Numbers of organisations stored by chunks of an unfinished import, unseen until the last one.
    staged = models.JSONField("подготовлено", default=list)
    total_count = models.PositiveIntegerField("строк", default=0)
    done_count = models.PositiveIntegerField("применено", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("загружено")

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.filename
