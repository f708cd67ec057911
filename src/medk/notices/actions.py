"""Telling people: rows written in the caller's transaction (decision 18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

from medk.accounts.models import User
from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.identifiers import uuid7
from medk.kernel.refusals import Refused
from medk.notices.letters import letter_of
from medk.notices.models import Letter, Notice

CHUNK = 500


@dataclass(frozen=True)
class Told:
    """One person and what that person is told."""

    user: User
    text: str


def tell(
    recipients: Iterable[User],
    *,
    kind: str,
    text: str,
    url: str,
    by: Any = None,
    key: str = "",
    letter: bool = False,
) -> int:
    """Write one notice for each recipient and return how many were written; see `tell_each`."""
    told = [Told(user, text) for user in recipients]
    return tell_each(told, kind=kind, url=url, by=by, key=key, letter=letter)


@transaction.atomic
def tell_each(
    told: Iterable[Told], *, kind: str, url: str, by: Any = None, key: str = "", letter: bool = False
) -> int:
    """Write one notice for each person, each with a text of their own; returns how many were written.

    Whoever acts (`by`) is not told about it, nor are accounts that do not work any more. `url` is a path
    of this site (ValueError otherwise). With a `key` each person is told once, however often this
    runs. `letter` sends the same by e-mail too, unless the installation switched that off.
    """
    if not is_local(url):
        raise ValueError(f"a notice leads to a path of this site, not to {url!r}")
    people = {one.user.pk: one for one in told if one.user.is_active}
    if by is not None:
        people.pop(by.pk, None)
    moment = clock.now()
    notices = [
        Notice(uid=uuid7(), recipient=one.user, kind=kind, text=one.text, url=url, key=key, created_at=moment)
        for one in people.values()
    ]
    Notice.objects.bulk_create(notices, batch_size=CHUNK, ignore_conflicts=bool(key))
    written = _written(notices) if key else notices
    if letter and settings.NOTICE_LETTERS:
        Letter.objects.bulk_create((letter_of(notice) for notice in written), batch_size=CHUNK)
    return len(written)


def is_local(url: str) -> bool:
    """Is this a path of our own site?"""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def _written(notices: list[Notice]) -> list[Notice]:
    """Those that the database kept: a person told before under the same key was passed over."""
    kept: set[Any] = set()
    for start in range(0, len(notices), CHUNK):
        uids = [notice.uid for notice in notices[start : start + CHUNK]]
        kept.update(Notice.objects.filter(uid__in=uids).values_list("uid", flat=True))
    return [notice for notice in notices if notice.uid in kept]


def mark_read(notice: Notice, *, by: Any) -> None:
    """The recipient has opened it; the first opening counts, again is harmless."""
    unread = Notice.objects.visible_to(by).unread()
    unread.filter(pk=notice.pk).update(read_at=clock.now())


def mark_all_read(*, by: Any, up_to: int | None = None) -> int:
    """Everything told to the person is read; `up_to` spares what came after the page was drawn."""
    unread = Notice.objects.visible_to(by).unread()
    if up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    return unread.update(read_at=clock.now())


@transaction.atomic
def resend_letter(letter: Letter, *, by: Any) -> None:
    """Put a letter back into the queue; refused while it waits there anyway."""
    rows = Letter.objects.filter(pk=letter.pk).exclude(status=Letter.Status.WAITING)
    if not rows.update(status=Letter.Status.WAITING, attempts=0, error="", next_try_at=None, sent_at=None):
        raise Refused("Письмо и так ждёт отправки.")
    letter.refresh_from_db()
    record("letter.resent", letter, by=by, to=letter.to)
