"""Every move as a typed, append-only row (decision 11)."""

from typing import Any, NoReturn

from django.db import models

from medk.kernel.identifiers import uuid7
from medk.orgs.querysets import SubjectQuerySet


class TransitionQuerySet(SubjectQuerySet):
    """Moves; there is no way to update or delete them."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Transitions are never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("Transitions are never deleted.")


class Transition(models.Model):
    """Переход: a subject went from one status to another.

    `happened_on` is the local date of the fact, never later than the entry's; `entered_at` the moment
    of entry. A correction is a new row that `supersedes` the wrong one.
    """

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    subject_type = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    move = models.CharField("ход", max_length=32)
    source = models.CharField("из", max_length=24)
    target = models.CharField("в", max_length=24)
    happened_on = models.DateField("дата факта")
    entered_at = models.DateTimeField("внесено")
    by_id = models.BigIntegerField("кто (номер)", null=True)
    by_name = models.CharField("кто", max_length=255)
    on_behalf_of = models.CharField("от чьего имени", max_length=255, blank=True)
    reason = models.TextField("причина", blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    objects = TransitionQuerySet.as_manager()

    class Meta:
        verbose_name = "переход"
        verbose_name_plural = "переходы"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="transition_by_subject"),
            models.Index(fields=["subject_type", "happened_on"], name="transition_by_day"),
            models.Index(fields=["organisation_id", "id"], name="transition_by_organisation"),
            # What changed since somebody was last here, for those who see a whole federation.
            models.Index(fields=["subject_type", "entered_at"], name="transition_by_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("A transition is never changed.")
        super().save(*args, **kwargs)
