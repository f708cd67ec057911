"""Writing to the history: called by actions, never by signals."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.db import models

from medk.audit.kinds import kind_of
from medk.audit.models import AuditEntry
from medk.kernel import clock
from medk.kernel.middleware import current_request_id


class Actor(Protocol):
    """Whoever acts: a user with a number and a name; `SYSTEM` for jobs and commands."""

    pk: Any

    def __str__(self) -> str: ...


class _System:
    pk = None

    def __str__(self) -> str:
        return "система"


SYSTEM = _System()


def entry(
    kind: str,
    subject: models.Model,
    *,
    by: Actor,
    organisation: int | None = None,
    on_behalf_of: str = "",
    **details: Any,
) -> AuditEntry:
    """An unsaved entry; ValueError when a detail is not declared for the kind.

    `organisation` defaults to the subject's own `organisation_id`, when it has one.
    """
    unknown = set(details) - kind_of(kind).details
    if unknown:
        raise ValueError(f"audit kind {kind!r} does not carry {sorted(unknown)}")
    return AuditEntry(
        at=clock.now(),
        kind=kind,
        actor_id=by.pk,
        actor_name=str(by),
        on_behalf_of=on_behalf_of,
        object_type=subject._meta.label_lower,
        object_id=subject.pk,
        object_label=str(subject)[:1000],
        organisation_id=organisation or getattr(subject, "organisation_id", None),
        details=details,
        request_id=current_request_id.get(),
    )


def record(kind: str, subject: models.Model, *, by: Actor, **details: Any) -> AuditEntry:
    """Write one entry in the current transaction and return it."""
    written = entry(kind, subject, by=by, **details)
    written.save()
    return written


def record_many(entries: Iterable[AuditEntry]) -> None:
    """Write prepared entries in chunks, in the current transaction."""
    AuditEntry.objects.bulk_create(entries, batch_size=500)


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Only the fields that differ, as {field: [old, new]} of JSON values."""
    return {
        name: [_plain(before.get(name)), _plain(value)]
        for name, value in after.items()
        if before.get(name) != value
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, float, str, list, dict)) else str(value)
