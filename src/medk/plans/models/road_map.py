"""A road map, the order it came from, and its frozen versions."""

from django.conf import settings
from django.db import models

from medk.cycles.models import Cycle
from medk.kernel.identifiers import uuid7
from medk.kernel.records import Versioned
from medk.orgs.models import Organisation
from medk.plans.choices import Level, RoadMapStatus
from medk.plans.querysets import DraftPartQuerySet, OrderImportQuerySet, RoadMapQuerySet, SectionQuerySet


class RoadMap(Versioned):
    """Дорожная карта: a plan of measures owned by one organisation for one cycle."""

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="road_maps", verbose_name="владелец"
    )
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="road_maps", verbose_name="цикл")
    level = models.CharField("уровень", max_length=12, choices=Level)
    title = models.TextField("название")
    plan_year = models.PositiveSmallIntegerField("год плана")
    status = models.CharField("состояние", max_length=12, choices=RoadMapStatus, default=RoadMapStatus.DRAFT)
    order_kind = models.CharField("вид документа", max_length=64, blank=True)
    order_authority = models.TextField("кем утверждён", blank=True)
    order_number = models.CharField("номер документа", max_length=64, blank=True)
    order_date = models.DateField("дата документа", null=True, blank=True)
    order_title = models.TextField("заголовок документа", blank=True)
    approved_on = models.DateField("утверждена", null=True, blank=True)
    created_at = models.DateTimeField("создана", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = RoadMapQuerySet.as_manager()

    class Meta:
        verbose_name = "дорожная карта"
        verbose_name_plural = "дорожные карты"
        ordering = ["-plan_year", "organisation", "pk"]
        indexes = [models.Index(fields=["organisation", "plan_year"], name="road_map_by_owner")]

    def __str__(self) -> str:
        return self.title


class OrderImport(Versioned):
    """Загрузка приказа: the file, its text, what the reader made of it, and the draft it filled.

    A failed or half-done import stays invisible to everyone but its owner (decision 18). `held` waits
    for a word about a duplicate. `questions` are the reader's about the document as a whole, in the
    form of a measure's.
    """

    class Status(models.TextChoices):
        HELD = "held", "ждёт решения"
        READING = "reading", "читается"
        READ = "read", "прочитан"
        FAILED = "failed", "не прочитан"
        DISCARDED = "discarded", "отменён"

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="order_imports")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="order_imports")
    filename = models.CharField("файл", max_length=255)
    sha256 = models.CharField("отпечаток", max_length=64, db_index=True)
    year = models.PositiveSmallIntegerField("год плана", null=True, blank=True)
    status = models.CharField("состояние", max_length=12, choices=Status, default=Status.READING)
    message = models.TextField("почему не прочитан", blank=True)
    text = models.TextField("текст", blank=True)
    #: What the reader said: the reading contract, so that every later correction can be compared.
    reading = models.JSONField("прочитанное", default=dict, blank=True)
    questions = models.JSONField("вопросы", default=list, blank=True)
    road_map = models.OneToOneField(
        RoadMap, models.PROTECT, null=True, blank=True, related_name="order_import"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("загружен")

    objects = OrderImportQuerySet.as_manager()

    class Meta:
        verbose_name = "загрузка приказа"
        verbose_name_plural = "загрузки приказов"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.filename


class UnreadFragment(models.Model):
    """Непрочитанный фрагмент: text of the plan's tables that found no place; a person settles it."""

    class Settlement(models.TextChoices):
        OPEN = "open", "не разобран"
        PLACED = "placed", "перенесён в план"
        IGNORED = "ignored", "не относится к плану"

    road_map = models.ForeignKey(RoadMap, models.PROTECT, related_name="unread")
    text = models.TextField("текст")
    source = models.JSONField("место в файле", default=dict)
    settlement = models.CharField("решение", max_length=8, choices=Settlement, default=Settlement.OPEN)

    objects = DraftPartQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]


class PlanBaseline(models.Model):
    """Базовый план: what exactly was approved, frozen with its digest (decision 9)."""

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    road_map = models.ForeignKey(RoadMap, models.PROTECT, related_name="baselines")
    ordinal = models.PositiveSmallIntegerField("редакция")
    content = models.JSONField("содержание")
    sha256 = models.CharField("отпечаток", max_length=64)
    approved_on = models.DateField("утверждена")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    entered_at = models.DateTimeField("внесено")
    #: The amendment that made it; the first version is the approved draft and has none.
    amendment = models.OneToOneField(
        "plans.PlanAmendment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="baseline",
        verbose_name="изменение плана",
    )

    objects = DraftPartQuerySet.as_manager()

    class Meta:
        ordering = ["road_map", "ordinal"]
        constraints = [models.UniqueConstraint(name="baseline_once", fields=["road_map", "ordinal"])]

    def __str__(self) -> str:
        return f"редакция {self.ordinal}"


class Section(models.Model):
    """Раздел дорожной карты."""

    road_map = models.ForeignKey(RoadMap, models.PROTECT, related_name="sections")
    position = models.PositiveIntegerField("порядок")
    number = models.CharField("номер", max_length=32, blank=True)
    title = models.TextField("название")

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "раздел"
        verbose_name_plural = "разделы"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title
