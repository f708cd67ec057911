"""The words of the index: which are known, which one a misspelt word may be, in which forms they stand."""

from collections.abc import Collection, Iterable

from medk.reader.morphology import lemmas
from medk.search.models import SearchWord
from medk.search.rules.typos import allowed, nearest

#: Misspelt words of one question that are looked up.
MOST = 4


def known_among(words: Collection[str]) -> set[str]:
    """Those of the words that stand in the index in this form or another; one query."""
    if not words:
        return set()
    ways = {word: set(lemmas(word)) for word in words}
    rows = SearchWord.objects.filter(lemma__in={one for way in ways.values() for one in way})
    met = set(rows.values_list("lemma", flat=True).distinct())
    return {word for word, way in ways.items() if way & met}


def guesses(words: Iterable[str]) -> dict[str, list[str]]:
    """Word → dictionary forms of the words that it may be; words with none are left out."""
    found = {word: _guess(word) for word in list(words)[:MOST]}
    return {word: lemmas for word, lemmas in found.items() if lemmas}


def _guess(word: str) -> list[str]:
    """Looks among words that share a first letter, missing or swapped ones included; then among all."""
    limit = allowed(word)
    if not limit:
        return []
    alike = SearchWord.objects.filter(length__range=(len(word) - limit, len(word) + limit))
    rows = alike.values_list("word", "lemma")
    near, far = rows.filter(initial__in=word[:2]), rows.exclude(initial__in=word[:2])
    return nearest(word, near) or nearest(word, far)


def forms_of(words: Collection[str]) -> set[str]:
    """All forms in which these dictionary forms stand in the index; one query."""
    rows = SearchWord.objects.filter(lemma__in=words)
    return {*words, *rows.values_list("word", flat=True)[:500]}
