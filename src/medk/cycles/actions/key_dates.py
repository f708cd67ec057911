"""The calendar of a cycle."""

import datetime as dt
from typing import Any

from django.db import transaction

from medk.audit.recording import Actor, changes, record
from medk.cycles.access import require_edit, require_open
from medk.cycles.models import Cycle, KeyDate
from medk.cycles.rules import check_span, free_code
from medk.kernel.refusals import Refused


@transaction.atomic
def add_key_date(
    cycle: Cycle,
    *,
    title: str,
    ends_on: dt.date,
    by: Actor,
    starts_on: dt.date | None = None,
    source: str = "",
) -> KeyDate:
    """Put a day or a span into the calendar; dates outside the cycle are allowed, orders have them."""
    _require(cycle, by)
    _check(title, starts_on, ends_on)
    code = free_code(cycle.key_dates.values_list("code", flat=True))
    key_date = KeyDate.objects.create(
        cycle=cycle,
        code=code,
        title=title.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        source=source.strip(),
    )
    _record("key_date.added", key_date, by=by, starts_on=_iso(starts_on), ends_on=_iso(ends_on))
    return key_date


@transaction.atomic
def edit_key_date(key_date: KeyDate, *, version: int | None, by: Actor, **values: Any) -> KeyDate:
    """Change words or days; raises `Stale` when somebody was faster."""
    _require(key_date.cycle, by)
    before = {name: getattr(key_date, name) for name in values}
    after = before | values
    _check(
        after.get("title", key_date.title),
        after.get("starts_on", key_date.starts_on),
        after.get("ends_on", key_date.ends_on),
    )
    key_date.save_changed(version, **values)
    differing = changes(before, values)
    if differing:
        _record("key_date.changed", key_date, by=by, changes=differing)
    return key_date


@transaction.atomic
def remove_key_date(key_date: KeyDate, *, by: Actor, reason: str = "") -> None:
    """Take a date out of the calendar; what it was stays in the history."""
    _require(key_date.cycle, by)
    _record(
        "key_date.removed",
        key_date,
        by=by,
        starts_on=_iso(key_date.starts_on),
        ends_on=_iso(key_date.ends_on),
        source=key_date.source,
        reason=reason.strip(),
    )
    KeyDate.objects.filter(pk=key_date.pk).delete()


def _require(cycle: Cycle, by: Actor) -> None:
    require_edit(by, cycle.organisation)
    require_open(cycle)


def _check(title: str, starts_on: dt.date | None, ends_on: dt.date) -> None:
    if not title.strip():
        raise Refused("Назовите событие: без названия дату не узнают.")
    check_span(starts_on, ends_on)


def _record(kind: str, key_date: KeyDate, *, by: Actor, **details: Any) -> None:
    cycle = key_date.cycle
    record(kind, key_date, by=by, organisation=cycle.organisation_id, cycle=str(cycle), **details)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
