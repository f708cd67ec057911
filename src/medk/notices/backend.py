"""Django's mail ends in our outbox table, in the transaction of whoever wrote it."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from medk.kernel import clock
from medk.notices.models import Letter


class OutboxEmailBackend(BaseEmailBackend):
    """Stores letters; `medk.notices` sends them later or keeps them for the administrator."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [
            Letter(
                to=", ".join(message.recipients()),
                subject=str(message.subject),
                body=str(message.body),
                created_at=clock.now(),
            )
            for message in email_messages
        ]
        Letter.objects.bulk_create(letters)
        return len(letters)
