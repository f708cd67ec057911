"""Millions of rows into one table as fast as the database takes them; its indexes are made afterwards."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model

BATCH = 20_000
_LIST_SQLITE = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
)
_LIST_POSTGRES = """
    SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND NOT EXISTS (
        SELECT 1 FROM pg_constraint WHERE conname = indexname)
"""


class Table:
    """One table that rows are added to; `columns` are those that a row gives, the rest take their defaults.

    Values are what the database keeps: dates and moments as text, truth as 0 and 1, JSON as text.
    """

    def __init__(self, model: type[Model], columns: Sequence[str]) -> None:
        fields = {field.column: field for field in model._meta.concrete_fields}
        left = [name for name in fields if name not in columns and name != "uid"]
        self.model, self.name = model, model._meta.db_table
        self.columns = ("uid", *columns, *left)
        self._rest = tuple(_plain(fields[name].get_default()) for name in left)
        self._stamp = int(time.time() * 1000)
        self.last = model._default_manager.order_by().aggregate(last=Max("pk"))["last"] or 0
        self._serial = self.last

    def add(self, rows: Iterable[tuple]) -> int:
        """Store rows; each gets a time-ordered uid. Returns how many there were."""
        count, whole = 0, self._whole(rows)
        while batch := list(islice(whole, BATCH)):
            self._write(batch)
            count += len(batch)
        return count

    def uid(self, number: int) -> str:
        """The uid of the row that is added as number `number`, counted from 1 over the table."""
        return f"{self._stamp:012x}7{number >> 62:03x}8000{number:012x}"

    def _whole(self, rows: Iterable[tuple]) -> Iterator[tuple]:
        rest = self._rest
        for row in rows:
            self._serial += 1
            yield (self.uid(self._serial), *row, *rest)

    def _write(self, batch: list[tuple]) -> None:
        columns = ", ".join(f'"{name}"' for name in self.columns)
        if connection.vendor == "postgresql":
            with (
                connection.cursor() as cursor,
                cursor.copy(f"COPY {self.name} ({columns}) FROM STDIN") as copy,
            ):
                for row in batch:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(self.columns))
        sql = f"INSERT INTO {self.name} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our own tables
        connection.ensure_connection()
        connection.connection.executemany(sql, batch)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return json.dumps(value) if isinstance(value, (dict, list)) else value


@contextmanager
def unindexed(*models: type[Model]) -> Iterator[None]:
    """Tables without the indexes that can be made again faster than kept; keys are not checked meanwhile."""
    kept: list[str] = []
    with connection.cursor() as cursor:
        for model in models:
            listing = _LIST_SQLITE if connection.vendor == "sqlite" else _LIST_POSTGRES
            cursor.execute(listing, [model._meta.db_table])
            for name, made_by in cursor.fetchall():
                kept.append(made_by)
                cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for made_by in kept:
            cursor.execute(made_by)
        for sql in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(sql)


@contextmanager
def hurried() -> Iterator[None]:
    """The database without care for a crash: a world that was cut off is made anew, not repaired."""
    with connection.cursor() as cursor:
        for word in _HURRY[connection.vendor]:
            cursor.execute(word)
    yield
    with connection.cursor() as cursor:
        for word in _CALM[connection.vendor]:
            cursor.execute(word)
    connection.close()


_HURRY = {
    "sqlite": [
        "PRAGMA foreign_keys=OFF", "PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF",
        "PRAGMA cache_size=-600000", "PRAGMA threads=2",
    ],
    "postgresql": [
        "SET session_replication_role = replica", "SET maintenance_work_mem = '600MB'", "SET synchronous_commit = off",
    ],
}  # fmt: skip
_CALM = {
    "sqlite": ["ANALYZE", "PRAGMA journal_mode=WAL", "PRAGMA foreign_keys=ON"],
    "postgresql": ["VACUUM ANALYZE"],
}
