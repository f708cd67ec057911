"""What must be true of moves."""

from collections.abc import Iterable

from django.apps import apps

from medk.audit.models import AuditEntry
from medk.kernel.integrity import register
from medk.workflow.models import Transition

CHUNK = 2000


@register("Переходы в журнале событий")
def every_move_is_audited() -> Iterable[str]:
    """Each transition has an audit entry that points to it."""
    entries = AuditEntry.objects.filter(kind="workflow.moved").order_by()
    told = set(entries.values_list("details__transition", flat=True))
    for row in Transition.objects.order_by("pk").iterator(chunk_size=CHUNK):
        if str(row.uid) not in told:
            yield f"переход {row.pk} ({row.subject_type} {row.subject_id}, {row}): нет записи в журнале"


@register("Состояния документов")
def statuses_follow_the_moves() -> Iterable[str]:
    """Each subject that ever moved stands where its last transition put it."""
    types = Transition.objects.order_by("subject_type").values_list("subject_type", flat=True).distinct()
    for label in types:
        yield from _strayed(label)


def _strayed(label: str) -> Iterable[str]:
    rows = Transition.objects.filter(subject_type=label).order_by("pk")
    last = dict(rows.values_list("subject_id", "target").iterator(chunk_size=CHUNK))
    stored = dict(apps.get_model(label)._default_manager.order_by().values_list("pk", "status"))
    for pk, target in last.items():
        if pk not in stored:
            yield f"{label} {pk}: есть переходы, но нет самого документа"
        elif stored[pk] != target:
            yield f"{label} {pk}: состояние «{stored[pk]}», по последнему переходу «{target}»"
