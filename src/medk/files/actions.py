"""Storing and erasing private uploads."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from medk.audit.recording import SYSTEM, record
from medk.files import rules, storage
from medk.files.access import check_may_erase
from medk.files.models import StoredFile
from medk.kernel import clock
from medk.kernel.jobs import enqueue
from medk.kernel.refusals import Refused


@dataclass(frozen=True)
class Staged:
    """An upload found acceptable, its bytes synced aside: ready to become a row."""

    written: storage.Written
    name: str
    media_type: str


def stage_file(upload: UploadedFile) -> Staged:
    """Check an upload and write its bytes aside; raises `Refused` with what to do.

    Slow (up to the size limit is written and synced): views call it before they open a transaction.
    """
    name = rules.clean_name(upload.name or "")
    rules.check_size(name, upload.size or 0, limit_mb=settings.UPLOAD_LIMIT_MB)
    content: Any = upload.file
    media_type = rules.check_content(name, content, kinds=settings.UPLOAD_KINDS)
    return Staged(storage.write_aside(content), name, media_type)


@transaction.atomic
def store_file(
    upload: UploadedFile | Staged, *, subject: models.Model, organisation_id: int | None, by: Any
) -> StoredFile:
    """Keep an upload as a file of `subject`; equal contents share their bytes.

    Raises `Refused` for what is not accepted; nothing is stored then.
    """
    staged = upload if isinstance(upload, Staged) else stage_file(upload)
    _wait_for_erasure(staged.written.sha256)
    storage.put_in_place(staged.written)
    stored = StoredFile.objects.create(
        sha256=staged.written.sha256,
        size=staged.written.size,
        name=staged.name,
        media_type=staged.media_type,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        organisation_id=organisation_id,
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    record("file.uploaded", stored, by=by, size=stored.size, **_described(stored))
    return stored


def _described(file: StoredFile) -> dict[str, str]:
    return {"name": file.name, "sha256": file.sha256, "about": f"{file.subject_type}:{file.subject_id}"}


def _wait_for_erasure(sha256: str) -> None:
    """Rows with the same content are locked, so that nobody removes these bytes before we commit."""
    list(StoredFile.objects.select_for_update().filter(sha256=sha256).values_list("pk", flat=True))


@transaction.atomic
def erase_file(file: StoredFile, *, reason: str, by: Any) -> None:
    """Erase a file for good: its row stays as a tombstone, its bytes go once nobody else uses them.

    Raises `Refused` without a reason or for a file erased before, `NotAllowed` for those without the right.
    """
    check_may_erase(by, file)
    if not reason.strip():
        raise Refused("Укажите, почему файл надо стереть: причина останется в журнале.")
    live = StoredFile.objects.filter(pk=file.pk, erased_at__isnull=True)
    if not live.update(erased_at=clock.now(), erased_by=by, erased_reason=reason.strip()):
        raise Refused("Этот файл уже стёрт.")
    file.refresh_from_db()
    record("file.erased", file, by=by, reason=file.erased_reason, **_described(file))
    enqueue("files.remove-bytes", sha256=file.sha256)


@transaction.atomic
def remove_bytes(sha256: str) -> bool:
    """Remove the bytes of erased files if no other row needs them; says whether they are gone."""
    rows = StoredFile.objects.select_for_update().filter(sha256=sha256).values_list("erased_at", flat=True)
    if any(erased_at is None for erased_at in list(rows)):
        return False
    storage.remove(sha256)
    return True


def sweep() -> int:
    """Remove bytes older than a day that no row names, and unfinished uploads; returns how many."""
    removed = storage.sweep_incoming()
    for sha256 in storage.all_hashes():
        known = StoredFile.objects.filter(sha256=sha256, erased_at__isnull=True).exists()
        if not known and storage.is_old(storage.path_of(sha256)):
            removed += storage.remove_orphan(sha256)
    return removed


def record_download(file: StoredFile, *, by: Any = SYSTEM) -> None:
    """Remember that a file was taken (a region must know which schools have taken theirs)."""
    record("file.downloaded", file, by=by, name=file.name, about=f"{file.subject_type}:{file.subject_id}")
