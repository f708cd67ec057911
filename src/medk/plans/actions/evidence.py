"""Proof of execution: files and links; withdrawn ones stay in the history."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from medk.audit.recording import record
from medk.files.actions import store_file
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused
from medk.plans.access import executes
from medk.plans.actions.execution import touch
from medk.plans.choices import RoadMapStatus
from medk.plans.models import Evidence, Execution
from medk.plans.moves import EXECUTION

#: More proofs of one part than this is a slip of the hand.
MOST = 40


def _require_addable(row: Execution, by: Any) -> None:
    if not executes(by, row):
        raise NotAllowed("Подтверждения прикладывает исполнитель этой части.")
    if row.measure.road_map.status != RoadMapStatus.APPROVED:
        raise Refused("Подтверждения прикладывают к утверждённой дорожной карте.")
    if row.status not in EXECUTION.moves["submit"].sources:
        label = row.get_status_display()
        raise Refused(
            f"Сейчас состояние «{label}». Чтобы изменить подтверждения, сначала отзовите отправленное."
        )
    if row.pk and row.evidence.filter(withdrawn_at__isnull=True).count() >= MOST:
        raise Refused(f"К одной части прикладывают не больше {MOST} подтверждений. Соберите файлы в архив.")


def _added(evidence: Evidence, by: Any) -> Evidence:
    record(
        "plans.evidence_added",
        evidence.execution,
        by=by,
        title=evidence.title,
        file=evidence.file.name if evidence.file else "",
        link=evidence.link,
    )
    return evidence


@transaction.atomic
def add_link(row: Execution, *, by: Any, link: str, title: str = "") -> Evidence:
    """Attach an address of a published page or document; only http and https."""
    _require_addable(row, by)
    parts = urlsplit(link.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Refused(
            "Ссылка должна начинаться с https:// или http://. Скопируйте её из строки браузера целиком."
        )
    stored = touch(row)
    values = {"link": link.strip(), "title": title.strip()}
    return _added(Evidence.objects.create(execution=stored, added_by=by, added_at=clock.now(), **values), by)


@transaction.atomic
def add_file(row: Execution, *, by: Any, upload: Any, title: str = "") -> Evidence:
    """Attach a file; the kinds and the size are those of the installation."""
    _require_addable(row, by)
    stored = touch(row)
    file = store_file(upload, subject=stored, organisation_id=stored.organisation_id, by=by)
    return _added(
        Evidence.objects.create(
            execution=stored, file=file, title=title.strip(), added_by=by, added_at=clock.now()
        ),
        by,
    )


@transaction.atomic
def attach(row: Execution, *, by: Any, files: Iterable[Any] = (), link: str = "") -> list[Evidence]:
    """Several proofs at once: all of them or none. `files` are uploads, staged beforehand by pages."""
    _require_addable(row, by)
    stored = touch(row)
    made = [add_file(stored, by=by, upload=upload) for upload in files]
    return [*made, add_link(stored, by=by, link=link)] if link.strip() else made


@transaction.atomic
def withdraw_evidence(evidence: Evidence, *, by: Any, reason: str = "") -> None:
    """Take a proof off a part that is not submitted; the row and the file stay in the history."""
    _require_addable(evidence.execution, by)
    done = Evidence.objects.filter(pk=evidence.pk, withdrawn_at__isnull=True).update(withdrawn_at=clock.now())
    if done:
        record(
            "plans.evidence_withdrawn", evidence.execution, by=by, title=str(evidence), reason=reason.strip()
        )
