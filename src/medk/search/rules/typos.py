"""Which known words a misspelt one may be."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

#: Words shorter than this are too like each other to be guessed.
SHORTEST = 4
#: From this length two wrong letters are believed, below it one.
TWO_FROM = 7
#: Guesses for one word.
MOST = 6


def allowed(word: str) -> int:
    """How many letters may be wrong, missing, extra or swapped."""
    if len(word) < SHORTEST:
        return 0
    return 2 if len(word) >= TWO_FROM else 1


def nearest(word: str, known: Iterable[tuple[str, str]]) -> list[str]:
    """Dictionary forms of the words nearest to `word` among pairs (form, dictionary form), nearest first.

    Only the least distance counts: with «школа» one letter away, nothing two letters away is meant.
    """
    limit = allowed(word)
    measured = [(OSA.distance(word, form, score_cutoff=limit), form, lemma) for form, lemma in known]
    close = sorted(row for row in measured if 0 < row[0] <= limit)
    best = [lemma for distance, _, lemma in close if distance == close[0][0]]
    return list(dict.fromkeys(best))[:MOST]
