"""Links from measures of one map to those of the map above it, and what was decided about its changes."""

from django.conf import settings
from django.db import models

from medk.kernel.identifiers import uuid7
from medk.kernel.records import Versioned
from medk.plans.choices_cascade import Aspect, OriginKind, OriginState, Verdict
from medk.plans.models.measure import Measure
from medk.plans.querysets import OriginDecisionQuerySet, PartOfMeasureQuerySet


class MeasureOrigin(Versioned):
    """Связь с картой выше: this measure carries out that one of the map above.

    `taken` is what the measure above said when it was taken, `settled` what it said at the last
    decision about each aspect (`rules.cascade.ASPECT_FIELDS`): the difference between `settled` and
    what it says now waits for a decision. Neither changes when this measure does. A declined proposal
    is a row too, so that it is not made again.
    """

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="origins", verbose_name="мероприятие своей карты"
    )
    parent = models.ForeignKey(
        Measure, models.PROTECT, related_name="descendants", verbose_name="мероприятие карты выше"
    )
    kind = models.CharField("откуда связь", max_length=12, choices=OriginKind)
    state = models.CharField("состояние", max_length=12, choices=OriginState, default=OriginState.LIVE)
    taken = models.JSONField("взято", default=dict)
    taken_sha256 = models.CharField("отпечаток взятого", max_length=64)
    settled = models.JSONField("решено до сих пор", default=dict)
    settled_sha256 = models.CharField("отпечаток решённого", max_length=64)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("связано")
    reason = models.TextField("причина", blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField("состояние изменено", null=True, blank=True)

    objects = PartOfMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "связь с картой выше"
        verbose_name_plural = "связи с картой выше"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="origin_once", fields=["measure", "parent"])]
        indexes = [models.Index(fields=["parent", "state"], name="origin_by_parent")]

    def __str__(self) -> str:
        return f"{self.measure} ← {self.parent}"


class OriginDecision(models.Model):
    """Решение по изменению сверху: what of the measure above changed, accepted or declined, and why."""

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    origin = models.ForeignKey(MeasureOrigin, models.PROTECT, related_name="decisions")
    aspect = models.CharField("что изменилось", max_length=12, choices=Aspect)
    verdict = models.CharField("решение", max_length=12, choices=Verdict)
    old = models.JSONField("было выше", default=dict)
    new = models.JSONField("стало выше", default=dict)
    reason = models.TextField("причина")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("решено")

    objects = OriginDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "решение по изменению сверху"
        verbose_name_plural = "решения по изменениям сверху"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_aspect_display()}: {self.get_verdict_display()}"
