"""What is kept so that a past day can be read: closing counts, and facts that were entered late."""

from django.db import models
from django.db.models import F, Q

from medk.plans.models.execution import Execution, ProgressCounts
from medk.plans.models.measure import Measure
from medk.plans.models.road_map import RoadMap
from medk.plans.querysets import PartOfMeasureQuerySet, PartOfRoadMapQuerySet


class MeasureProgressDay(ProgressCounts):
    """Сводка на конец дня: counts that closed every day from `on` to `through`, as they were known then.

    A projection like `MeasureProgress`; days that nobody counted are computed from the facts.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="progress_days")
    on = models.DateField("с")
    through = models.DateField("по")

    objects = PartOfMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "on"]
        constraints = [
            models.UniqueConstraint(name="progress_day_once", fields=["measure", "on"]),
            models.CheckConstraint(name="progress_day_runs_forward", condition=Q(through__gte=F("on"))),
        ]

    def __str__(self) -> str:
        return f"{self.measure} с {self.on:%d.%m.%Y} по {self.through:%d.%m.%Y}"


class LateFact(models.Model):
    """Внесённое задним числом: a fact of an earlier day than that of its entry where the plan's owner is.

    Between the two days the plan as it happened differs from the plan as it was known. `number` is of the
    typed row that holds the fact itself; `medk check` compares.
    """

    class Kind(models.TextChoices):
        MOVE = "move", "ход"
        CONTENT = "content", "изменение плана"
        PAUSE = "pause", "приостановка"
        RESUME = "resume", "возобновление"
        READING = "reading", "значение показателя"

    road_map = models.ForeignKey(RoadMap, models.PROTECT, related_name="late_facts")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="late_facts")
    execution = models.ForeignKey(Execution, models.PROTECT, null=True, blank=True, related_name="late_facts")
    kind = models.CharField("вид", max_length=8, choices=Kind)
    number = models.BigIntegerField("номер записи")
    what = models.CharField("что", max_length=255)
    happened_on = models.DateField("дата факта")
    entered_on = models.DateField("внесено, дата владельца плана")
    entered_at = models.DateTimeField("внесено")
    by_name = models.CharField("кто", max_length=255)

    objects = PartOfRoadMapQuerySet.as_manager()

    class Meta:
        verbose_name = "внесённое задним числом"
        verbose_name_plural = "внесённое задним числом"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["road_map", "entered_on", "happened_on"], name="late_fact_by_day")]
        constraints = [
            models.UniqueConstraint(name="late_fact_once", fields=["kind", "number"]),
            models.CheckConstraint(name="late_fact_is_late", condition=Q(happened_on__lt=F("entered_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.what} ({self.happened_on:%d.%m.%Y})"
