"""Links between measures, and proposals that were declined."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from medk.kernel.identifiers import uuid7
from medk.plans.choices import LinkKind
from medk.plans.models.measure import Measure
from medk.plans.querysets import MeasureLinkQuerySet


class MeasureLink(models.Model):
    """Связь между мероприятиями: one comes before another, reports on it, or is the same thing elsewhere.

    `source` is the one that comes first (`follows`), that reports (`reports_on`), or either of two
    (`same_as`). A declined proposal is kept too, so that it is not offered again. Rows are never
    deleted: a link held from `entered_at` until `withdrawn_at`.
    """

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    kind = models.CharField("вид связи", max_length=12, choices=LinkKind)
    source = models.ForeignKey(Measure, models.PROTECT, related_name="links_out", verbose_name="от")
    target = models.ForeignKey(Measure, models.PROTECT, related_name="links_in", verbose_name="к")
    note = models.TextField("пояснение", blank=True)
    is_proposed = models.BooleanField("предложена программой", default=False)
    is_declined = models.BooleanField("предложение отклонено", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("внесена")
    withdrawn_at = models.DateTimeField("снята", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.TextField("почему снята", blank=True)

    objects = MeasureLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "связь мероприятий"
        verbose_name_plural = "связи мероприятий"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="measure_link_once",
                fields=["kind", "source", "target"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(name="measure_link_joins_two", condition=~Q(source=F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.source.number} {self.get_kind_display()} {self.target.number}"
