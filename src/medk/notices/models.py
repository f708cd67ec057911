"""What people are told, and the letters that carry it."""

from django.conf import settings
from django.db import models

from medk.kernel.identifiers import uuid7
from medk.notices.querysets import NoticeQuerySet


class Notice(models.Model):
    """Уведомление: one thing one person should know, with a link; written with the change itself."""

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField("вид", max_length=64)
    text = models.TextField("текст")
    url = models.CharField("ссылка", max_length=255)
    #: The same key is told once: a job that runs twice tells nobody twice.
    key = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField("когда")
    read_at = models.DateTimeField("прочитано", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "уведомление"
        verbose_name_plural = "уведомления"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["recipient", "read_at"], name="notice_unread")]
        constraints = [
            models.UniqueConstraint(
                name="notice_told_once", fields=["recipient", "key"], condition=~models.Q(key="")
            )
        ]

    def __str__(self) -> str:
        return self.text


class Letter(models.Model):
    """Письмо: an e-mail in the outbox; the worker sends it, or the administrator reads it here."""

    class Status(models.TextChoices):
        WAITING = "waiting", "ждёт отправки"
        SENT = "sent", "отправлено"
        KEPT = "kept", "хранится: почта не настроена"
        FAILED = "failed", "не доставлено"

    uid = models.UUIDField("номер", default=uuid7, unique=True, editable=False)
    to = models.TextField("кому")
    subject = models.TextField("тема")
    body = models.TextField("текст")
    status = models.CharField("состояние", max_length=8, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    error = models.TextField("причина", blank=True)
    created_at = models.DateTimeField("создано")
    next_try_at = models.DateTimeField("следующая попытка", null=True, blank=True)
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)

    class Meta:
        verbose_name = "письмо"
        verbose_name_plural = "письма"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "next_try_at"], name="letter_to_send")]

    def __str__(self) -> str:
        return self.subject
