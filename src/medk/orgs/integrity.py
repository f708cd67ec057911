"""What must be true of the tree and of appointments."""

from collections.abc import Iterable

from medk.audit.models import AuditEntry
from medk.kernel.integrity import register
from medk.orgs.actions.links import tree_problems
from medk.orgs.models import Appointment, Organisation

CHUNK = 2000


@register("Дерево организаций")
def tree_is_right() -> Iterable[str]:
    """The closure follows the parents; every open organisation has one membership that holds."""
    return tree_problems()


@register("Люди и организации в журнале событий")
def beginnings_are_audited() -> Iterable[str]:
    """Each organisation and each appointment has the entry of its beginning."""
    for model, kind in ((Organisation, "organisation.created"), (Appointment, "appointment.made")):
        entries = AuditEntry.objects.filter(kind=kind).order_by()
        told = set(entries.values_list("object_id", flat=True).iterator(chunk_size=CHUNK))
        for row in model._default_manager.order_by("pk").iterator(chunk_size=CHUNK):
            if row.pk not in told:
                yield f"{model._meta.verbose_name} {row.pk} («{row}»): нет записи в журнале"
