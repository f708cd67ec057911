"""Words in SQLite's FTS5: the table `search_fts` (migration 0002), rows numbered as the entries are."""

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import FloatField, QuerySet
from django.db.models.expressions import RawSQL

from medk.search.rules.asking import Asked, Term

#: A word of the title weighs as many of the text; the scope says nothing of relevance.
_RELEVANCE = "-bm25(search_fts, 8.0, 1.0, 0.0)"


class Sqlite:
    """The engine of SQLite."""

    def write(self, rows: Sequence[tuple[int, str, str, str]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO search_fts(rowid, title, text, scope) VALUES (%s, %s, %s, %s)", rows
            )

    def remove(self, entries: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_fts WHERE rowid = %s", [(pk,) for pk in entries])

    def matching(self, rows: QuerySet, question: Asked, *, scope: Collection[str]) -> QuerySet:
        found = rows.extra(
            tables=["search_fts"],
            where=["search_fts MATCH %s AND search_fts.rowid = search_searchentry.id"],
            params=[_query(question, scope)],
        )
        return found.annotate(relevance=RawSQL(_RELEVANCE, (), output_field=FloatField()))  # noqa: S611 - a constant

    def count(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_fts_docsize")
            return int(cursor.fetchone()[0])


def _query(question: Asked, scope: Collection[str]) -> str:
    """The question in the language of FTS5; every token is quoted and holds letters and digits alone."""
    parts = [f"({_term(term)})" for term in question.terms]
    if scope:
        parts.append("(" + " OR ".join(f'scope : "{token}"' for token in sorted(scope)) + ")")
    return " AND ".join(parts)


def _term(term: Term) -> str:
    column = "title" if term.in_title else "{title text}"
    if term.is_phrase:
        return f'{column} : "{" ".join(term.tokens)}"'
    choices = [f'"{token}"' for token in term.tokens]
    choices += [f'"{term.prefix}" *'] if term.prefix else []
    return f"{column} : ({' OR '.join(choices)})"
