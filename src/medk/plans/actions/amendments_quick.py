"""A small change from the page of a measure: an amendment of one line, sent at once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from medk.kernel.refusals import Refused, Stale
from medk.plans.access_amendments import amendment_capacities, require_amender
from medk.plans.actions.amendments import begin_amendment, submit_amendment
from medk.plans.actions.amendments_force import approve_amendment
from medk.plans.actions.amendments_lines import Written, change_measure, remove_line, restore_line
from medk.plans.models import Measure, PlanAmendment
from medk.plans.moves import SOLE
from medk.plans.queries.amendment_effects import today_of
from medk.plans.rules.amendment_checks import Head, head_typed
from medk.plans.rules.amendments import LABELS


@dataclass(frozen=True)
class Change:
    """Which field gets which value (live or canonical), why, from when, by which order."""

    field: str
    new: Any
    reason: str
    effective_on: dt.date
    order: str = ""


@transaction.atomic
def amend_measure(measure: Measure, change: Change, *, by: Any, version: int | None = None) -> PlanAmendment:
    """Change one field of an approved measure by an amendment of one line, sent for approval at once.

    Where the owner has nobody else, it is approved by the one who made it and marked so. Raises
    `Refused` for a field that no amendment changes, a missing reason or no difference; `Stale` when
    somebody changed the measure since the form was opened.
    """
    if change.field not in LABELS or change.field in ("status", "executors", "section"):
        raise Refused("Это поле не меняют изменением плана.")
    require_amender(by, measure.road_map)
    _require_version(measure, change, version)
    head = head_typed(change.reason, change.effective_on, change.order)
    return amend_fields(measure, {change.field: _canonical(change.new)}, by=by, head=head)


@transaction.atomic
def amend_fields(measure: Measure, fields: Mapping[str, Any], *, by: Any, head: Head) -> PlanAmendment:
    """Change several fields (canonical) of one measure at once, as `amend_measure` changes one."""
    amendment = _begin(measure, head, by=by)
    change_measure(amendment, measure, by=by, written=Written(fields))
    return _send(amendment, measure, by=by)


@transaction.atomic
def take_out(measure: Measure, *, by: Any, reason: str) -> PlanAmendment:
    """Take a measure out of the plan from today, by an amendment of one line."""
    amendment = _begin(measure, Head(reason, today_of(measure.road_map)), by=by)
    remove_line(amendment, measure, by=by)
    return _send(amendment, measure, by=by)


@transaction.atomic
def bring_back(measure: Measure, *, by: Any, reason: str) -> PlanAmendment:
    """Bring a measure back into the plan from today, by an amendment of one line."""
    amendment = _begin(measure, Head(reason, today_of(measure.road_map)), by=by)
    restore_line(amendment, measure, by=by)
    return _send(amendment, measure, by=by)


def _begin(measure: Measure, head: Head, *, by: Any) -> PlanAmendment:
    if not head.reason.strip():
        raise Refused("Укажите причину изменения: её увидят исполнители.")
    return begin_amendment(measure.road_map, head, by=by)


def _send(amendment: PlanAmendment, measure: Measure, *, by: Any) -> PlanAmendment:
    """Send it; where nobody else of the owner could approve, approve it alone."""
    submit_amendment(amendment, by=by)
    if SOLE in amendment_capacities(by, amendment):
        amendment = approve_amendment(amendment, by=by)
    measure.refresh_from_db()
    return amendment


def _require_version(measure: Measure, change: Change, version: int | None) -> None:
    stored = Measure.objects.select_for_update().get(pk=measure.pk)
    if version is not None and stored.version != version:
        theirs = {change.field: getattr(stored, change.field, None)}
        measure.refresh_from_db()
        raise Stale("Пока вы печатали, это изменил другой человек. Сравните и выберите.", theirs=theirs)


def _canonical(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
