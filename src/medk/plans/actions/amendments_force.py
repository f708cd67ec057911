"""An amendment is approved and comes into force: the only way by which an approved plan changes."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.plans import letters_amendments as letters
from medk.plans import letters_cascade
from medk.plans.access_amendments import amendment_capacities, require_amender
from medk.plans.actions.amendments_lines_force import Done, carry_out
from medk.plans.actions.progress import count_progress, hold
from medk.plans.choices import AmendmentStatus, RoadMapStatus
from medk.plans.models import Amendment, AmendmentLine, PlanAmendment, PlanBaseline, RoadMap
from medk.plans.moves import AMENDMENT, APPROVER, CALENDAR, SOLE
from medk.plans.queries.amendment_effects import Effects, effects_of, shares, today_of
from medk.plans.queries.amendment_review import problems_of
from medk.plans.queries.amendments import Conflict, PlanNow, conflicts_of, lines_of
from medk.plans.queries.content import digest, plan_content
from medk.plans.queries.progress import progress_of
from medk.plans.queries.zones import zone_of
from medk.plans.rules.amendments import readable
from medk.workflow.actions import make_move


@transaction.atomic
def approve_amendment(
    amendment: PlanAmendment, *, by: Any, version: int | None = None, agreed: Collection[str] = ()
) -> PlanAmendment:
    """Approve an amendment; it comes into force at once unless its day is still ahead.

    `agreed` holds codes of conflicts (fields that the plan has otherwise than when the line was
    written) whose new value is to be taken all the same. Raises `Stale` with the values now in the plan
    when there are others, or when the amendment was changed since it was read; `NotAllowed` to those who
    had a hand in it while somebody else of the owner could approve; `Refused` for what cannot be done.
    """
    stored = _locked(amendment, version)
    require_amender(by, stored.road_map)
    roles = amendment_capacities(by, stored)
    _require_approver(roles)
    now, lines = PlanNow(stored.road_map, lock=True), lines_of(stored)
    problems = problems_of(stored, lines, now)
    if problems:
        raise Refused(problems[0])
    _settle(conflicts_of(lines, now), agreed, by=by)
    code = "approve" if APPROVER in roles else "approve_alone"
    make_move(
        stored,
        code,
        workflow=AMENDMENT,
        roles=roles,
        by=by,
        zone=zone_of(stored.organisation_id),
        approved_by=by,
        approved_on=today_of(stored.road_map),
        is_approved_alone=code == "approve_alone",
    )
    if stored.effective_on <= today_of(stored.road_map):
        return _put_in_force(stored, lines)
    _try(stored, lines)
    letters.tell_approved_ahead(stored, lines, by=by)
    return stored


def _locked(amendment: PlanAmendment, version: int | None) -> PlanAmendment:
    """The amendment as stored; the plan is held, so that approvals go one after another."""
    RoadMap.objects.select_for_update().get(pk=amendment.road_map_id)
    rows = PlanAmendment.objects.select_for_update(of=("self",)).select_related("road_map__organisation")
    stored = rows.get(pk=amendment.pk)
    if version is not None and stored.version != version:
        raise Stale("Пока вы смотрели, изменение правил другой человек. Посмотрите новое и решите снова.")
    return stored


def _require_approver(roles: Collection[str]) -> None:
    if not {APPROVER, SOLE}.intersection(roles):
        raise NotAllowed(
            "Изменение утверждает другой человек: не тот, кто его готовил.",
            who="Это может другой координатор владельца плана или координатор уровнем выше.",
        )


def _settle(conflicts: Sequence[Conflict], agreed: Collection[str], *, by: Any) -> None:
    """What the approver agreed to starts from the value now in the plan; the rest is asked about."""
    asked = [conflict for conflict in conflicts if conflict.code not in agreed]
    if asked:
        raise Stale(
            "Пока изменение ждало, план изменился. Сравните и отметьте, что записать всё равно.",
            theirs={conflict.label: readable(conflict.field, conflict.now) for conflict in asked},
        )
    for conflict in conflicts:
        conflict.line.old[conflict.field] = conflict.now
        conflict.line.save_changed(None, old=conflict.line.old)


class _Tried(Exception):
    """Thrown to take a trial back."""


def _try(amendment: PlanAmendment, lines: Sequence[AmendmentLine]) -> None:
    """Carry the lines out and take it all back: what cannot be done is refused before its day."""
    try:
        with transaction.atomic():
            carry_out(amendment, lines, now=PlanNow(amendment.road_map))
            raise _Tried
    except _Tried:
        pass


def _put_in_force(amendment: PlanAmendment, lines: Sequence[AmendmentLine]) -> PlanAmendment:
    road_map, by = amendment.road_map, _approver(amendment)
    day = today_of(road_map)
    now = PlanNow(road_map, lock=True)
    hold(row.pk for row in now.measures.values())
    before = progress_of(road_map, day)
    effects = effects_of(lines, now)
    done = carry_out(amendment, lines, now=now)
    count_progress(done.measure_ids)
    _keep_rows(amendment, done)
    baseline = freeze(road_map, amendment)
    make_move(
        amendment,
        "take_effect",
        workflow=AMENDMENT,
        roles={CALENDAR},
        by=by,
        happened_on=amendment.effective_on,
        zone=zone_of(road_map.organisation_id),
        effects=_effects(shares(before.values()), shares(progress_of(road_map, day).values()), effects),
    )
    record(
        "plans.amended",
        road_map,
        by=by,
        amendment=str(amendment.uid),
        ordinal=amendment.ordinal,
        sha256=baseline.sha256,
        effective_on=amendment.effective_on.isoformat(),
        order=amendment.order_words,
        reason=amendment.reason,
        lines=len(lines),
        alone=amendment.is_approved_alone,
    )
    letters_cascade.tell_below(road_map, done.measure_ids, by=by)
    letters.tell_in_force(amendment, done.measure_ids, effects, by=by)
    return amendment


def _approver(amendment: PlanAmendment) -> Any:
    """Who answers for what it does to the plan."""
    return amendment.approved_by


def _effects(before: Any, after: Any, effects: Effects) -> dict[str, Any]:
    """The figures as the document keeps them."""

    def plain(held: Any) -> dict[str, list[int]]:
        return {basis: [share.confirmed, share.planned] for basis, share in held.items()}

    return {
        "on": effects.on.isoformat(),
        "before": plain(before),
        "after": plain(after),
        "touched": effects.touched,
        "moved": len(effects.moved),
    }


def _keep_rows(amendment: PlanAmendment, done: Done) -> None:
    """One row and one entry of the journal for each field of each measure."""
    common = {
        "reason": amendment.reason,
        "effective_on": amendment.effective_on,
        "order": amendment.order_words,
    }
    Amendment.objects.bulk_create(
        (
            Amendment(
                measure=row.measure,
                document=amendment,
                field=row.field,
                old=row.old,
                new=row.new,
                by=amendment.approved_by,
                entered_at=clock.now(),
                **common,
            )
            for row in done.rows
        ),
        batch_size=200,
    )
    for row in done.rows:
        record(
            "plans.measure_amended",
            row.measure,
            by=_approver(amendment),
            field=row.field,
            old=row.old,
            new=row.new,
            **(common | {"effective_on": amendment.effective_on.isoformat()}),
        )


def freeze(road_map: RoadMap, amendment: PlanAmendment) -> PlanBaseline:
    """The plan after an amendment as its next version, with its digest."""
    content = plan_content(road_map)
    return PlanBaseline.objects.create(
        road_map=road_map,
        ordinal=road_map.baselines.count() + 1,
        content=content,
        sha256=digest(content),
        approved_on=amendment.effective_on,
        approved_by=amendment.approved_by,
        entered_at=clock.now(),
        amendment=amendment,
    )


def due_amendments() -> list[int]:
    """Numbers of approved amendments whose day has come somewhere, in the order of their days."""
    waiting = PlanAmendment.objects.filter(
        status=AmendmentStatus.APPROVED,
        road_map__status=RoadMapStatus.APPROVED,
        # No zone is a day ahead of ours: the exact date is asked where the plan's owner is.
        effective_on__lte=clock.today() + dt.timedelta(days=1),
    )
    return list(waiting.order_by("effective_on", "pk").values_list("pk", flat=True))


def take_effect(pk: int) -> bool:
    """Bring one approved amendment into force when its day has come; again is harmless.

    Returns whether it did. What cannot be carried out any more stays approved, and those who may settle
    it are told.
    """
    try:
        with transaction.atomic():
            return _take_effect(pk)
    except Refused as refusal:
        letters.tell_stuck(PlanAmendment.objects.select_related("road_map").get(pk=pk), str(refusal))
        return False


def _take_effect(pk: int) -> bool:
    stored = _locked(PlanAmendment.objects.get(pk=pk), None)
    is_waiting = stored.status == AmendmentStatus.APPROVED
    if not is_waiting or stored.road_map.status != RoadMapStatus.APPROVED:
        return False
    if stored.effective_on > today_of(stored.road_map):
        return False
    _put_in_force(stored, lines_of(stored))
    return True


def bring_into_force() -> int:
    """Bring everything into force whose day has come; one short transaction each; returns how many."""
    return sum(take_effect(pk) for pk in due_amendments())
