"""`medk backup`: database and files together, verified."""

import argparse
import datetime as dt
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

import medk
from medk.cli import archive, databases, installation
from medk.cli.refusal import CommandRefused

#: What is kept of the data folder besides the database and the uploaded files.
KEPT = ("secret-key", "clock.json", "demo-accounts.json")


def run(options: argparse.Namespace) -> int:
    """Write the archive and read it back; refused when the database is not ready."""
    if installation.needs_migration():
        raise CommandRefused(
            "База не приведена к этой версии. Сначала выполните: medk serve (или manage.py migrate)."
        )
    target = _named(options.target)
    backup_to(target)
    print(f"Сохранено и проверено: {target} ({target.stat().st_size / 1_000_000:.1f} МБ)")
    return 0


def _named(target: Path) -> Path:
    if target.is_dir():
        target = target / f"medk-{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}.tar.gz"
    if target.exists():
        raise CommandRefused(f"Файл {target} уже есть. Укажите другое имя.")
    if not target.parent.is_dir():
        raise CommandRefused(f"Папки {target.parent} нет. Создайте её или укажите другую.")
    return target


def backup_to(target: Path) -> None:
    """Copy the database first and the files after it, so that every file the copy names is there."""
    with tempfile.TemporaryDirectory(prefix=".medk-backup-", dir=target.parent) as name:
        folder = Path(name)
        databases.dump(folder)
        sources = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        sources |= {f"files/{path.relative_to(settings.FILES_DIR).as_posix()}": path for path in _uploaded()}
        sources |= {name: settings.DATA_DIR / name for name in KEPT if (settings.DATA_DIR / name).exists()}
        archive.write(target, sources=sources, about=_about())


def _uploaded() -> list[Path]:
    """Files in their places; what is still coming in belongs to no row yet."""
    incoming = settings.FILES_DIR / "incoming"
    return [path for path in settings.FILES_DIR.rglob("*") if path.is_file() and incoming not in path.parents]


def _about() -> dict[str, object]:
    return {
        "medk": medk.__version__,
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "engine": connection.vendor,
        "migrations": databases.applied_migrations(),
    }
