"""Lists of notices and letters, paged by key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from medk.notices.models import Letter, Notice

PAGE = 50
_CURSOR = re.compile(r"([01])-(\d{1,18})")
_LINK = re.compile(r"https?://[^\s<>\"']+")


def unread_count(user: Any) -> int:
    """How many notices wait for the person: the number on the bell."""
    return Notice.objects.visible_to(user).unread().count()


@dataclass(frozen=True)
class NoticePage:
    """One page: the notices and the key of the next page (empty on the last)."""

    notices: Sequence[Notice]
    following: str


def notice_page(user: Any, after: str = "") -> NoticePage:
    """The person's notices, unread first, then newest first, from the key `after`."""
    seen = Case(When(read_at__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Notice.objects.visible_to(user).annotate(seen=seen).order_by("seen", "-pk")
    cursor = _CURSOR.fullmatch(after)
    if cursor:
        group, pk = int(cursor[1]), int(cursor[2])
        rows = rows.filter(Q(seen__gt=group) | Q(seen=group, pk__lt=pk))
    found = list(rows[: PAGE + 1])
    following = f"{found[PAGE - 1].seen}-{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return NoticePage(found[:PAGE], following)


@dataclass(frozen=True)
class LetterPage:
    """One page of the outbox and the number from which the next one starts."""

    letters: list[Letter]
    following: int | None


def letters(*, status: str = "", search: str = "") -> QuerySet[Letter]:
    """Letters, newest first, filtered by status and by a part of the address or subject."""
    rows: QuerySet[Letter] = Letter.objects.order_by("-pk")
    if status:
        rows = rows.filter(status=status)
    return rows.filter(Q(to__icontains=search) | Q(subject__icontains=search)) if search else rows


def letter_page(*, status: str = "", search: str = "", before: int | None = None) -> LetterPage:
    """One page of them."""
    rows = letters(status=status, search=search)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return LetterPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def links_of(letter: Letter) -> list[str]:
    """Addresses inside a letter, to be copied by hand where mail is not set up."""
    return [link.rstrip(".,;)") for link in _LINK.findall(letter.body)]
