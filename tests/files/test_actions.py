"""Storing, sharing, erasing and sweeping of private files."""

import os
import time

import pytest
from django.db import transaction

from medk.audit.models import AuditEntry
from medk.files import storage
from medk.files.actions import erase_file, remove_bytes, stage_file, store_file, sweep
from medk.files.models import StoredFile
from medk.files.queries import files_problems
from medk.kernel.refusals import NotAllowed, Refused
from tests.files.uploads import PDF, PROGRAM, upload
from tests.world import District


def stored(district: District, content: bytes = PDF, name: str = "справка.pdf") -> StoredFile:
    """A file about the cycle, put there by the regional coordinator."""
    return store_file(
        upload(content, name),
        subject=district.cycle,
        organisation_id=district.region.pk,
        by=district.users["regional"],
    )


def grow_old(sha256: str) -> None:
    """As if the bytes had been written two days ago."""
    past = time.time() - 2 * storage.ORPHAN_AGE
    os.utime(storage.path_of(sha256), (past, past))


def test_a_file_lies_whole_under_its_hash_and_is_recorded(district: District) -> None:
    file = stored(district)
    path = storage.path_of(file.sha256)
    assert path.read_bytes() == PDF
    assert path.parts[-3:] == (file.sha256[:2], file.sha256[2:4], file.sha256)
    assert (file.size, file.media_type, file.name) == (len(PDF), "application/pdf", "справка.pdf")
    entry = AuditEntry.objects.about(file).get()
    assert (entry.kind, entry.organisation_id) == ("file.uploaded", district.region.pk)
    assert entry.details["sha256"] == file.sha256
    assert not list((storage.settings.FILES_DIR / "incoming").iterdir())


def test_equal_contents_share_bytes_and_keep_their_own_names(district: District) -> None:
    first, second = stored(district), stored(district, name="та же.pdf")
    assert first.sha256 == second.sha256
    assert list(storage.all_hashes()) == [first.sha256]
    assert StoredFile.objects.count() == 2


def test_a_refused_upload_leaves_nothing(district: District) -> None:
    with pytest.raises(Refused):
        stored(district, PROGRAM)
    assert not StoredFile.objects.exists()
    assert not list(storage.all_hashes())
    assert not AuditEntry.objects.exists()


def test_a_staged_upload_is_stored_later_without_reading_it_again(district: District) -> None:
    staged = stage_file(upload(PDF))
    assert not list(storage.all_hashes())
    file = store_file(
        staged, subject=district.cycle, organisation_id=district.region.pk, by=district.users["regional"]
    )
    assert storage.path_of(file.sha256).read_bytes() == PDF


def test_bytes_of_a_transaction_that_failed_are_swept_after_a_day(district: District) -> None:
    with transaction.atomic():
        sha256 = stored(district).sha256
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()
    assert sweep() == 0
    assert storage.path_of(sha256).exists()
    grow_old(sha256)
    assert sweep() == 1
    assert not storage.path_of(sha256).exists()


def test_the_sweep_leaves_bytes_that_a_row_names(district: District) -> None:
    file = stored(district)
    grow_old(file.sha256)
    assert sweep() == 0
    assert storage.path_of(file.sha256).exists()


def test_fresh_bytes_are_put_back_by_the_removal_of_an_orphan(district: District) -> None:
    file = stored(district)
    assert not storage.remove_orphan(file.sha256)
    assert storage.path_of(file.sha256).read_bytes() == PDF


def test_erasing_leaves_a_tombstone_and_removes_the_bytes(district: District) -> None:
    file = stored(district)
    erase_file(file, reason="в скане список учеников", by=district.users["regional"])
    file.refresh_from_db()
    assert (file.erased_reason, file.erased_by) == ("в скане список учеников", district.users["regional"])
    assert not storage.path_of(file.sha256).exists()
    assert AuditEntry.objects.filter(kind="file.erased", details__sha256=file.sha256).count() == 1
    assert not list(files_problems())


def test_bytes_stay_while_another_row_needs_them(district: District) -> None:
    first, second = stored(district), stored(district, name="та же.pdf")
    erase_file(first, reason="лишний", by=district.users["regional"])
    assert storage.path_of(first.sha256).exists()
    assert not remove_bytes(first.sha256)
    erase_file(second, reason="лишний", by=district.users["regional"])
    assert not storage.path_of(first.sha256).exists()


def test_the_same_content_may_come_again_after_erasure(district: District) -> None:
    erase_file(stored(district), reason="лишний", by=district.users["regional"])
    again = stored(district)
    assert storage.path_of(again.sha256).read_bytes() == PDF
    assert not list(files_problems())


def test_erasing_twice_or_without_a_reason_is_refused(district: District) -> None:
    file = stored(district)
    with pytest.raises(Refused, match="почему"):
        erase_file(file, reason="  ", by=district.users["regional"])
    erase_file(file, reason="лишний", by=district.users["administrator"])
    with pytest.raises(Refused, match="уже стёрт"):
        erase_file(file, reason="лишний", by=district.users["regional"])


@pytest.mark.parametrize("role", ["municipal", "curator", "head", "operator", "stranger"])
def test_others_may_not_erase(district: District, role: str) -> None:
    with pytest.raises(NotAllowed, match="региональный координатор"):
        erase_file(stored(district), reason="лишний", by=district.users[role])


def test_damage_on_disk_is_told_file_by_file(district: District) -> None:
    missing, cut, changed = (stored(district, PDF + bytes([65 + n])) for n in range(3))
    stored(district, PDF + b"whole")
    storage.path_of(missing.sha256).unlink()
    storage.path_of(cut.sha256).write_bytes(b"%PDF")
    storage.path_of(changed.sha256).write_bytes(PDF + b"?")
    problems = list(files_problems())
    assert [problem.split(" ")[1] for problem in problems] == [str(f.pk) for f in (missing, cut, changed)]
    assert "нет на диске" in problems[0]
    assert "размер 4 байт" in problems[1]
    assert "отпечаток другой" in problems[2]
