"""The archive of a backup: database, files, keys, and a manifest with the hash of each.

The manifest is the last member; an archive without one was cut short.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from medk.cli.refusal import CommandRefused

MANIFEST = "manifest.json"
FORMAT = 1


def write(target: Path, *, sources: dict[str, Path], about: dict[str, Any]) -> None:
    """Pack `sources` (name in the archive → path) and the manifest; `target` appears only when whole."""
    aside = target.with_name(target.name + ".part")
    members = {}
    try:
        with tarfile.open(aside, "w:gz", compresslevel=6) as archive:
            for name, path in sorted(sources.items()):
                archive.add(path, arcname=name, recursive=False)
                members[name] = {"size": path.stat().st_size, "sha256": hash_of(path)}
            manifest = {"format": FORMAT, **about, "members": members}
            content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            info = tarfile.TarInfo(MANIFEST)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        aside.chmod(0o600)
        verify(aside)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:gz") as archive:
            yield archive
    except FileNotFoundError:
        raise CommandRefused(f"Архив не найден: {path}") from None
    except (tarfile.TarError, EOFError, OSError) as problem:
        raise CommandRefused(f"Архив {path} не читается или повреждён: {problem}.") from problem


def verify(path: Path) -> dict[str, Any]:
    """Read the archive through and compare every member with the manifest, which is returned."""
    return unpack(path, into=None)


def unpack(path: Path, *, into: Path | None) -> dict[str, Any]:
    """Take the archive apart into an empty folder, checking every hash; returns the manifest.

    Nothing outside the folder is ever written. Raises CommandRefused for an archive that is cut
    short, damaged, or holds what its manifest does not name.
    """
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] = {}
    with _opened(path) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is None:
                raise CommandRefused(f"В архиве {path} лишнее: {member.name}.")
            if member.name == MANIFEST:
                manifest = json.loads(content.read())
            else:
                target = _inside(into, member.name) if into else None
                found[member.name] = _copy(content, target)
    _refuse_different(path, manifest, found)
    return manifest


def _inside(folder: Path, name: str) -> Path:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts:
        raise CommandRefused(f"В архиве недопустимое имя: {name}.")
    target = folder / pure
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _copy(content: Any, target: Path | None) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    out = target.open("xb") if target else None
    try:
        while chunk := content.read(1024 * 1024):
            digest.update(chunk)
            size += len(chunk)
            if out:
                out.write(chunk)
    finally:
        if out:
            out.close()
    return {"size": size, "sha256": digest.hexdigest()}


def _refuse_different(path: Path, manifest: dict[str, Any], found: dict[str, dict[str, Any]]) -> None:
    if not manifest:
        raise CommandRefused(f"Архив {path} неполон: в нём нет описи. Возьмите другую копию.")
    if manifest.get("format") != FORMAT:
        raise CommandRefused(f"Архив {path} сделан другой версией МЭДК и этой не читается.")
    wanted = manifest["members"]
    broken = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if broken:
        raise CommandRefused(f"Архив {path} повреждён: не сходится {broken[0]}. Возьмите другую копию.")
