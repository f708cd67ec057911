"""The leaf of execution, its evidence and its pauses."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from medk.accounts.models import Person
from medk.files.models import StoredFile
from medk.kernel.identifiers import uuid7
from medk.kernel.records import Versioned
from medk.orgs.models import Organisation
from medk.plans.choices import ExecutionStatus, ProgressState
from medk.plans.models.measure import Action, Measure, Occurrence
from medk.plans.querysets import (
    ExecutionQuerySet,
    PartOfExecutionQuerySet,
    PartOfMeasureQuerySet,
    PauseQuerySet,
)


class Execution(Versioned):
    """Исполнение: the part of a measure that one unit does once (decision 5).

    Leaves are due by definition and stored once touched. `leaf_key` names the leaf within the
    measure (`a3-o17-r5`: action 3, organisation 17, occurrence 5), since SQL's NULLs are distinct.
    """

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="executions")
    leaf_key = models.CharField(max_length=64)
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="executions")
    unit_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="executions",
        verbose_name="кто исполняет",
    )
    unit_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="executions")
    occurrence = models.ForeignKey(
        Occurrence, models.PROTECT, null=True, blank=True, related_name="executions"
    )
    assignee = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_executions",
        verbose_name="ответственный",
    )
    status = models.CharField(
        "состояние", max_length=12, choices=ExecutionStatus, default=ExecutionStatus.PLANNED
    )
    due_on = models.DateField("срок", null=True, blank=True)
    note = models.TextField("что сделано", blank=True)
    #: The day of the fact that the executor states, and of the last confirmation.
    done_on = models.DateField("исполнено", null=True, blank=True)
    confirmed_on = models.DateField("подтверждено", null=True, blank=True)
    #: Only one body could be found: counted apart as «подтверждено исполнителем» (decision 3).
    is_self_confirmed = models.BooleanField("подтверждено исполнителем", default=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: When the state last changed: "waits since".
    changed_at = models.DateTimeField("изменено", null=True, blank=True)

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        verbose_name = "исполнение"
        verbose_name_plural = "исполнения"
        ordering = ["measure", "due_on", "pk"]
        constraints = [models.UniqueConstraint(name="execution_leaf_once", fields=["measure", "leaf_key"])]
        indexes = [
            models.Index(fields=["measure", "status", "due_on"], name="execution_by_state"),
            models.Index(fields=["unit_organisation", "status"], name="execution_by_unit"),
            # Counts of the matrix are read from it alone.
            models.Index(
                fields=["unit_organisation", "measure", "status", "due_on"], name="execution_in_matrix"
            ),
        ]

    def __str__(self) -> str:
        who = self.unit_organisation or self.unit_person
        return f"{self.measure}: {who}" if who else str(self.measure)

    def get_absolute_url(self) -> str:
        """The page of the part."""
        return reverse("plans:part", args=[self.measure_id, self.leaf_key])

    @property
    def organisation_id(self) -> int:
        """Where audit and moves of this part belong: the unit, else the plan's owner."""
        return self.unit_organisation_id or self.measure.road_map.organisation_id


class Evidence(models.Model):
    """Подтверждение исполнения: a file, a link or a note; withdrawn ones stay in the history."""

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    execution = models.ForeignKey(Execution, models.PROTECT, related_name="evidence")
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True, related_name="evidence")
    link = models.URLField("ссылка", max_length=1000, blank=True)
    title = models.CharField("что это", max_length=500, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("добавлено")
    withdrawn_at = models.DateTimeField("снято", null=True, blank=True)

    objects = PartOfExecutionQuerySet.as_manager()

    class Meta:
        verbose_name = "подтверждение"
        verbose_name_plural = "подтверждения"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_is_file_or_link", condition=Q(file__isnull=False) | ~Q(link="")
            )
        ]

    def __str__(self) -> str:
        return self.title or (self.file.name if self.file else self.link)


class Pause(models.Model):
    """Приостановка: a dated interval beside the state of a measure, a unit or a leaf (decision 8)."""

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="pauses")
    unit_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    execution = models.ForeignKey(Execution, models.PROTECT, null=True, blank=True, related_name="pauses")
    starts_on = models.DateField("с")
    ends_on = models.DateField("по", null=True, blank=True)
    reason = models.TextField("причина")
    extends_deadline = models.BooleanField("срок продлевается", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("внесено")
    #: When the end was entered, for a pause that began open.
    ended_at = models.DateTimeField("завершение внесено", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = "приостановка"
        verbose_name_plural = "приостановки"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="pause_runs_forward", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return self.reason


class ProgressCounts(models.Model):
    """Counts of a measure's leaves on a date: `total`, `due` (deadline passed or today), one for each part
    of the partition; `units` counts those who owe them.
    """

    state = models.CharField("состояние", max_length=12, choices=ProgressState)
    next_due_on = models.DateField("ближайший срок", null=True, blank=True)
    last_due_on = models.DateField("последний срок", null=True, blank=True)
    #: How many of the population owe a leaf: figures about fewer than the cycle's smallest group are hidden.
    units = models.PositiveIntegerField("единиц охвата", default=0)
    total = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0)
    due_confirmed = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    self_confirmed = models.PositiveIntegerField(default=0)
    late_confirmed = models.PositiveIntegerField(default=0)
    submitted = models.PositiveIntegerField(default=0)
    in_progress = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    not_due = models.PositiveIntegerField(default=0)
    undated = models.PositiveIntegerField(default=0)
    paused = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class MeasureProgress(ProgressCounts):
    """Сводка исполнения: counts of a measure's leaves on a date, a projection kept by actions.

    Rewritten in the transaction of each change and when the date turns; `medk check` recounts it.
    """

    measure = models.OneToOneField(Measure, models.PROTECT, related_name="progress", primary_key=True)
    counted_on = models.DateField("на дату")

    objects = PartOfMeasureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "next_due_on"], name="progress_by_state")]

    def __str__(self) -> str:
        return f"{self.measure}: {self.get_state_display()}"
