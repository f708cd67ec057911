"""A programme year: its key dates and its cohorts of schools."""

from django.db import models
from django.db.models import F, Q

from medk.cycles.querysets import (
    CohortMembershipQuerySet,
    CohortQuerySet,
    CycleQuerySet,
    KeyDateQuerySet,
)
from medk.kernel.identifiers import uuid7
from medk.kernel.records import Versioned
from medk.orgs.models import Organisation


class ShareBasis(models.TextChoices):
    """Which share a region reports (decision 6)."""

    DUE = "due", "от мероприятий, срок которых наступил"
    WHOLE = "whole", "от всех мероприятий плана"


class Cycle(Versioned):
    """Цикл: a year of the programme in one region; its settings and dates are data, never code."""

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="cycles", verbose_name="регион"
    )
    year = models.PositiveSmallIntegerField("год")
    title = models.CharField("название", max_length=255)
    starts_on = models.DateField("начало")
    ends_on = models.DateField("окончание")
    curator_limit = models.PositiveSmallIntegerField("школ у куратора, не больше", default=2)
    share_basis = models.CharField(
        "какую долю показывать", max_length=8, choices=ShareBasis, default=ShareBasis.DUE
    )
    share_target = models.DecimalField(
        "целевая доля, %", max_digits=5, decimal_places=2, null=True, blank=True
    )
    share_target_on = models.DateField("дата целевой доли", null=True, blank=True)
    smallest_group = models.PositiveSmallIntegerField("наименьшая группа в сводках", default=3)
    week_limit = models.PositiveSmallIntegerField("сроков в неделю, не больше", default=5)
    closed_on = models.DateField("закрыт", null=True, blank=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = "цикл"
        verbose_name_plural = "циклы"
        ordering = ["-year", "organisation"]
        constraints = [
            models.UniqueConstraint(name="cycle_once_a_year", fields=["organisation", "year"]),
            models.CheckConstraint(name="cycle_runs_forward", condition=Q(ends_on__gt=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.title


class KeyDate(Versioned):
    """Ключевая дата: a day or span of the cycle's calendar."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="key_dates")
    code = models.SlugField("код", max_length=64)
    title = models.CharField("событие", max_length=500)
    starts_on = models.DateField("с", null=True, blank=True)
    ends_on = models.DateField("по")
    source = models.CharField("источник", max_length=255, blank=True)

    objects = KeyDateQuerySet.as_manager()

    class Meta:
        verbose_name = "ключевая дата"
        verbose_name_plural = "ключевые даты"
        ordering = ["ends_on", "pk"]
        constraints = [models.UniqueConstraint(name="key_date_once", fields=["cycle", "code"])]

    def __str__(self) -> str:
        return self.title


class Cohort(models.Model):
    """Когорта: a named group of schools in a cycle (participants, low for two years, improved …)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="cohorts")
    code = models.SlugField("код", max_length=32)
    title = models.CharField("название", max_length=255)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = "когорта"
        verbose_name_plural = "когорты"
        ordering = ["cycle", "pk"]
        constraints = [models.UniqueConstraint(name="cohort_once", fields=["cycle", "code"])]

    def __str__(self) -> str:
        return self.title


class CohortMembership(models.Model):
    """Место школы в когорте: from when to when, by which act, for which years."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="cohort_memberships", verbose_name="школа"
    )
    valid_from = models.DateField("с")
    valid_to = models.DateField("по", null=True, blank=True)
    act = models.CharField("основание", max_length=255, blank=True)
    years = models.CharField("годы", max_length=64, blank=True)

    objects = CohortMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "место в когорте"
        verbose_name_plural = "места в когортах"
        ordering = ["organisation", "valid_from"]
        constraints = [
            models.CheckConstraint(
                name="cohort_membership_runs_forward",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="cohort_membership_one_open",
                fields=["cohort", "organisation"],
                condition=Q(valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.cohort}"


class CohortMembershipEntry(models.Model):
    """Запись о месте в когорте: what was entered about a membership and when; rows are only ever added.

    `dated_on` is the day from which the entry counts as a fact: joining, the last day, or the earliest
    day that a correction touches. `membership` is by number: an erroneous row is taken off.
    """

    membership_id = models.BigIntegerField()
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="entries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="cohort_entries")
    valid_from = models.DateField("с")
    valid_to = models.DateField("по", null=True, blank=True)
    is_removed = models.BooleanField("снята", default=False)
    dated_on = models.DateField("дата факта")
    #: None for what was entered before such entries were kept.
    entered_at = models.DateTimeField("внесено", null=True, blank=True)
    by_name = models.CharField("кто", max_length=255, blank=True)

    objects = CohortMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["cohort", "membership_id"], name="cohort_entry_by_cohort")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.cohort}, с {self.valid_from:%d.%m.%Y}"
