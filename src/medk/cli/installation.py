"""The state of this installation: schema, emptiness, collected static files."""

import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def needs_migration() -> bool:
    """Are there migrations that the database has not had?"""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the database to the schema of this version, when it is not there yet."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    settings.FILES_DIR.mkdir(parents=True, exist_ok=True)
    if needs_migration():
        call_command("migrate", interactive=False, verbosity=0)


def is_empty() -> bool:
    """Does nobody work here yet: no organisation, no user?"""
    models = (apps.get_model("orgs", "Organisation"), apps.get_model("accounts", "User"))
    return not any(model._default_manager.exists() for model in models)


def collect_static() -> bool:
    """Collect and compress static files when any of them changed; says whether it did."""
    stamp = settings.STATIC_ROOT / ".stamp"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted, encoding="utf-8")
    return True


def _fingerprint() -> str:
    """Hash over names, sizes and times of every static source file."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}:{state.st_size}:{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
