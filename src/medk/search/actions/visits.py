"""Remembering what a person opened last."""

from typing import Any

from django.db.models import OuterRef, Subquery

from medk.kernel import clock
from medk.search.models import Recent
from medk.search.rules.recents import KEPT


def remember(subject_type: str, subject_id: int, *, by: Any) -> None:
    """The page of a thing was opened; one statement, and safe to repeat."""
    row = Recent(user_id=by.pk, subject_type=subject_type, subject_id=subject_id, seen_at=clock.now())
    Recent.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "subject_type", "subject_id"],
        update_fields=["seen_at"],
    )


def forget_visits(*, by: Any) -> None:
    """Remember nothing of it any more."""
    Recent.objects.visible_to(by).delete()


def prune_visits() -> int:
    """Drop what is older than the latest `KEPT` of each person; returns how many."""
    newer = Recent.objects.filter(user_id=OuterRef("user_id")).order_by("-seen_at", "-pk")
    oldest = newer.values("seen_at")[KEPT - 1 : KEPT]
    removed, _ = Recent.objects.filter(seen_at__lt=Subquery(oldest)).delete()
    return removed
