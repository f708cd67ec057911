"""Tokens by which the index narrows a search to where the reader's sight can reach.

They only spare work: a superset of what is seen, whose sight is asked of each source afterwards. A
stale one may hide, never show.
"""

from collections.abc import Iterable


def inside(organisation: int) -> str:
    """Things that lie at or below an organisation."""
    return f"zo{organisation}"


def near(organisation: int) -> str:
    """Things of just this organisation, which may be read by those below it or beside it."""
    return f"zp{organisation}"


def personal(person: int) -> str:
    """Things that are a person's own."""
    return f"za{person}"


def scope_of(*, above: Iterable[int], at: Iterable[int], people: Iterable[int]) -> str:
    """The scope of one thing: all organisations above its places, the places, its persons."""
    tokens = [*map(inside, above), *map(near, at), *map(personal, people)]
    return " ".join(sorted(set(tokens)))
