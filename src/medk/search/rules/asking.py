"""What a person asks for: typed text into terms, whatever signs it holds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from medk.reader.morphology import lemmas
from medk.search.rules.words import Word, words_of

#: A longer question is cut: nobody types so much, and every word costs time.
MOST_SIGNS = 200
MOST_WORDS = 12
#: A beginning of a word shorter than this would find half of everything.
SHORTEST_PREFIX = 2

_QUOTED = re.compile(r"«([^«»]+)»|\"([^\"]+)\"|“([^“”]+)”")


@dataclass(frozen=True)
class Term:
    """One condition: any of `tokens` (in their order when a phrase), or a word that begins with `prefix`.

    `word` is as typed; `in_title` asks for it among the names and numbers only («№ 7»).
    """

    word: str
    tokens: tuple[str, ...]
    prefix: str = ""
    is_number: bool = False
    is_phrase: bool = False
    in_title: bool = False


@dataclass(frozen=True)
class Asked:
    """All terms must be met; `is_cut` when the question was longer than what is looked for."""

    text: str
    terms: tuple[Term, ...] = ()
    is_cut: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Plain words, those that may be misspelt."""
        return tuple(dict.fromkeys(t.word for t in self.terms if not t.is_number and not t.is_phrase))

    @property
    def in_titles(self) -> "Asked":
        """The same question asked of titles alone."""
        return replace(self, terms=tuple(replace(term, in_title=True) for term in self.terms))

    @property
    def tokens(self) -> frozenset[str]:
        """Every token that may be met."""
        return frozenset(token for term in self.terms for token in term.tokens)


def asked(text: str) -> Asked:
    """Read a question; no terms when nothing in it can be looked for."""
    plain = " ".join(text.replace("\0", " ").split())
    kept = plain[:MOST_SIGNS]
    phrases = [found for match in _QUOTED.finditer(kept) for found in match.groups() if found]
    loose = list(words_of(_QUOTED.sub(" ", kept)))
    terms = [term for term in map(_phrase, phrases) if term]
    terms += [_term(word, is_last=word is loose[-1]) for word in loose]
    terms = [term for term in dict.fromkeys(terms) if len(term.word) > 1 or term.is_number]
    return Asked(plain, tuple(terms[:MOST_WORDS]), len(plain) > MOST_SIGNS or len(terms) > MOST_WORDS)


def _phrase(text: str) -> Term | None:
    found = list(words_of(text))
    if len(found) < 2:
        return _term(found[0], is_last=False) if found else None
    return Term(text, tuple(word.token for word in found), is_phrase=True)


def _term(word: Word, *, is_last: bool) -> Term:
    if word.is_number:
        return Term(word.text, (word.token,), is_number=True, in_title=word.is_named)
    prefix = word.text if is_last and len(word.text) >= SHORTEST_PREFIX else ""
    return Term(word.text, lemmas(word.text) or (word.text,), prefix)


def corrected(question: Asked, also: Mapping[str, Iterable[str]]) -> Asked:
    """The question that takes for each word in `also` the dictionary forms given there as well."""
    terms = [_widened(term, tuple(also.get(term.word, ()))) for term in question.terms]
    return replace(question, terms=tuple(terms))


def _widened(term: Term, more: tuple[str, ...]) -> Term:
    if term.is_number or term.is_phrase or not more:
        return term
    return replace(term, tokens=tuple(dict.fromkeys((*term.tokens, *more))))
