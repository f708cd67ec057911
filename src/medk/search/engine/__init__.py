"""Finding by words: one small port, an engine of each database behind it.

Both engines keep the same words under the number of a `SearchEntry`: those of its title and codes,
those of its text, and the scope (see `search.rules.scope`).
"""

from collections.abc import Collection, Sequence
from typing import Protocol

from django.db import connection
from django.db.models import QuerySet

from medk.search.engine.postgres import Postgres
from medk.search.engine.sqlite import Sqlite
from medk.search.rules.asking import Asked


class Engine(Protocol):
    """What an engine does."""

    def write(self, rows: Sequence[tuple[int, str, str, str]]) -> None:
        """Keep (entry, words of the title, words of the text, scope), instead of what was there."""

    def remove(self, entries: Collection[int]) -> None:
        """Forget entries."""

    def matching(self, rows: QuerySet, question: Asked, *, scope: Collection[str]) -> QuerySet:
        """Of the entries `rows` those that meet the question, with `relevance`, the higher the better.

        `scope` tokens are an or; none means everywhere.
        """

    def count(self) -> int:
        """How many entries are kept."""


_ENGINES: dict[str, Engine] = {"sqlite": Sqlite(), "postgresql": Postgres()}


def engine() -> Engine:
    """The engine of the database in use."""
    return _ENGINES[connection.vendor]
