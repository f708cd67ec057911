"""Who holds which role where, and how people are asked in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from medk.accounts.models import Person
from medk.kernel.identifiers import uuid7
from medk.orgs.models.organisation import Organisation
from medk.orgs.querysets import AppointmentQuerySet, InvitationQuerySet
from medk.orgs.roles import Role


class Appointment(models.Model):
    """Назначение: a person holds a role at an organisation from a day to a day by an act.

    `organisation` is the territory or school where the role works; `body` is the organisation the
    person comes from (a regional coordinator may come from an institute; a curator from another
    school).
    """

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    body = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="sent_people",
        verbose_name="место работы",
    )  # fmt: skip
    role = models.CharField("роль", max_length=24, choices=Role)
    started_on = models.DateField("с")
    ended_on = models.DateField("по", null=True, blank=True)
    act = models.CharField("приказ", max_length=255, blank=True)
    #: When it was entered, and its end after it; None for what was entered before the moments were kept.
    entered_at = models.DateTimeField("внесено", null=True, blank=True)
    ended_at = models.DateTimeField("окончание внесено", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "назначение"
        verbose_name_plural = "назначения"
        ordering = ["organisation", "role", "person"]
        indexes = [models.Index(fields=["person", "ended_on"], name="appointment_by_person")]
        constraints = [
            models.CheckConstraint(
                name="appointment_runs_forward",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
            models.UniqueConstraint(
                name="appointment_once_while_open",
                fields=["person", "organisation", "role"],
                condition=Q(ended_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"


class Invitation(models.Model):
    """Приглашение: a link by which a person gets an account and an appointment.

    Only a digest of the token is stored; a peer's invitation waits for the administrator.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "ждёт администратора"
        SENT = "sent", "отправлено"
        ACCEPTED = "accepted", "принято"
        WITHDRAWN = "withdrawn", "отозвано"

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    email = models.EmailField("электронная почта")
    name = models.CharField("имя", max_length=255)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField("роль", max_length=24, choices=Role)
    started_on = models.DateField("с")
    ended_on = models.DateField("по", null=True, blank=True)
    act = models.CharField("приказ", max_length=255, blank=True)
    status = models.CharField("состояние", max_length=16, choices=Status, default=Status.SENT)
    token_digest = models.CharField(max_length=64, blank=True, db_index=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField("создано")
    expires_at = models.DateTimeField("действует до")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "приглашение"
        verbose_name_plural = "приглашения"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"
