"""The port of search: apps register in their `searching.py` what of theirs can be found, and by whom."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Document:
    """One thing as search knows it.

    Whoever sees the thing reads all of `title` and `text`: nothing else may be put there. `codes` are
    numbers that name it (of an order, ИНН): found as if they stood in the title, never shown.
    `places` are organisations in whose territory it lies, `near` those whose neighbours may read it,
    `people` persons whose own it is: they only narrow the search beforehand, sight itself is asked
    of the source. `parent` groups what goes when its whole goes.
    """

    pk: int
    title: str
    url: str
    text: str = ""
    codes: tuple[str, ...] = ()
    place_id: int | None = None
    places: tuple[int, ...] = ()
    near: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    year: int | None = None
    on: dt.date | None = None
    until: dt.date | None = None
    parent: int | None = None


#: Labels of models → numbers of objects that changed, as the audit names them.
Changed = Mapping[str, Collection[int]]


@dataclass(frozen=True)
class Source:
    """A kind of things that can be found.

    `sight`: what of it a user sees, as a subquery that asks nothing while it is made; `keys`: numbers of all that should be found; `documents`: those of
    the numbers given that should be found; `touched`: numbers to look at again after changes;
    `whole`: whoever has the territory of the whole tree sees all of it (decision 1), so that sight
    need not be asked row by row; `weight` puts its hits before or after others; `parent` is the
    label of the model that `Document.parent` numbers.
    """

    label: str
    kind: str
    name: str
    icon: str
    sight: Callable[[Any], QuerySet]
    keys: Callable[[], QuerySet]
    documents: Callable[[Collection[int]], Iterable[Document]]
    touched: Callable[[Changed], Iterable[int]]
    whole: bool = False
    weight: float = 1.0
    parent: str = ""


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let a kind of things be found; a second source of one model is refused."""
    if source.label in _sources:
        raise ValueError(f"{source.label!r} is searchable twice")
    _sources[source.label] = source


def sources() -> Mapping[str, Source]:
    """Label of a model → its source, in the order of registration."""
    return _sources
