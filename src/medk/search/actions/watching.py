"""Following things, and no longer."""

from typing import Any

from django.db import transaction

from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.search.models import Watch
from medk.search.queries.subjects import KINDS, WATCHABLE

#: More than this nobody follows; the page stays quick.
MOST = 100


@transaction.atomic
def watch(subject_type: str, subject_id: int, *, by: Any) -> Watch:
    """Follow a thing that one sees; raises Refused for others, and beyond the limit."""
    if subject_type not in WATCHABLE or not _is_seen(subject_type, subject_id, by):
        raise Refused("Этой страницы больше нет или она вам недоступна: наблюдать за ней нельзя.")
    if Watch.objects.visible_to(by).count() >= MOST:
        raise Refused(f"В наблюдении уже {MOST} страниц. Снимите те, что больше не нужны.")
    now = clock.now()
    return Watch.objects.get_or_create(
        user_id=by.pk,
        subject_type=subject_type,
        subject_id=subject_id,
        defaults={"created_at": now, "looked_at": now},
    )[0]


def _is_seen(subject_type: str, subject_id: int, by: Any) -> bool:
    return KINDS[subject_type].sight(by).filter(pk=subject_id).exists()


def unwatch(subject_type: str, subject_id: int, *, by: Any) -> None:
    """Follow a thing no longer, seen or not."""
    Watch.objects.visible_to(by).about(subject_type, subject_id).delete()


def look(*, by: Any) -> None:
    """Everything watched counts as looked at now."""
    Watch.objects.visible_to(by).update(looked_at=clock.now())
