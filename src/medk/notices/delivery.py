"""Handing the letters of the outbox to SMTP: at least once, later and later after a failure.

Without SMTP settings letters are kept for the administrator to read (decision 22).
"""

import datetime as dt
import smtplib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q

from medk.kernel import clock
from medk.notices.models import Letter

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
#: Minutes to wait after the first, second … failure; after the last one the letter is given up.
PAUSES = (1, 5, 15, 60, 240, 720, 1440)
#: Letters handed over in one run, so that a run stays short.
CHUNK = 100


@dataclass(frozen=True)
class Delivered:
    """What a run did with the letters that were due."""

    sent: int = 0
    kept: int = 0
    postponed: int = 0
    failed: int = 0


def send_letters() -> Delivered:
    """Send the letters that are due; again is harmless."""
    waiting = Letter.objects.filter(status=Letter.Status.WAITING)
    if not settings.SMTP:
        return Delivered(kept=waiting.update(status=Letter.Status.KEPT, next_try_at=None))
    due = waiting.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=clock.now())).order_by("pk")
    letters = list(due[:CHUNK])
    if not letters:
        return Delivered()
    outcomes = _hand_over([letter for letter in letters if _claim(letter)])
    return Delivered(
        sent=outcomes.count(Letter.Status.SENT),
        postponed=outcomes.count(Letter.Status.WAITING),
        failed=outcomes.count(Letter.Status.FAILED),
    )


def _hand_over(letters: list[Letter]) -> list[Letter.Status]:
    """Send over one connection; what became of each letter."""
    connection = get_connection(SMTP_BACKEND)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as problem:
        return [_after_failure(letter, problem) for letter in letters]
    try:
        return [_deliver(letter, connection) for letter in letters]
    finally:
        connection.close()


def _claim(letter: Letter) -> bool:
    """Count the attempt before it is made: a crash in the middle leads to a later attempt, not to a loop."""
    held = Letter.objects.filter(pk=letter.pk, status=Letter.Status.WAITING, attempts=letter.attempts)
    pause = PAUSES[min(letter.attempts, len(PAUSES) - 1)]
    next_try = clock.now() + dt.timedelta(minutes=pause)
    claimed = held.update(attempts=F("attempts") + 1, next_try_at=next_try)
    letter.attempts += claimed
    return bool(claimed)


def _deliver(letter: Letter, connection: BaseEmailBackend) -> Letter.Status:
    try:
        _message(letter, connection).send()
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _ in refusal.recipients.values()]
        return _give_up(letter, refusal) if min(codes) >= 500 else _after_failure(letter, refusal)
    except smtplib.SMTPResponseException as refusal:
        # 5xx is the server's final no; anything else may pass (RFC 5321, 4.2.1).
        return _give_up(letter, refusal) if refusal.smtp_code >= 500 else _after_failure(letter, refusal)
    except (OSError, smtplib.SMTPException) as problem:
        return _after_failure(letter, problem)
    except ValueError as problem:
        # A header that cannot be sent will not improve.
        return _give_up(letter, problem)
    Letter.objects.filter(pk=letter.pk).update(
        status=Letter.Status.SENT, sent_at=clock.now(), next_try_at=None, error=""
    )
    return Letter.Status.SENT


def _message(letter: Letter, connection: BaseEmailBackend) -> EmailMessage:
    """The e-mail; its Message-ID is the letter's own, so that a second copy can be recognised."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    return EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[address.strip() for address in letter.to.split(",")],
        headers={"Message-ID": f"<{letter.uid}@{host}>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _after_failure(letter: Letter, problem: Exception) -> Letter.Status:
    if letter.attempts > len(PAUSES):
        return _give_up(letter, problem)
    Letter.objects.filter(pk=letter.pk).update(error=_said(problem))
    return Letter.Status.WAITING


def _give_up(letter: Letter, problem: Exception) -> Letter.Status:
    rows = Letter.objects.filter(pk=letter.pk)
    rows.update(status=Letter.Status.FAILED, error=_said(problem), next_try_at=None)
    return Letter.Status.FAILED


def _said(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        answers = [f"{to}: {code} {_text(said)}" for to, (code, said) in problem.recipients.items()]
        return "Почтовый сервер не принял получателя. " + "; ".join(answers)
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"Почтовый сервер ответил отказом: {problem.smtp_code} {_text(problem.smtp_error)}"
    return f"Почтовый сервер недоступен: {problem}"


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
