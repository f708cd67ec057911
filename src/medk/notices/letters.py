"""Texts of the letters that carry notices."""

from django.conf import settings
from django.utils.text import Truncator

from medk.kernel import clock
from medk.notices.models import Letter, Notice

LONGEST_SUBJECT = 120


def letter_of(notice: Notice) -> Letter:
    """An unsaved e-mail with the notice's text and its address."""
    return Letter(
        to=notice.recipient.email,
        subject=subject_of(notice.text),
        body=body_of(notice.text, notice.url),
        created_at=clock.now(),
    )


def subject_of(text: str) -> str:
    """The first line, cut to a length that mail programs show whole."""
    first = " ".join(text.split("\n", 1)[0].split())
    return "МЭДК: " + Truncator(first).chars(LONGEST_SUBJECT)


def body_of(text: str, url: str) -> str:
    """The text, the link, and why this letter came."""
    return (
        f"{text}\n\nОткрыть: {settings.PUBLIC_URL}{url}\n\n"
        "Письмо отправила система МЭДК. Отвечать на него не нужно: ответьте на странице по ссылке."
    )
