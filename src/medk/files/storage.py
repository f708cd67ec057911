"""Bytes on disk under their hash: `FILES_DIR/ab/cd/<sha256>` (decision 18).

Bytes are written aside, synced, and renamed into place before the row that names them is committed:
a crash leaves at worst bytes without a row, which the sweep removes after a day.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from medk.kernel.identifiers import uuid7

CHUNK = 256 * 1024
#: Bytes without a row are left alone for this long: their transaction may still be open.
ORPHAN_AGE = 24 * 3600


@dataclass(frozen=True)
class Written:
    """Bytes synced to disk aside, waiting to be put in place."""

    path: Path
    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash live."""
    return settings.FILES_DIR / sha256[:2] / sha256[2:4] / sha256


def write_aside(content: BinaryIO) -> Written:
    """Copy `content` into the incoming folder and sync it; slow, so call it outside transactions."""
    incoming = settings.FILES_DIR / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    path = incoming / uuid7().hex
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            size += target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return Written(path, digest.hexdigest(), size)


def put_in_place(written: Written) -> Path:
    """Rename written bytes to their place and sync the folders; again is harmless."""
    place = path_of(written.sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    if written.path.exists():
        os.replace(written.path, place)
        for folder in (place.parent, place.parent.parent, settings.FILES_DIR):
            _sync_folder(folder)
    return place


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def drop(written: Written) -> None:
    """Forget bytes that were written aside and will not be needed."""
    written.path.unlink(missing_ok=True)


def hash_of(path: Path) -> str:
    """SHA-256 of a file on disk, read in chunks."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def all_hashes() -> Iterator[str]:
    """Hashes of everything in place, by their file names."""
    for path in settings.FILES_DIR.glob("??/??/*"):
        if path.parent.parent.name + path.parent.name == path.name[:4]:
            yield path.name


def remove(sha256: str) -> None:
    """Remove bytes; nothing happens when they are gone already."""
    path_of(sha256).unlink(missing_ok=True)


def is_old(path: Path, *, age: float = ORPHAN_AGE) -> bool:
    """Was this last written longer ago than `age` seconds, by the real clock of the disk?"""
    return time.time() - path.stat().st_mtime > age


def remove_orphan(sha256: str) -> bool:
    """Remove bytes that no row names, unless they were put in place a moment ago.

    The bytes are first renamed away and looked at once more: whoever stores the same content between
    the look and the removal gets fresh bytes, which are put back.
    """
    place = path_of(sha256)
    doomed = settings.FILES_DIR / "incoming" / f"{sha256}.orphan"
    doomed.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.replace(place, doomed)
    except FileNotFoundError:
        return False
    if is_old(doomed):
        doomed.unlink(missing_ok=True)
        return True
    os.replace(doomed, place)
    return False


def sweep_incoming() -> int:
    """Remove what uploads that never finished left behind; returns how many files."""
    stale = [path for path in (settings.FILES_DIR / "incoming").glob("*") if is_old(path)]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)
