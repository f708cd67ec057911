"""The tree of organisations with its history."""

from django.db import models
from django.db.models import F, Q

from medk.kernel.identifiers import uuid7
from medk.kernel.records import Versioned
from medk.orgs.querysets import OrganisationQuerySet, TerritoryQuerySet


class OrganisationKind(models.TextChoices):
    """Вид организации."""

    FEDERATION = "federation", "федерация"
    REGION = "region", "регион"
    MUNICIPALITY = "municipality", "муниципалитет"
    SCHOOL = "school", "школа"
    AUTHORITY = "authority", "орган управления"
    INSTITUTE = "institute", "институт развития образования"
    ASSESSMENT_CENTRE = "assessment_centre", "центр оценки качества"
    METHODICAL_SERVICE = "methodical_service", "методическая служба"
    PARTNER = "partner", "партнёр"


class Organisation(Versioned):
    """Организация: a place in the tree federation → region → municipality → school, or a body at one.

    `parent` is today's; the past is in `TreeMembership`. A school's parent may be a region.
    """

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="входит в"
    )
    kind = models.CharField("вид", max_length=24, choices=OrganisationKind)
    name = models.TextField("наименование")
    short_name = models.CharField("краткое наименование", max_length=255, blank=True)
    time_zone = models.CharField("часовой пояс", max_length=64, blank=True)
    address = models.TextField("адрес", blank=True)
    phone = models.CharField("телефон", max_length=64, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    website = models.CharField("сайт", max_length=255, blank=True)
    closed_on = models.DateField("закрыта", null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "организация"
        verbose_name_plural = "организации"
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["kind", "name"], name="organisation_by_kind")]
        constraints = [
            models.CheckConstraint(name="organisation_is_not_its_own_parent", condition=~Q(parent=F("pk")))
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def organisation_id(self) -> int:
        """Audit entries about an organisation belong to itself."""
        return self.pk


class TreeMembership(models.Model):
    """Вхождение: under which parent an organisation stood, from and to (decision 12)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    parent = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField("с")
    valid_to = models.DateField("по", null=True, blank=True)
    #: None for what was entered before the moment was kept.
    entered_at = models.DateTimeField("внесено", null=True, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "valid_from"]
        constraints = [
            models.CheckConstraint(
                name="tree_membership_runs_forward",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="tree_membership_is_one_now",
                fields=["organisation"],
                condition=Q(valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} в {self.parent}"


class TreeLink(models.Model):
    """Closure of today's tree, each organisation linked to itself too; written by orgs.actions only."""

    ancestor = models.ForeignKey(Organisation, models.PROTECT, related_name="descendant_links")
    descendant = models.ForeignKey(Organisation, models.PROTECT, related_name="ancestor_links")
    depth = models.PositiveSmallIntegerField("расстояние")

    class Meta:
        constraints = [models.UniqueConstraint(name="tree_link_once", fields=["ancestor", "descendant"])]
        indexes = [models.Index(fields=["descendant", "ancestor"], name="tree_link_upwards")]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class ExternalCode(models.Model):
    """Внешний код: ИНН, ОГРН, register code, ФИС ОКО login; unique within issuer while valid."""

    class Issuer(models.TextChoices):
        REGISTER = "register", "код реестра"
        INN = "inn", "ИНН"
        OGRN = "ogrn", "ОГРН"
        FIS_OKO = "fis_oko", "логин ФИС ОКО"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="codes")
    issuer = models.CharField("кем выдан", max_length=16, choices=Issuer)
    #: The territory within which the code is unique: a register belongs to a region.
    territory = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField("код", max_length=64)
    valid_from = models.DateField("с", null=True, blank=True)
    valid_to = models.DateField("по", null=True, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="external_code_once_while_valid",
                fields=["issuer", "territory", "code"],
                condition=Q(valid_to__isnull=True),
            ),
            # Without a territory the pair above would let through any number of repeats.
            models.UniqueConstraint(
                name="state_code_once_while_valid",
                fields=["issuer", "code"],
                condition=Q(valid_to__isnull=True, territory__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_issuer_display()} {self.code}"


class OrganisationAlias(models.Model):
    """Другое название: another name under which an organisation is met («СОШ № 7», «ДО»)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="aliases")
    name = models.CharField("название", max_length=500)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="alias_once", fields=["organisation", "name"])]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """Преемство: a merger, split or renaming (decision 16)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="predecessors")
    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successors")
    on = models.DateField("дата")
    act = models.CharField("основание", max_length=500, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.organisation}"
