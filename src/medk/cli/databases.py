"""Copies of a database out of and into an archive, for both engines.

SQLite: its backup API gives a consistent file while the site runs. PostgreSQL: COPY of every table
inside one snapshot, so that no client programs of a matching version are needed.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from medk.cli.refusal import CommandRefused

SQLITE_NAME = "database/medk.sqlite3"
TABLE_SUFFIX = ".copy"


def applied_migrations() -> list[list[str]]:
    """The migrations that the database has had, in order."""
    rows = MigrationRecorder.Migration.objects.order_by("pk").values_list("app", "name")
    return [[app, name] for app, name in rows]


def refuse_unknown(migrations: list[list[str]]) -> None:
    """Raise CommandRefused when an archive comes from a newer version than this one."""
    known = MigrationExecutor(connection).loader.graph.nodes
    unknown = [f"{app}.{name}" for app, name in migrations if (app, name) not in known]
    ours = {config.label for config in apps.get_app_configs()}
    unknown = [name for name in unknown if name.partition(".")[0] in ours]
    if unknown:
        raise CommandRefused(
            f"Архив сделан более новой версией МЭДК (в нём есть {unknown[0]}). Сначала обновите программу."
        )


def dump(folder: Path) -> None:
    """Write a consistent copy of the database under `folder`/database."""
    (folder / "database").mkdir()
    if connection.vendor == "sqlite":
        _dump_sqlite(folder / SQLITE_NAME)
    else:
        _dump_postgres(folder / "database")


def _dump_sqlite(target: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        # One file without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    _refuse_broken(target)


def _refuse_broken(path: Path) -> None:
    """Raise CommandRefused when the file is not a sound database."""
    try:
        with closing(sqlite3.connect(path)) as database:
            said = database.execute("PRAGMA integrity_check").fetchone()[0]
            stray = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as problem:
        raise CommandRefused(f"База данных повреждена: {problem}.") from problem
    if said != "ok" or stray:
        raise CommandRefused(f"База данных повреждена: {said if said != 'ok' else stray}.")


def _tables() -> list[str]:
    """Every table of the installed apps, in a stable order."""
    ours = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [*sorted(ours), MigrationRecorder.Migration._meta.db_table]


def _columns(table: str) -> str:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return ", ".join(connection.ops.quote_name(column.name) for column in described)


def _dump_postgres(folder: Path) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in _tables():
            columns = _columns(table)
            name = connection.ops.quote_name(table)
            target = folder / f"{table}{TABLE_SUFFIX}"
            with target.open("wb") as out, cursor.copy(f"COPY {name} ({columns}) TO STDOUT") as rows:
                # The first line names the columns, so that a restore does not rely on their order.
                out.write(columns.encode() + b"\n")
                for chunk in rows:
                    out.write(chunk)


def load(folder: Path, migrations: list[list[str]]) -> None:
    """Put the copy under `folder`/database in place of what the database holds, then migrate forward."""
    if connection.vendor == "sqlite":
        _load_sqlite(folder / SQLITE_NAME)
    else:
        _load_postgres(folder / "database", migrations)
    call_command("migrate", interactive=False, verbosity=0)


def _load_sqlite(source: Path) -> None:
    """Replace the file by a rename: the old or the new one is there at any moment."""
    _refuse_broken(source)
    target = Path(connection.settings_dict["NAME"])
    connections.close_all()
    for beside in ("-wal", "-shm"):
        Path(f"{target}{beside}").unlink(missing_ok=True)
    source.replace(target)


def _load_postgres(folder: Path, migrations: list[list[str]]) -> None:
    """Bring the schema to the archive's version and fill it, in one transaction for the rows."""
    _schema_of(migrations)
    tables = [table for table in _tables() if (folder / f"{table}{TABLE_SUFFIX}").exists()]
    names = ", ".join(connection.ops.quote_name(table) for table in tables)
    with transaction.atomic(), connection.cursor() as cursor:
        # Foreign keys are deferred to the end of the transaction, so the order of tables is free.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {names} CASCADE")
        for table in tables:
            _fill(cursor, table, folder / f"{table}{TABLE_SUFFIX}")
        for statement in connection.ops.sequence_reset_sql(
            no_style(), apps.get_models(include_auto_created=True)
        ):
            cursor.execute(statement)


def _schema_of(migrations: list[list[str]]) -> None:
    """An empty schema with exactly the archive's migrations."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in migrations}
    graph = executor.loader.graph
    leaves = [
        key
        for key in wanted & set(graph.nodes)
        if not any(child.key in wanted and child.key[0] == key[0] for child in graph.node_map[key].children)
    ]
    executor.migrate(sorted(leaves))


def _fill(cursor: Any, table: str, source: Path) -> None:
    name = connection.ops.quote_name(table)
    with source.open("rb") as rows:
        columns = rows.readline().decode().strip()
        with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as target:
            for chunk in _chunks(rows):
                target.write(chunk)


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(1024 * 1024):
        yield chunk
