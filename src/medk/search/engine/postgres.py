"""Words in PostgreSQL: a `tsvector` beside each entry under a GIN index (migration 0002).

The configuration is `simple`: the words come as dictionary forms already. Titles are of weight A,
texts B, the scope D.
"""

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import FloatField, QuerySet
from django.db.models.expressions import RawSQL

from medk.search.rules.asking import Asked, Term

_RELEVANCE = "ts_rank('{0, 0, 0.12, 1}', search_searchentry.vector, to_tsquery('simple', %s), 1)"
_VECTOR = (
    "setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B') || "
    "setweight(to_tsvector('simple', %s), 'D')"
)


class Postgres:
    """The engine of PostgreSQL."""

    def write(self, rows: Sequence[tuple[int, str, str, str]]) -> None:
        values = [(title, text, scope, pk) for pk, title, text, scope in rows]
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE search_searchentry SET vector = {_VECTOR} WHERE id = %s", values)  # noqa: S608 - a constant

    def remove(self, entries: Collection[int]) -> None:
        """Nothing is left to do: the words go with the row."""

    def matching(self, rows: QuerySet, question: Asked, *, scope: Collection[str]) -> QuerySet:
        words = " & ".join(f"({_term(term)})" for term in question.terms)
        places = " | ".join(f"'{token}':D" for token in sorted(scope))
        found = rows.extra(
            where=["search_searchentry.vector @@ to_tsquery('simple', %s)"],
            params=[f"{words} & ({places})" if places else words],
        )
        return found.annotate(relevance=RawSQL(_RELEVANCE, (words,), output_field=FloatField()))  # noqa: S611 - a constant

    def count(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(vector) FROM search_searchentry")
            return int(cursor.fetchone()[0])


def _term(term: Term) -> str:
    """One term in the language of tsquery; every token holds letters and digits alone."""
    weight = "A" if term.in_title else "AB"
    if term.is_phrase:
        return " <-> ".join(f"'{token}':{weight}" for token in term.tokens)
    choices = [f"'{token}':{weight}" for token in term.tokens]
    choices += [f"'{term.prefix}':*{weight}"] if term.prefix else []
    return " | ".join(choices)
