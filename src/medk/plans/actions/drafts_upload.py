"""An order's way from a file to a draft: uploaded, asked about repeats, read, retried, discarded."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from medk.audit.recording import record
from medk.cycles.models import Cycle
from medk.files.actions import stage_file, store_file
from medk.files.models import StoredFile
from medk.files.rules import check_size
from medk.files.storage import path_of
from medk.kernel import clock
from medk.kernel.jobs import enqueue
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.models import Organisation
from medk.plans.access_drafts import require_preparer
from medk.plans.actions.drafts import discard_draft
from medk.plans.actions.drafts_filling import fill_draft, note_failure
from medk.plans.choices import RoadMapStatus
from medk.plans.models import OrderImport, RoadMap
from medk.plans.queries.duplicates import repeated_road_maps
from medk.reader import UnreadableFile, plan_to_contract, read_plan
from medk.reader.sources.decoding import decode

#: Extensions that the reader reads today; other formats come with their own issue.
READABLE = ("txt",)
Status = OrderImport.Status
BROKEN = (
    "При чтении приказа произошёл сбой на сервере. Файл сохранён: попробуйте прочитать его ещё раз, а если "
    "не получится, заведите план вручную и сообщите администратору."
)


@dataclass(frozen=True)
class Place:
    """Where an order belongs: whose plan, of which cycle, for which year."""

    organisation: Organisation
    cycle: Cycle
    year: int


def upload_order(upload: UploadedFile, place: Place, *, by: Any) -> OrderImport:
    """Keep an order and have it read in the background; a repeated one waits for a word.

    Raises `Refused` for a file that cannot be read as text (nothing is stored then), `NotAllowed`
    for a place where the person prepares no plans.
    """
    require_preparer(by, place.organisation)
    text = _text_of(upload)
    staged = stage_file(upload)
    with transaction.atomic():
        order = OrderImport.objects.create(
            organisation=place.organisation,
            cycle=place.cycle,
            year=place.year,
            filename=staged.name,
            sha256=staged.written.sha256,
            text=text,
            by=by,
            created_at=clock.now(),
        )
        store_file(staged, subject=order, organisation_id=place.organisation.pk, by=by)
        record("plans.order_uploaded", order, by=by, filename=order.filename, sha256=order.sha256)
        if repeated_road_maps(order).exists():
            _set_status(order, Status.HELD)
        else:
            enqueue("plans.read_order", import_id=order.pk)
    return order


def _text_of(upload: UploadedFile) -> str:
    extension = (upload.name or "").rpartition(".")[2].lower()
    if extension not in READABLE:
        raise Refused(
            f"Файл «{upload.name}» пока не читается: приказ принимается текстом (.txt). Откройте документ, "
            "выделите всё, скопируйте и вставьте в поле «Текст приказа»."
        )
    check_size(upload.name or "", upload.size or 0, limit_mb=settings.UPLOAD_LIMIT_MB)
    upload.seek(0)
    try:
        return decode(upload.read())
    except UnreadableFile as refusal:
        raise Refused(str(refusal)) from refusal
    finally:
        upload.seek(0)


def read_order(import_id: int) -> None:
    """Read one uploaded order and fill its draft; runs in the background and may run twice."""
    order = OrderImport.objects.select_related("organisation", "cycle", "by__person").get(pk=import_id)
    if order.status != Status.READING:
        return
    try:
        contract = plan_to_contract(read_plan(_bytes_of(order), filename=order.filename, year=order.year))
        fill_draft(order, contract)
    except UnreadableFile as refusal:
        note_failure(order, str(refusal))
    except Exception:
        note_failure(order, BROKEN)
        raise


def _bytes_of(order: OrderImport) -> bytes:
    stored = StoredFile.objects.filter(subject_type=order._meta.label_lower, subject_id=order.pk).latest("pk")
    return path_of(stored.sha256).read_bytes()


def _require_own(order: OrderImport, by: Any) -> None:
    if order.by_id != by.pk:
        raise NotAllowed("Этой загрузкой распоряжается тот, кто загрузил файл.")


def _set_status(order: OrderImport, status: str, *, message: str = "") -> None:
    order.save_changed(order.version, status=status, message=message)


@transaction.atomic
def keep_both(order: OrderImport, *, by: Any) -> None:
    """Read an order although a like plan exists."""
    _require_own(order, by)
    if order.status != Status.HELD:
        raise Refused("Решение по этой загрузке уже принято.")
    _set_status(order, Status.READING)
    record("plans.order_decided", order, by=by, decision="оставить оба", road_map="")
    enqueue("plans.read_order", import_id=order.pk)


@transaction.atomic
def replace_draft(order: OrderImport, road_map: RoadMap, *, by: Any) -> None:
    """Discard the earlier draft and read the new file in its place; an approved plan is not replaced."""
    _require_own(order, by)
    if order.status != Status.HELD:
        raise Refused("Решение по этой загрузке уже принято.")
    if road_map.status != RoadMapStatus.DRAFT:
        raise Refused(
            "Утверждённый план не заменяется загрузкой: внесите изменения в его мероприятия или оставьте оба плана."
        )
    discard_draft(road_map, reason=f"Заменён загрузкой файла «{order.filename}»", by=by)
    _set_status(order, Status.READING)
    record("plans.order_decided", order, by=by, decision="заменить", road_map=str(road_map))
    enqueue("plans.read_order", import_id=order.pk)


@transaction.atomic
def retry_order(order: OrderImport, *, by: Any) -> None:
    """Read once more an order that failed or seems stuck."""
    _require_own(order, by)
    if order.status not in (Status.FAILED, Status.READING):
        raise Refused("Этот приказ уже прочитан или отменён.")
    _set_status(order, Status.READING)
    record("plans.order_retried", order, by=by)
    enqueue("plans.read_order", import_id=order.pk)


@transaction.atomic
def discard_order(order: OrderImport, *, by: Any) -> None:
    """Give up an import that has filled no draft."""
    _require_own(order, by)
    if order.status == Status.READ:
        raise Refused("Приказ прочитан: отменить можно черновик плана.")
    if order.status == Status.DISCARDED:
        raise Refused("Загрузка уже отменена.")
    _set_status(order, Status.DISCARDED)
    record("plans.order_discarded", order, by=by)
