"""What each engine needs in the database beside the tables of the models."""

from typing import Any

_MAKE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_fts USING fts5"
        "(title, text, scope, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4')",
    ),
    "postgresql": (
        "ALTER TABLE search_searchentry ADD COLUMN vector tsvector",
        "CREATE INDEX search_entry_words ON search_searchentry USING gin (vector)",
    ),
}
_DROP = {
    "sqlite": ("DROP TABLE search_fts",),
    "postgresql": ("ALTER TABLE search_searchentry DROP COLUMN vector",),
}


def make(apps: Any, schema_editor: Any) -> None:
    """For a migration: what the database in use needs."""
    for sql in _MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(sql)


def drop(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    for sql in _DROP[schema_editor.connection.vendor]:
        schema_editor.execute(sql)
