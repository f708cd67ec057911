"""What must be true of the index of search."""

from collections.abc import Iterable, Iterator

from medk.audit.models import AuditEntry
from medk.kernel.integrity import register
from medk.kernel.searching import Source, sources
from medk.search.actions.following import bookmark, changed_in
from medk.search.actions.indexing import digest_of, keys_of, scopes_of
from medk.search.engine import engine
from medk.search.models import SearchEntry

#: With more than this to follow the index is still being made: there is nothing to compare yet.
MOST_PENDING = 20_000
ADVICE = "запустите medk reindex"


@register("Поиск")
def index_is_right() -> Iterable[str]:
    """Everything that should be found is in the index as it is now, and nothing else is.

    What happened after the bookmark is the worker's to follow, and is no fault yet.
    """
    pending = AuditEntry.objects.filter(pk__gt=bookmark().entry_id)
    if pending.count() > MOST_PENDING:
        return
    entries = SearchEntry.objects.count()
    if engine().count() != entries:
        yield f"слов {engine().count()}, записей {entries}: {ADVICE}"
    changed = changed_in(list(pending.only("pk", "object_type", "object_id")))
    for source in sources().values():
        yield from _of_source(source, set(source.touched(changed)))
    strange = SearchEntry.objects.exclude(subject_type__in=list(sources())).count()
    if strange:
        yield f"записи о том, чего больше не ищут: {strange}; {ADVICE}"


def _of_source(source: Source, followed_later: set[int]) -> Iterator[str]:
    missing = stale = 0
    for ids in keys_of(source):
        documents = [row for row in source.documents(ids) if row.pk not in followed_later]
        scopes = scopes_of(documents)
        rows = SearchEntry.objects.filter(subject_type=source.label, subject_id__in=ids)
        known = dict(rows.values_list("subject_id", "digest"))
        missing += sum(row.pk not in known for row in documents)
        stale += sum(
            row.pk in known and known[row.pk] != digest_of(source, row, scope=scopes[row.pk])
            for row in documents
        )
    rows = SearchEntry.objects.filter(subject_type=source.label)
    gone = rows.exclude(subject_id__in=source.keys().values("pk")).exclude(subject_id__in=followed_later)
    for count, what in (
        (missing, "нет в поиске"),
        (stale, "устарело"),
        (gone.count(), "больше не существует"),
    ):
        if count:
            yield f"{source.name.lower()}: {what} {count}; {ADVICE}"
