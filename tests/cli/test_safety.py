"""Backup and restore of a real installation, and every way in which an archive can be bad."""

import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.installation import Installation

pytestmark = pytest.mark.service

FILL = """
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
call_command("migrate", verbosity=0)
from medk.audit.recording import SYSTEM
from medk.accounts.models import User
from medk.files.actions import store_file
from medk.orgs.actions.tree import create_organisation
place = create_organisation("federation", "Федерация", parent=None, by=SYSTEM)
region = create_organisation("region", "Озёрный край", parent=place, by=SYSTEM)
user = User.objects.create_user("admin@region.test", "x")
store_file(SimpleUploadedFile("справка.txt", b"abc " * 9999), subject=region, organisation_id=region.pk, by=user)
"""
LOOK = """
from medk.files.models import StoredFile
from medk.files.storage import path_of
from medk.orgs.models import Organisation
print(sorted(Organisation.objects.values_list("name", flat=True)), path_of(StoredFile.objects.get().sha256).stat().st_size)
"""
SEEN = "['Озёрный край', 'Федерация'] 39996\n"


@pytest.fixture(scope="module")
def new_installation(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Installation]:
    """Makes installations of the engine that this run tests; on PostgreSQL each in a database of its own."""

    def make(name: str) -> Installation:
        folder = tmp_path_factory.mktemp(name)
        return Installation(folder / "var", database_url=_database(name))

    return make


def _database(name: str) -> str:
    if not os.environ.get("DATABASE_URL", "").startswith("postgresql"):
        return ""
    own = f"medk_{name}_{os.getpid()}"
    import psycopg  # noqa: PLC0415 - only where there is a PostgreSQL

    base = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {own}")
    return f"{base}/{own}"


@pytest.fixture(scope="module")
def filled(new_installation: Callable[[str], Installation]) -> Installation:
    installation = new_installation("filled")
    installation.python(FILL)
    return installation


@pytest.fixture(scope="module")
def archive(filled: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "copy.tar.gz"
    done = filled.medk("backup", str(target))
    assert done.returncode == 0, done.stderr
    return target


def test_everything_comes_back(archive: Path, new_installation: Callable[[str], Installation]) -> None:
    """Rows, files, soundness; and sequences go on where the archive stopped."""
    other = new_installation("other")
    done = other.medk("restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert other.python(LOOK) == SEEN
    checked = other.medk("check")
    assert checked.returncode == 0, checked.stdout
    added = "from medk.accounts.models import Person; print(Person.objects.create(name='Новый').pk)"
    assert int(other.python(added)) > 1


def test_an_archive_is_for_its_owner_alone_and_named_by_the_time(
    filled: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    assert filled.medk("backup", str(folder)).returncode == 0
    (made,) = folder.iterdir()
    assert made.name.startswith("medk-")
    assert made.stat().st_mode & 0o777 == 0o600


def test_an_archive_is_never_overwritten(filled: Installation, archive: Path) -> None:
    done = filled.medk("backup", str(archive))
    assert done.returncode == 1
    assert "уже есть" in done.stderr


def test_restore_refuses_what_is_not_empty_and_with_force_puts_it_aside(
    archive: Path, new_installation: Callable[[str], Installation]
) -> None:
    here = new_installation("here")
    assert here.medk("restore", str(archive)).returncode == 0
    here.python("from medk.orgs.models import Organisation; Organisation.objects.update(name='Изменено')")
    refused = here.medk("restore", str(archive))
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert "Изменено" in here.python(LOOK)
    assert here.medk("restore", "--force", str(archive)).returncode == 0
    assert here.python(LOOK) == SEEN
    (aside,) = here.data.glob("before-restore-*.tar.gz")
    assert here.medk("restore", "--force", str(aside)).returncode == 0
    assert "Изменено" in here.python(LOOK)


def _repacked(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with its members changed; the manifest stays as it was unless `change` touches it."""
    with tarfile.open(source) as archive:
        members = {member.name: archive.extractfile(member).read() for member in archive}
    change(members)
    folder = target.parent / "members"
    folder.mkdir(exist_ok=True)
    with tarfile.open(target, "w:gz") as archive:
        for number, (name, content) in enumerate(members.items()):
            (folder / str(number)).write_bytes(content)
            archive.add(folder / str(number), arcname=name)
    return target


def _first(members: dict[str, bytes], prefix: str) -> str:
    return next(name for name in members if name.startswith(prefix))


def _spoil_a_file(members: dict[str, bytes]) -> None:
    members[_first(members, "files/")] = b"spoilt"


def _lose_a_file(members: dict[str, bytes]) -> None:
    del members[_first(members, "files/")]


def _lose_the_manifest(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


def _climb_out(members: dict[str, bytes]) -> None:
    members["../outside"] = b"x"


def _come_from_the_future(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["migrations"].append(["plans", "9999_time_travel"])
    members["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_spoil_a_file, "повреждён: не сходится files/"),
        (_lose_a_file, "повреждён: не сходится files/"),
        (_lose_the_manifest, "нет описи"),
        (_climb_out, "недопустимое имя"),
        (_come_from_the_future, "более новой версией"),
    ],
)
def test_a_bad_archive_changes_nothing(
    archive: Path,
    tmp_path: Path,
    filled: Installation,
    change: Callable[[dict[str, bytes]], None],
    reason: str,
) -> None:
    done = filled.medk("restore", "--force", str(_repacked(archive, tmp_path / "bad.tar.gz", change)))
    assert done.returncode == 1
    assert reason in done.stderr
    assert filled.python(LOOK) == SEEN
    assert not list(filled.data.parent.rglob("outside"))


@pytest.mark.parametrize("part", [0, 0.5, 0.99])
def test_an_archive_cut_short_is_refused(
    archive: Path, filled: Installation, tmp_path: Path, part: float
) -> None:
    content = archive.read_bytes()
    short = tmp_path / "short.tar.gz"
    short.write_bytes(content[: int(len(content) * part)])
    done = filled.medk("restore", "--force", str(short))
    assert done.returncode == 1
    assert "Архив" in done.stderr
    assert filled.python(LOOK) == SEEN


def test_no_archive_at_all(filled: Installation, tmp_path: Path) -> None:
    done = filled.medk("restore", "--force", str(tmp_path / "none.tar.gz"))
    assert done.returncode == 1
    assert "Архив не найден" in done.stderr
