"""An order on its way to a draft: accepted, refused, repeated, retried, discarded."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medk.audit.models import AuditEntry
from medk.files.models import StoredFile
from medk.kernel.refusals import NotAllowed, Refused
from medk.plans.actions import drafts_upload
from medk.plans.actions.drafts_upload import (
    Place,
    discard_order,
    keep_both,
    read_order,
    replace_draft,
    retry_order,
    upload_order,
)
from medk.plans.choices import RoadMapStatus
from medk.plans.models import OrderImport, RoadMap
from tests.plans.drafting import order_file, read_draft, upload
from tests.world import District

Status = OrderImport.Status


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs wait, as they do before the worker comes; tests otherwise run them at once."""
    monkeypatch.setattr(drafts_upload, "enqueue", lambda name, **arguments: None)


@pytest.mark.usefixtures("later")
def test_an_uploaded_order_is_kept_and_read(district: District) -> None:
    order = upload(district)
    assert order.status == Status.READING
    assert StoredFile.objects.get(subject_id=order.pk).sha256 == order.sha256
    read_order(order.pk)
    order.refresh_from_db()
    assert (order.status, order.road_map.measures.count()) == (Status.READ, 15)
    assert order.road_map.organisation == district.municipality


def test_upload_and_reading_are_in_the_audit(district: District) -> None:
    read_draft(district)
    kinds = set(AuditEntry.objects.values_list("kind", flat=True))
    assert {"plans.order_uploaded", "plans.order_read"} <= kinds


def test_the_region_uploads_on_behalf_of_a_municipality(district: District) -> None:
    road_map = read_draft(district, by=district.users["regional"])
    assert road_map.organisation == district.municipality
    assert road_map.level == "municipal"


@pytest.mark.parametrize("name", ["other_municipal", "methodical", "head", "curator", "stranger", "operator"])
def test_others_upload_nothing_for_it(district: District, name: str) -> None:
    with pytest.raises(NotAllowed, match="муниципальный координатор"):
        upload(district, by=district.users[name])
    assert not OrderImport.objects.exists()


@pytest.mark.parametrize(
    ("filename", "content", "words"),
    [
        ("Приказ.txt", b"", "пуст"),
        ("Приказ.txt", b"   \n\t  \n", "пуст"),
        ("Приказ.txt", bytes(range(256)) * 40, "двоичные данные"),
        ("Приказ.txt", b"MZ\x90\x00" + b"\x00" * 500, "программ|исполняемый"),
        ("Приказ.txt", b"%PDF-1.7\n" + "текст".encode() * 50, "PDF"),
        ("Приказ.docx", "Просто текст".encode(), "docx|Word|содерж"),
        ("Приказ.exe", b"MZ\x90\x00", "exe|програм"),
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing(
    district: District, filename: str, content: bytes, words: str
) -> None:
    place = Place(district.municipality, district.cycle, 2022)
    with pytest.raises(Refused, match=words):
        upload_order(SimpleUploadedFile(filename, content), place, by=district.users["municipal"])
    assert not OrderImport.objects.exists()
    assert not StoredFile.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_file_over_the_limit_is_refused(district: District, settings: object) -> None:
    settings.UPLOAD_LIMIT_MB = 1
    heavy = SimpleUploadedFile("Приказ.txt", "план ".encode() * 300_000)
    place = Place(district.municipality, district.cycle, 2022)
    with pytest.raises(Refused, match="МБ"):
        upload_order(heavy, place, by=district.users["municipal"])
    assert not OrderImport.objects.exists()


def test_an_order_in_an_old_encoding_is_read(district: District) -> None:
    text = order_file().read().decode("utf-8")
    old = SimpleUploadedFile("Приказ.txt", text.encode("cp1251", errors="ignore"))
    place = Place(district.municipality, district.cycle, 2022)
    order = upload_order(old, place, by=district.users["municipal"])
    read_order(order.pk)
    order.refresh_from_db()
    assert order.road_map.measures.count() == 15


def test_a_text_without_a_plan_fails_with_a_reason(district: District) -> None:
    letter = SimpleUploadedFile(
        "Письмо.txt", "Направляем вам приглашение на совещание. Явка свободная.".encode()
    )
    place = Place(district.municipality, district.cycle, 2022)
    order = upload_order(letter, place, by=district.users["municipal"])
    read_order(order.pk)
    order.refresh_from_db()
    assert order.status == Status.FAILED
    assert "табл" in order.message
    assert not RoadMap.objects.exists()


@pytest.mark.usefixtures("later")
def test_a_broken_reading_is_told_and_can_be_tried_again(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = upload(district)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no more memory")

    with monkeypatch.context() as patch:
        patch.setattr(drafts_upload, "read_plan", broken)
        with pytest.raises(RuntimeError):
            read_order(order.pk)
    order.refresh_from_db()
    assert (order.status, order.message) == (Status.FAILED, drafts_upload.BROKEN)
    retry_order(order, by=district.users["municipal"])
    read_order(order.pk)
    order.refresh_from_db()
    assert order.status == Status.READ


@pytest.mark.usefixtures("later")
def test_a_failed_import_is_nobody_elses_business(district: District) -> None:
    order = upload(district)
    seen = OrderImport.objects.visible_to
    assert order in seen(district.users["municipal"])
    assert order not in seen(district.users["regional"])
    read_order(order.pk)
    assert order in seen(district.users["regional"])
    assert order not in seen(district.users["other_municipal"])


@pytest.mark.usefixtures("later")
def test_only_its_owner_disposes_of_an_import(district: District) -> None:
    order = upload(district)
    for verb in (discard_order, retry_order):
        with pytest.raises(NotAllowed):
            verb(order, by=district.users["regional"])


@pytest.mark.usefixtures("later")
def test_a_discarded_import_is_not_read(district: District) -> None:
    order = upload(district)
    discard_order(order, by=district.users["municipal"])
    read_order(order.pk)
    order.refresh_from_db()
    assert (order.status, RoadMap.objects.count()) == (Status.DISCARDED, 0)


def test_a_repeated_upload_waits_for_a_word(district: District) -> None:
    read_draft(district)
    again = upload(district)
    assert again.status == Status.HELD
    read_order(again.pk)
    assert RoadMap.objects.count() == 1


def test_another_order_for_the_same_year_waits_too(district: District) -> None:
    read_draft(district)
    assert upload(district, name="zarechie-2022").status == Status.HELD


def test_both_may_be_kept(district: District) -> None:
    read_draft(district)
    again = upload(district)
    keep_both(again, by=district.users["municipal"])
    read_order(again.pk)
    assert RoadMap.objects.filter(status=RoadMapStatus.DRAFT).count() == 2


def test_the_earlier_draft_may_be_replaced(district: District) -> None:
    first = read_draft(district)
    again = upload(district)
    replace_draft(again, first, by=district.users["municipal"])
    read_order(again.pk)
    first.refresh_from_db()
    again.refresh_from_db()
    assert (first.status, again.road_map.status) == (RoadMapStatus.DISCARDED, RoadMapStatus.DRAFT)


def test_an_approved_plan_is_not_replaced(district: District) -> None:
    first = read_draft(district)
    RoadMap.objects.update(status=RoadMapStatus.APPROVED)
    first.refresh_from_db()
    again = upload(district)
    with pytest.raises(Refused, match="не заменяется"):
        replace_draft(again, first, by=district.users["municipal"])


def test_a_decision_is_taken_once(district: District) -> None:
    read_draft(district)
    again = upload(district)
    keep_both(again, by=district.users["municipal"])
    with pytest.raises(Refused, match="уже принято"):
        keep_both(again, by=district.users["municipal"])
