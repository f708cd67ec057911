"""`medk restore`: an installation back from its archive; whole or not at all."""

import argparse
import datetime as dt
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError

from medk.cli import archive, databases, installation, locks
from medk.cli.commands import backup
from medk.cli.refusal import CommandRefused


def run(options: argparse.Namespace) -> int:
    """Check the archive, then replace what is here; refused while the site runs or without --force."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    try:
        held = locks.take(settings.DATA_DIR, "serve")
    except locks.Busy:
        raise CommandRefused("МЭДК сейчас работает. Остановите его и повторите.") from None
    with held, tempfile.TemporaryDirectory(prefix=".medk-restore-", dir=settings.DATA_DIR) as name:
        folder = Path(name)
        manifest = archive.unpack(options.archive, into=folder)
        _refuse_unfit(manifest, force=options.force)
        if not _nothing_here():
            print(f"Прежние данные отложены: {_put_aside()}")
        databases.load(folder, manifest["migrations"])
        _place_files(folder)
    print(f"Восстановлено из {options.archive}. Проверьте: medk check")
    return 0


def _refuse_unfit(manifest: dict, *, force: bool) -> None:
    if manifest["engine"] != connection.vendor:
        raise CommandRefused(
            f"Архив снят с базы {manifest['engine']}, а здесь {connection.vendor}. "
            "Восстановите его на установке с такой же базой."
        )
    databases.refuse_unknown(manifest["migrations"])
    if not force and not _nothing_here():
        raise CommandRefused(
            "Здесь уже есть данные. Чтобы заменить их, повторите с --force: прежние будут отложены."
        )


def _nothing_here() -> bool:
    """An installation without a schema, or with an empty one."""
    if not connection.introspection.table_names():
        return True
    try:
        return installation.is_empty()
    except DatabaseError:
        # Tables of another version: something is here.
        return False


def _put_aside() -> Path:
    """Back up what is here beside the data, so that a mistaken restore can be undone."""
    moment = dt.datetime.now().astimezone()
    target = settings.DATA_DIR / f"before-restore-{moment:%Y%m%d-%H%M%S}.tar.gz"
    backup.backup_to(target)
    return target


def _place_files(folder: Path) -> None:
    """Swap the uploaded files and the small files of the data folder."""
    if settings.FILES_DIR.exists():
        old = settings.FILES_DIR.with_name(settings.FILES_DIR.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        settings.FILES_DIR.rename(old)
    (folder / "files").mkdir(exist_ok=True)
    settings.FILES_DIR.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(folder / "files", settings.FILES_DIR)
    shutil.rmtree(settings.FILES_DIR.with_name(settings.FILES_DIR.name + ".old"), ignore_errors=True)
    for name in backup.KEPT:
        if (folder / name).exists():
            shutil.move(folder / name, settings.DATA_DIR / name)
