"""What must be true of moves; read in chunks, since a federation has millions of them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Max

from medk.audit.models import AuditEntry
from medk.kernel.integrity import register
from medk.workflow.models import Transition

CHUNK = 2000


@register("Переходы в журнале событий")
def every_move_is_audited() -> Iterable[str]:
    """Each transition has an audit entry that points to it."""
    rows = Transition.objects.order_by("pk").values_list("pk", "uid", *_MOVE)
    for chunk in _chunks(rows):
        told = _told({label for _, _, label, *_ in chunk}, {subject for _, _, _, subject, *_ in chunk})
        for pk, uid, label, subject, source, target in chunk:
            if str(uid) not in told:
                move = f"{source} → {target}"
                yield f"переход {pk} ({label} {subject}, {move}): нет записи в журнале"


_MOVE = ("subject_type", "subject_id", "source", "target")


def _told(labels: set[str], subjects: set[int]) -> set[str]:
    """Transitions that the entries about these subjects point to."""
    entries = AuditEntry.objects.filter(object_type__in=labels, object_id__in=subjects, kind="workflow.moved")
    return set(entries.order_by().values_list("details__transition", flat=True))


@register("Состояния документов")
def statuses_follow_the_moves() -> Iterable[str]:
    """Each subject that ever moved stands where its last transition put it."""
    types = Transition.objects.order_by("subject_type").values_list("subject_type", flat=True).distinct()
    for label in types:
        yield from _strayed(label)


def _strayed(label: str) -> Iterator[str]:
    moves = Transition.objects.filter(subject_type=label).order_by("subject_id")
    last = moves.values("subject_id").annotate(last=Max("pk")).values_list("subject_id", "last")
    for chunk in _chunks(last):
        targets = dict(
            Transition.objects.filter(pk__in=[pk for _, pk in chunk]).values_list("subject_id", "target")
        )
        yield from _differing(label, targets)


def _differing(label: str, targets: Mapping[int, str]) -> Iterator[str]:
    manager = apps.get_model(label)._default_manager
    stored = dict(manager.filter(pk__in=targets).order_by().values_list("pk", "status"))
    for pk, target in targets.items():
        if pk not in stored:
            yield f"{label} {pk}: есть переходы, но нет самого документа"
        elif stored[pk] != target:
            yield f"{label} {pk}: состояние «{stored[pk]}», по последнему переходу «{target}»"


def _chunks(rows: Any) -> Iterator[list[Any]]:
    """Rows of a query by so many, without keeping those that were looked at."""
    held: list[Any] = []
    for row in rows.iterator(chunk_size=CHUNK):
        held.append(row)
        if len(held) == CHUNK:
            yield held
            held = []
    if held:
        yield held
