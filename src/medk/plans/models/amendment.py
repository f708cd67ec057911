"""A recorded change of an approved plan: the document and its lines."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from medk.kernel.identifiers import uuid7
from medk.kernel.records import Versioned
from medk.plans.choices import AmendmentStatus, LineKind
from medk.plans.models.measure import Measure
from medk.plans.models.road_map import RoadMap, Section
from medk.plans.querysets import AmendmentLineQuerySet, PlanAmendmentQuerySet


class PlanAmendment(Versioned):
    """Изменение плана: why, by which order, from when; prepared by one, approved by another.

    `effects` keeps what its coming into force did to the counts: `{"before": {basis: [confirmed,
    planned]}, "after": …, "moved": …}`.
    """

    uid = models.UUIDField("номер записи", default=uuid7, unique=True, editable=False)
    road_map = models.ForeignKey(RoadMap, models.PROTECT, related_name="plan_amendments")
    ordinal = models.PositiveIntegerField("номер")
    reason = models.TextField("причина", blank=True)
    order_kind = models.CharField("вид документа", max_length=255, blank=True)
    order_number = models.CharField("номер документа", max_length=64, blank=True)
    order_date = models.DateField("дата документа", null=True, blank=True)
    effective_on = models.DateField("действует с")
    status = models.CharField(
        "состояние", max_length=12, choices=AmendmentStatus, default=AmendmentStatus.DRAFT
    )
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("начато")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    approved_on = models.DateField("утверждено", null=True, blank=True)
    #: Approved by the one who prepared it, where the owner has nobody else (decision 3); counted apart.
    is_approved_alone = models.BooleanField("утверждено без второго человека", default=False)
    effects = models.JSONField("последствия", default=dict, blank=True)

    objects = PlanAmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = "изменение плана"
        verbose_name_plural = "изменения плана"
        ordering = ["road_map", "-ordinal"]
        constraints = [models.UniqueConstraint(name="plan_amendment_once", fields=["road_map", "ordinal"])]
        indexes = [models.Index(fields=["status", "effective_on"], name="plan_amendment_due")]

    def __str__(self) -> str:
        return f"изменение № {self.ordinal}"

    def get_absolute_url(self) -> str:
        """The page of the amendment."""
        return reverse("plans:amendment-detail", args=[self.pk])

    @property
    def organisation_id(self) -> int:
        """The owner of the plan: where audit entries about the amendment belong."""
        return self.road_map.organisation_id

    @property
    def order_words(self) -> str:
        """«приказ № 143-од от 18.05.2022»; empty without an order."""
        number = f"№ {self.order_number}" if self.order_number else ""
        day = f"от {self.order_date:%d.%m.%Y}" if self.order_date else ""
        return " ".join(word for word in (self.order_kind, number, day) if word)


class AmendmentLine(Versioned):
    """Строка изменения: one measure changed, added, removed or returned.

    `old` and `new` hold fields in the form of `queries.content` (ISO dates, titles of sections, codes of
    cohorts), and `after`: the record number of the measure that it stands behind, empty for the first
    place. A change holds the fields that change; an added measure its whole content, with the printed
    `executors`; a removed one its whole content in `old`.
    """

    uid = models.UUIDField("номер записи", default=uuid7, unique=True, editable=False)
    amendment = models.ForeignKey(PlanAmendment, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField("порядок")
    kind = models.CharField("что", max_length=8, choices=LineKind)
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="amendment_lines"
    )
    #: The record number of the measure, given to an added one before it exists.
    measure_uid = models.UUIDField("номер записи мероприятия")
    #: Which of the sections is meant, as two may have one title.
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+")
    old = models.JSONField("было", default=dict, blank=True)
    new = models.JSONField("стало", default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("внесено")

    objects = AmendmentLineQuerySet.as_manager()

    class Meta:
        verbose_name = "строка изменения"
        verbose_name_plural = "строки изменения"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="amendment_line_once", fields=["amendment", "measure_uid"])
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.new.get('title') or self.measure or self.measure_uid}"
