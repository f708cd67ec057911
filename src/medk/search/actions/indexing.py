"""Keeping the index: what changed is described anew, compared, written set-wise in short transactions."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from django.db import transaction

from medk.kernel.searching import Document, Source, sources
from medk.orgs.models import TreeLink
from medk.search.engine import engine
from medk.search.models import SearchEntry, SearchWord
from medk.search.rules import words
from medk.search.rules.scope import scope_of

#: Things described and written in one transaction: well under a second (decision 18).
CHUNK = 300
FIELDS = ("kind", "title", "text", "url", "place", "year", "on", "until", "weight", "parent_id", "digest")


def chunks(ids: Iterable[int], size: int = CHUNK) -> Iterator[list[int]]:
    """Numbers in lists of `size`."""
    left = iter(ids)
    while taken := list(islice(left, size)):
        yield taken


def reindex(source: Source, ids: Collection[int]) -> int:
    """Bring the entries of these numbers up to date; returns how many differed. May run twice."""
    with transaction.atomic():
        documents = {row.pk: row for row in source.documents(ids)}
        scopes = scopes_of(documents.values())
        stored = SearchEntry.objects.filter(subject_type=source.label, subject_id__in=ids)
        known = {row.subject_id: row for row in stored}
        gone = [row.pk for pk, row in known.items() if pk not in documents]
        written = [
            entry
            for pk, document in documents.items()
            if (entry := _entry(source, document, scopes[pk], known.get(pk))) is not None
        ]
        forget(gone)
        _store(written, {pk: (documents[pk], scopes[pk]) for pk in documents})
    return len(written) + len(gone)


def forget(entries: Collection[int]) -> None:
    """Take entries out of the index."""
    if entries:
        engine().remove(entries)
        SearchEntry.objects.filter(pk__in=entries).delete()


def digest_of(source: Source, document: Document, *, scope: str) -> str:
    """What must be equal for an entry to be up to date."""
    said = repr((words.VERSION, source.kind, source.weight, document, scope))
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def scopes_of(documents: Iterable[Document]) -> dict[int, str]:
    """Number of a thing → its scope; one query."""
    rows = list(documents)
    places = {place for row in rows for place in row.places}
    above: dict[int, list[int]] = {}
    links = TreeLink.objects.filter(descendant_id__in=places)
    for below, ancestor in links.values_list("descendant_id", "ancestor_id"):
        above.setdefault(below, []).append(ancestor)
    return {
        row.pk: scope_of(
            above=(pk for place in row.places for pk in above.get(place, ())),
            at=(*row.places, *row.near),
            people=row.people,
        )
        for row in rows
    }


def _entry(source: Source, document: Document, scope: str, known: SearchEntry | None) -> SearchEntry | None:
    """The entry to write; None when the stored one says the same."""
    digest = digest_of(source, document, scope=scope)
    if known is not None and known.digest == digest:
        return None
    entry = known or SearchEntry(subject_type=source.label, subject_id=document.pk)
    entry.kind, entry.weight, entry.digest = source.kind, source.weight, digest
    entry.title, entry.text, entry.url = document.title, document.text, document.url
    entry.place_id, entry.year, entry.parent_id = document.place_id, document.year, document.parent
    entry.on, entry.until = document.on, document.until
    return entry


def _store(written: list[SearchEntry], described: dict[int, tuple[Document, str]]) -> None:
    stored = SearchEntry.objects.bulk_create(
        written, update_conflicts=True, unique_fields=["subject_type", "subject_id"], update_fields=FIELDS
    )
    rows: list[tuple[int, str, str, str]] = []
    forms: set[tuple[str, str]] = set()
    for entry in stored:
        document, scope = described[entry.subject_id]
        title = f"{document.title} {' '.join(document.codes)}"
        rows.append((entry.pk, words.indexed(title), words.indexed(document.text), scope))
        forms |= words.forms(f"{title} {document.text}")
    if rows:
        engine().write(rows)
        _learn(forms)


def _learn(forms: set[tuple[str, str]]) -> None:
    """Keep words not met before."""
    kept = {pair for pair in forms if max(map(len, pair)) <= 60}
    met = SearchWord.objects.filter(word__in={word for word, _ in kept}).values_list("word", "lemma")
    SearchWord.objects.bulk_create(
        (
            SearchWord(word=word, lemma=lemma, initial=word[0], length=len(word))
            for word, lemma in sorted(kept - set(met))
        ),
        ignore_conflicts=True,
        batch_size=500,
    )


def keys_of(source: Source) -> Iterator[list[int]]:
    """Numbers of all that a source lets be found, in chunks by key."""
    last = 0
    rows = source.keys().order_by("pk").values_list("pk", flat=True)
    while ids := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield ids
        last = ids[-1]


def sweep() -> int:
    """Compare everything that should be found with the index and repair it; returns what differed."""
    return sum(map(sweep_source, sources().values())) + _drop_strangers()


def sweep_source(source: Source) -> int:
    """The sweep of one kind of things: the missed, the changed, and those that are gone."""
    differed = sum(reindex(source, ids) for ids in keys_of(source))
    gone = SearchEntry.objects.filter(subject_type=source.label).exclude(
        subject_id__in=source.keys().values("pk")
    )
    return differed + _forget_all(gone.values_list("pk", flat=True))


def _drop_strangers() -> int:
    """Entries of kinds that nobody registers any more."""
    rows = SearchEntry.objects.exclude(subject_type__in=list(sources()))
    return _forget_all(rows.values_list("pk", flat=True))


def _forget_all(entries: Iterable[int]) -> int:
    gone = list(entries)
    for part in chunks(gone):
        with transaction.atomic():
            forget(part)
    return len(gone)


def start_anew() -> None:
    """Empty the index, words too: `medk reindex --whole` fills it again."""
    _forget_all(SearchEntry.objects.values_list("pk", flat=True))
    SearchWord.objects.all().delete()
