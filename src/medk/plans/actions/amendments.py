"""An amendment from its beginning to its sending: the head, the lines, the moves of those who prepare it."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max

from medk.audit.recording import changes, record
from medk.kernel import clock
from medk.kernel.refusals import Refused, Stale
from medk.plans import letters_amendments as letters
from medk.plans.access_amendments import amendment_capacities, require_amender, require_drafting
from medk.plans.models import PlanAmendment, RoadMap
from medk.plans.moves import AMENDMENT
from medk.plans.queries.amendment_effects import today_of
from medk.plans.queries.amendment_review import bounds_of, problems_of
from medk.plans.queries.amendments import PlanNow, lines_of
from medk.plans.rules.amendment_checks import Head, head_problem
from medk.workflow.actions import make_move

CHANGED = "Пока вы смотрели, изменение правил другой человек. Посмотрите новое и повторите."


@transaction.atomic
def begin_amendment(road_map: RoadMap, head: Head | None = None, *, by: Any) -> PlanAmendment:
    """Begin an amendment of an approved plan; numbers go on within the plan.

    Raises `NotAllowed` to those who do not prepare its amendments, `Refused` for a plan that is not in
    force or a day before its approval.
    """
    RoadMap.objects.select_for_update().get(pk=road_map.pk)
    require_amender(by, road_map)
    head = head or Head("", today_of(road_map))
    last = road_map.plan_amendments.aggregate(last=Max("ordinal"))["last"] or 0
    made = PlanAmendment(
        road_map=road_map,
        ordinal=last + 1,
        prepared_by=by,
        created_at=clock.now(),
        **_head(head),
    )
    _require_day(made, head)
    made.save()
    record(
        "plans.amendment_begun",
        made,
        by=by,
        reason=made.reason,
        effective_on=made.effective_on.isoformat(),
    )
    return made


def _head(head: Head) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in asdict(head).items()}


def _require_day(amendment: PlanAmendment, head: Head) -> None:
    """A draft may lack its reason; a day before the approval is refused at once."""
    problem = head_problem(Head("…", head.effective_on), bounds_of(amendment))
    if problem:
        raise Refused(problem)


@transaction.atomic
def correct_amendment(
    amendment: PlanAmendment, head: Head, *, by: Any, version: int | None = None
) -> PlanAmendment:
    """Change why, from when and by which order; `Stale` shows what somebody else wrote meanwhile."""
    require_drafting(amendment, by)
    _require_day(amendment, head)
    before = {name: getattr(amendment, name) for name in _head(head)}
    amendment.save_changed(version, **_head(head))
    record("plans.amendment_corrected", amendment, by=by, changes=changes(before, _head(head)))
    return amendment


@transaction.atomic
def submit_amendment(amendment: PlanAmendment, *, by: Any, version: int | None = None) -> None:
    """Send an amendment for approval; those who may approve it are told.

    Refused without a reason, without lines, or with a line that cannot be carried out.
    """
    require_amender(by, amendment.road_map)
    _require_version(amendment, version)
    problems = problems_of(amendment, lines_of(amendment), PlanNow(amendment.road_map))
    if problems:
        raise Refused(problems[0])
    roles = amendment_capacities(by, amendment)
    make_move(amendment, "submit", workflow=AMENDMENT, roles=roles, by=by, submitted_by=by)
    letters.tell_submitted(amendment, by=by)


@transaction.atomic
def recall_amendment(amendment: PlanAmendment, *, by: Any) -> None:
    """Take an amendment back from approval to work on it."""
    require_amender(by, amendment.road_map)
    roles = amendment_capacities(by, amendment)
    make_move(amendment, "recall", workflow=AMENDMENT, roles=roles, by=by)


@transaction.atomic
def withdraw_amendment(amendment: PlanAmendment, *, by: Any, reason: str) -> None:
    """Give an amendment up with a reason, until it comes into force; those told of it are told again."""
    require_amender(by, amendment.road_map)
    was_approved = bool(amendment.approved_on)
    roles = amendment_capacities(by, amendment)
    make_move(amendment, "withdraw", workflow=AMENDMENT, roles=roles, by=by, reason=reason)
    if was_approved:
        letters.tell_withdrawn(amendment, by=by, reason=reason)


@transaction.atomic
def decline_amendment(amendment: PlanAmendment, *, by: Any, reason: str, version: int | None = None) -> None:
    """Send an amendment back to those who prepare it, saying why."""
    require_amender(by, amendment.road_map)
    _require_version(amendment, version)
    roles = amendment_capacities(by, amendment)
    make_move(amendment, "decline", workflow=AMENDMENT, roles=roles, by=by, reason=reason)
    letters.tell_declined(amendment, by=by, reason=reason)


def _require_version(amendment: PlanAmendment, version: int | None) -> None:
    """Nobody decides about what they have not seen."""
    held = PlanAmendment.objects.select_for_update().get(pk=amendment.pk)
    if version is not None and held.version != version:
        raise Stale(CHANGED)
    amendment.status, amendment.version = held.status, held.version


def is_day_come(amendment: PlanAmendment, on: dt.date | None = None) -> bool:
    """Whether the day from which an amendment holds has come where the plan's owner is."""
    return amendment.effective_on <= (on or today_of(amendment.road_map))
