"""Looking for what was asked, within the reader's sight."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Case, Expression, Q, Value, When

from medk.kernel import clock
from medk.kernel.searching import Source, sources
from medk.orgs.querysets import territory_ids
from medk.search.engine import engine
from medk.search.models import SearchEntry
from medk.search.queries.scope import reach_of
from medk.search.queries.vocabulary import forms_of, guesses, known_among
from medk.search.querysets import holds_everything
from medk.search.rules.asking import Asked, asked, corrected
from medk.search.rules.excerpts import Piece, Sought, excerpt, marked
from medk.search.rules.layout import in_russian, may_be_russian
from medk.search.rules.ranking import Candidate, ranked

SIZE = 20
#: Of more things than this that answer one question those whose titles do are preferred, then any.
MOST_RANKED = 3000
#: Nobody reads further: a better question is quicker.
MOST_PAGES = 10


@dataclass(frozen=True)
class Narrowed:
    """A kind and a year that hits are narrowed to."""

    kind: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Hit:
    """One thing found, with the words found marked in its title and text."""

    entry: SearchEntry
    source: Source
    title: list[Piece]
    excerpt: list[Piece]
    is_past: bool


@dataclass(frozen=True)
class Found:
    """A page of hits; `instead` is the question as it was understood when typed in another layout."""

    question: Asked
    hits: list[Hit] = field(default_factory=list)
    page: int = 1
    has_next: bool = False
    instead: str = ""
    is_guessed: bool = False


def find(user: Any, text: str, narrowed: Narrowed = Narrowed(), *, page: int = 1, size: int = SIZE) -> Found:
    """What the user finds; nothing for a question without words or numbers."""
    question, instead = _understood(text)
    if not question.terms:
        return Found(question)
    look = _Look(user, narrowed, min(max(page, 1), MOST_PAGES), size)
    known = known_among(question.words)
    unknown = [word for word in question.words if word not in known]
    is_guessed = bool(unknown)
    asked_for = corrected(question, guesses(unknown)) if unknown else question
    rows = look.rows(asked_for)
    if not rows and known and page == 1:
        asked_for, is_guessed = corrected(asked_for, guesses(known)), True
        rows = look.rows(asked_for)
    hits = _hits(rows[:size], asked_for)
    has_next = len(rows) > size and look.page < MOST_PAGES
    return Found(question, hits, look.page, has_next, instead, is_guessed and _is_other(question, hits))


def _understood(text: str) -> tuple[Asked, str]:
    """The question as typed, or in the Russian layout when more of its words are known so."""
    typed = asked(text)
    if not may_be_russian(text):
        return typed, ""
    turned = asked(in_russian(text))
    known = known_among({*typed.words, *turned.words})
    if _known(turned, known) > _known(typed, known):
        return turned, turned.text
    return typed, ""


def _known(question: Asked, known: set[str]) -> int:
    return sum(word in known or any(k.startswith(word) for k in known) for word in question.words)


@dataclass
class _Look:
    """One search of one reader."""

    user: Any
    narrowed: Narrowed
    page: int
    size: int

    def rows(self, question: Asked) -> list[SearchEntry]:
        """A page of entries and one more, the best first; two or three queries, and two for the reach."""
        candidates = {one.pk: one for one in self._candidates(question)}
        if len(candidates) == MOST_RANKED:
            candidates |= {one.pk: one for one in self._candidates(question.in_titles)}
        first = (self.page - 1) * self.size
        best = ranked(candidates.values(), clock.today())[first : first + self.size + 1]
        # The texts are read for the page alone: carrying thousands of them takes longer than finding.
        kept = SearchEntry.objects.select_related("place").in_bulk(best)
        return [kept[pk] for pk in best if pk in kept]

    def _candidates(self, question: Asked) -> list[Candidate]:
        seen = SearchEntry.objects.within_sight(self.user)
        if self.narrowed.kind:
            seen = seen.filter(kind=self.narrowed.kind)
        if self.narrowed.year:
            seen = seen.filter(Q(year=self.narrowed.year) | Q(year__isnull=True, on__year=self.narrowed.year))
        found = engine().matching(seen, question, scope=self.reach)
        rows = found.values_list("pk", "relevance", "weight", "until", "year", self.own)[:MOST_RANKED]
        return [Candidate(*row) for row in rows]

    @cached_property
    def reach(self) -> frozenset[str]:
        return reach_of(self.user)

    @property
    def own(self) -> Expression:
        """Whether the thing lies in the reader's territory; where it is the whole tree nothing is nearer."""
        if holds_everything(self.user):
            return Value(False)
        own = When(place_id__in=territory_ids(self.user), then=Value(True))
        return Case(own, default=Value(False), output_field=BooleanField())


def _hits(rows: Sequence[SearchEntry], question: Asked) -> list[Hit]:
    if not rows:
        return []
    today, known = clock.today(), sources()
    sought = _sought(question)
    return [
        Hit(
            entry=row,
            source=known[row.subject_type],
            title=marked(row.title, sought),
            excerpt=excerpt(row.text, sought),
            is_past=row.until is not None and row.until < today,
        )
        for row in rows
    ]


def _sought(question: Asked) -> Sought:
    words = {token for term in question.terms for token in term.tokens if not term.is_number}
    return Sought(
        forms=forms_of(words | set(question.words)),
        prefix=next((term.prefix for term in question.terms if term.prefix), ""),
        numbers={token for term in question.terms if term.is_number for token in term.tokens},
    )


def _is_other(question: Asked, hits: Sequence[Hit]) -> bool:
    """Whether what was found does not hold the words as typed."""
    if not hits:
        return False
    shown = " ".join(f"{hit.entry.title} {hit.entry.text}".lower() for hit in hits).replace("ё", "е")
    return any(word not in shown for word in question.words)
