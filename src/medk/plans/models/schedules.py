"""Dates that come from outside the plan: an attached schedule, a request."""

from django.conf import settings
from django.db import models

from medk.files.models import StoredFile
from medk.kernel.identifiers import uuid7
from medk.orgs.models import Organisation
from medk.plans.choices import RequestStatus, ScheduleOrigin, ScheduleStatus
from medk.plans.models.measure import Measure, Occurrence
from medk.plans.querysets import AttachedScheduleQuerySet, MeasureRequestQuerySet


class AttachedSchedule(models.Model):
    """Приложенный график: rows of dates checked first, applied whole or not at all.

    `lines` are the cells as they came, `rows` what they mean, `findings` what is wrong:
    {row, column, message, level}; `chosen` says which organisation an unknown name means (0: nobody
    in particular). `outcome` is what applying did. The file, where there was one, is kept as the basis.
    """

    uid = models.UUIDField("номер записи", default=uuid7, unique=True, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="schedules")
    ordinal = models.PositiveIntegerField("редакция", default=0)
    status = models.CharField("состояние", max_length=12, choices=ScheduleStatus)
    origin = models.CharField("откуда", max_length=8, choices=ScheduleOrigin)
    basis = models.CharField("основание", max_length=255, blank=True)
    filename = models.CharField("файл", max_length=255, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    lines = models.JSONField("строки, как пришли", default=list)
    rows = models.JSONField("строки", default=list)
    findings = models.JSONField("замечания", default=list)
    chosen = models.JSONField("кого значат названия", default=dict)
    outcome = models.JSONField("что сделано", default=dict)
    total_count = models.PositiveIntegerField("строк", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("внесён")
    applied_at = models.DateTimeField("применён", null=True, blank=True)

    objects = AttachedScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = "приложенный график"
        verbose_name_plural = "приложенные графики"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.filename or self.basis or f"график от {self.created_at:%d.%m.%Y}"

    @property
    def organisation_id(self) -> int:
        """The owner of the plan: where audit entries about the schedule belong."""
        return self.measure.organisation_id


class MeasureRequest(models.Model):
    """Запрос: somebody concerned asks for what a measure gives by requests, and by when."""

    uid = models.UUIDField("номер записи", default=uuid7, unique=True, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="requests")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="от кого запрос"
    )
    text = models.CharField("о чём", max_length=500)
    wanted_on = models.DateField("к какому дню")
    status = models.CharField("состояние", max_length=10, choices=RequestStatus, default=RequestStatus.ASKED)
    occurrence = models.OneToOneField(
        Occurrence, models.PROTECT, null=True, blank=True, related_name="request"
    )
    answer = models.TextField("ответ", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("внесён")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("решён", null=True, blank=True)

    objects = MeasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "запрос"
        verbose_name_plural = "запросы"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text}"
