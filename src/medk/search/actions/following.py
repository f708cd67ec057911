"""Following what happened: the audit names every change, so the index reads it (record 0035).

Nothing is enqueued by the many actions that change things, and no signal is listened to: an import of
40,000 organisations costs the same with search and without.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Max

from medk.audit.models import AuditEntry
from medk.kernel import clock
from medk.kernel.searching import Changed, Source, sources
from medk.search.actions.indexing import chunks, reindex
from medk.search.actions.news import tell_watchers
from medk.search.models import SearchBookmark, SearchEntry

BATCH = 2000
#: Numbers are given when an entry is written, not when its transaction ends: entries younger than
#: this are read once more, in case one with a smaller number comes to light after them.
SETTLED = dt.timedelta(minutes=1)


def follow() -> int:
    """Bring the index up to the last thing that happened; returns how many entries differed."""
    differed, after = 0, bookmark().entry_id
    while batch := _after(after):
        differed += catch_up(changed_in(batch))
        tell_watchers(batch)
        after = batch[-1].pk
        settled = _settled(batch)
        if settled:
            SearchBookmark.objects.filter(pk=1).update(entry_id=settled)
    return differed


def bookmark() -> SearchBookmark:
    """The one bookmark; made at the first question."""
    return SearchBookmark.objects.get_or_create(pk=1)[0]


def to_the_end() -> None:
    """Everything that happened so far counts as followed: what was there is swept otherwise."""
    bookmark()
    last = AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    SearchBookmark.objects.filter(pk=1).update(entry_id=last)


def _after(entry: int) -> list[AuditEntry]:
    rows = AuditEntry.objects.filter(pk__gt=entry).order_by("pk")
    return list(rows.only("pk", "at", "kind", "object_type", "object_id", "actor_id")[:BATCH])


def _settled(batch: Sequence[AuditEntry]) -> int:
    """The last entry before the first young one; one from the future is as old as any."""
    now, last = clock.now(), 0
    for row in batch:
        if now - SETTLED < row.at <= now:
            break
        last = row.pk
    return last


def changed_in(batch: Sequence[AuditEntry]) -> Changed:
    """Label of a model → numbers of its objects named in the entries."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in batch:
        found[row.object_type].add(row.object_id)
    return found


def catch_up(changed: Changed) -> int:
    """Look again at everything that the changes may touch."""
    return sum(
        reindex(source, ids)
        for source in sources().values()
        for ids in chunks(sorted({*source.touched(changed), *_of_parents(source, changed)}))
    )


def _of_parents(source: Source, changed: Changed) -> list[int]:
    """Things known to go with a changed whole: some may be gone from it."""
    parents = changed.get(source.parent, ()) if source.parent else ()
    rows = SearchEntry.objects.filter(subject_type=source.label, parent_id__in=parents)
    return list(rows.values_list("subject_id", flat=True)) if parents else []
