"""A measure and everything its row of the order says."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from medk.accounts.models import Person
from medk.cycles.models import Cohort
from medk.kernel import clock
from medk.kernel.identifiers import uuid7
from medk.kernel.records import Versioned
from medk.orgs.models import Organisation
from medk.orgs.roles import Role
from medk.plans.choices import (
    BodyClass,
    Confirmer,
    Frequency,
    MeasureStatus,
    Per,
    Population,
    ScheduleKind,
    TargetKind,
)
from medk.plans.models.road_map import RoadMap, Section
from medk.plans.querysets import MeasureQuerySet, PartOfMeasureQuerySet, TargetReadingQuerySet


class Measure(Versioned):
    """Мероприятие: one line of a road map.

    A draft may hold everything an order can say: no number, no deadline, dates that run backwards,
    600-character titles (decision 10). `questions` lists what the reader was unsure of
    ({field, code, message, is_settled}); `sources` the place of each field in the file.
    """

    uid = models.UUIDField("номер записи", default=uuid7, unique=True, editable=False)
    road_map = models.ForeignKey(RoadMap, models.PROTECT, related_name="measures")
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name="раздел"
    )
    position = models.PositiveIntegerField("порядок")
    number = models.CharField("номер", max_length=32, blank=True)
    title = models.TextField("мероприятие")
    goal = models.TextField("цель", blank=True)
    tasks = models.JSONField("задачи", default=list, blank=True)
    audience = models.TextField("аудитория", blank=True)
    place_format = models.TextField("место и формат", blank=True)
    publication = models.JSONField("где публикуется", default=list, blank=True)
    indicator_text = models.TextField("показатель", blank=True)
    status = models.CharField("состояние", max_length=12, choices=MeasureStatus, default=MeasureStatus.ACTIVE)

    deadline_text = models.TextField("срок, как в приказе", blank=True)
    schedule_kind = models.CharField(
        "вид срока", max_length=24, choices=ScheduleKind, default=ScheduleKind.NONE
    )
    starts_on = models.DateField("начало", null=True, blank=True)
    due_on = models.DateField("срок", null=True, blank=True)
    frequency = models.CharField("частота", max_length=12, choices=Frequency, blank=True)
    interval = models.PositiveSmallIntegerField("через сколько периодов", default=1)
    count_per_period = models.PositiveSmallIntegerField("раз за период", default=1)
    is_at_least = models.BooleanField("не реже", default=False)
    weekday = models.CharField("день недели", max_length=2, blank=True)
    monthday = models.SmallIntegerField("день месяца", null=True, blank=True)
    #: An outside body runs the series: occurrences are entered as they come (decision 7).
    is_series_external = models.BooleanField("повторы вносятся вручную", default=False)

    population = models.CharField(
        "охват", max_length=12, choices=Population, blank=True, default=Population.ONCE
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="когорта"
    )
    population_role = models.CharField("должность", max_length=24, choices=Role, blank=True)
    confirmer = models.CharField(
        "кто подтверждает", max_length=24, choices=Confirmer, blank=True, default=Confirmer.DEFAULT
    )
    #: Chosen units when the audience is a part of the population; empty means all of it.
    chosen_units = models.ManyToManyField(Organisation, related_name="+", blank=True)

    source = models.JSONField("место в файле", default=dict, blank=True)
    sources = models.JSONField("места полей", default=dict, blank=True)
    questions = models.JSONField("вопросы", default=list, blank=True)
    is_checked = models.BooleanField("сверено", default=False)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "мероприятие"
        verbose_name_plural = "мероприятия"
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["road_map", "position"], name="measure_in_order"),
            models.Index(fields=["road_map", "due_on"], name="measure_by_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title

    def get_absolute_url(self) -> str:
        """The page of the measure."""
        return reverse("plans:measure-detail", args=[self.pk])

    @property
    def organisation_id(self) -> int:
        """The owner of the plan: where audit entries about the measure belong."""
        return self.road_map.organisation_id


class Action(models.Model):
    """Действие: one of several things that a row asks for, with its own deadline where printed."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="actions")
    position = models.PositiveSmallIntegerField("порядок")
    title = models.TextField("действие")
    due_on = models.DateField("срок", null=True, blank=True)

    objects = PartOfMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """Веха: one of several deadlines printed in one cell."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField("порядок")
    title = models.TextField("веха", blank=True)
    due_on = models.DateField("срок")

    objects = PartOfMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "position"]

    def __str__(self) -> str:
        return self.title or f"{self.due_on:%d.%m.%Y}"


class Occurrence(models.Model):
    """Повтор: one slot of a recurring measure, due on a day; made at approval or entered by hand."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="occurrences")
    ordinal = models.PositiveIntegerField("номер")
    starts_on = models.DateField("с", null=True, blank=True)
    due_on = models.DateField("срок", null=True, blank=True)
    title = models.CharField("что", max_length=500, blank=True)
    place = models.CharField("где", max_length=500, blank=True)
    #: Whom the schedule names; the part is owed by `unit_ids` only, or by everybody when it is empty.
    who = models.CharField("кто", max_length=500, blank=True)
    unit_ids = models.JSONField("только для организаций", default=list, blank=True)
    headcount = models.PositiveIntegerField("участников", null=True, blank=True)
    schedule = models.ForeignKey(
        "plans.AttachedSchedule", models.PROTECT, null=True, blank=True, related_name="occurrences"
    )
    is_entered = models.BooleanField("внесён вручную", default=False)
    is_withdrawn = models.BooleanField("снят", default=False)

    objects = PartOfMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "ordinal"]
        constraints = [models.UniqueConstraint(name="occurrence_once", fields=["measure", "ordinal"])]

    def __str__(self) -> str:
        return self.title or f"{self.ordinal}-й повтор"


class Executor(models.Model):
    """Исполнитель: as printed, and matched to an organisation, a person's post, or a class of bodies."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="executors")
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="executors")
    position = models.PositiveSmallIntegerField("порядок", default=0)
    name = models.TextField("исполнитель, как в приказе")
    short_name = models.CharField("кратко", max_length=255, blank=True)
    is_by_agreement = models.BooleanField("по согласованию", default=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="executed_measures"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="executed_measures"
    )
    body_class = models.CharField("класс", max_length=24, choices=BodyClass, blank=True)

    objects = PartOfMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "исполнитель"
        verbose_name_plural = "исполнители"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="executor_is_one_thing",
                condition=Q(organisation__isnull=True) | Q(body_class=""),
            )
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class Target(models.Model):
    """Целевое значение: measured apart from execution (decision 5)."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="targets")
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="targets")
    position = models.PositiveSmallIntegerField("порядок", default=0)
    kind = models.CharField("вид", max_length=12, choices=TargetKind)
    value = models.DecimalField("значение", max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField("единица", max_length=255, blank=True)
    per = models.CharField("за период", max_length=12, choices=Per, blank=True, default=Per.WHOLE)

    objects = PartOfMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        parts = [
            self.get_kind_display(),
            "" if self.value is None else f"{Decimal(self.value).normalize():f}",
            self.unit,
        ]
        return " ".join(part for part in parts if part)


class TargetReading(models.Model):
    """Фактическое значение показателя на дату; missing is never zero."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="readings")
    value = models.DecimalField("факт", max_digits=14, decimal_places=2, null=True, blank=True)
    is_reached = models.BooleanField("достигнуто", null=True, blank=True)
    on = models.DateField("на дату")
    note = models.TextField("пояснение", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("внесено")

    objects = TargetReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.value} на {self.on:%d.%m.%Y}"


class MeasureVersion(models.Model):
    """Редакция мероприятия: what the plan says of it from a day on; rows are only ever added (decision 27).

    `content` is the printed content; `structure` the rows it is made of with their numbers, so that a
    past plan has the same names of parts. Of the rows with `valid_from` not later than a day the one with
    the greatest (`valid_from`, number) holds on it; as it was known, of those entered by then.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="versions")
    content = models.JSONField("содержание")
    structure = models.JSONField("состав", default=dict)
    valid_from = models.DateField("с")
    entered_at = models.DateTimeField("внесено", default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField("что изменено", max_length=255, blank=True)

    objects = PartOfMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "valid_from", "pk"]
        indexes = [models.Index(fields=["measure", "valid_from", "id"], name="version_by_day")]

    def __str__(self) -> str:
        return f"{self.measure} с {self.valid_from:%d.%m.%Y}"


class Amendment(models.Model):
    """Изменение утверждённого мероприятия: field, old, new, reason, from when, by which order."""

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="amendments")
    #: The document that it was made by; rows from before there were documents have none.
    document = models.ForeignKey(
        "plans.PlanAmendment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rows",
        verbose_name="изменение плана",
    )
    field = models.CharField("поле", max_length=32)
    old = models.JSONField("было", null=True)
    new = models.JSONField("стало", null=True)
    reason = models.TextField("причина")
    effective_on = models.DateField("действует с")
    order = models.CharField("приказ", max_length=255, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("внесено")

    objects = PartOfMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"
