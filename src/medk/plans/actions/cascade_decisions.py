"""Deciding upon changes of the map above: accepted ones go into the own map, declined ones leave a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.plans import letters, letters_cascade
from medk.plans.access_amendments import amendment_capacities
from medk.plans.access_cascade import require_linker
from medk.plans.actions.amendments import begin_amendment, submit_amendment
from medk.plans.actions.amendments_force import approve_amendment
from medk.plans.actions.amendments_lines import Written, change_measure, remove_line, restore_line
from medk.plans.actions.cascade_drafting import executor_below
from medk.plans.actions.drafts_measures import save_measure
from medk.plans.actions.drafts_structure import remove_measure
from medk.plans.actions.progress import count_progress
from medk.plans.actions.versions import keep_versions
from medk.plans.choices import AmendmentStatus, LineKind, MeasureStatus, RoadMapStatus
from medk.plans.choices_cascade import Aspect, Verdict
from medk.plans.models import Executor, Measure, MeasureOrigin, OriginDecision, PlanAmendment, RoadMap
from medk.plans.moves import SOLE
from medk.plans.queries.cascade_above import Above, Pending, above_of, live_origins
from medk.plans.queries.cascade_content import kept_executors, sides_of
from medk.plans.queries.zones import zone_of
from medk.plans.rules.amendment_checks import head_typed
from medk.plans.rules.cascade import as_taken, digest


@dataclass(frozen=True)
class Decided:
    """How many changes were decided, and the amendment that carries the accepted ones out."""

    count: int
    amendment: PlanAmendment | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the amendment waits for somebody else's approval."""
        return self.amendment is not None and self.amendment.status == AmendmentStatus.SUBMITTED


@dataclass(frozen=True)
class Resolution:
    """What is decided about some changes: the verdict, why, by which order."""

    verdict: str
    reason: str
    order: str = ""


def pending_of(road_map: RoadMap) -> list[Pending]:
    """Every change from above that waits in a map, whichever maps it is linked to."""
    parents = RoadMap.objects.filter(
        pk__in=live_origins(road_map).order_by().values("parent__road_map_id")
    ).select_related("organisation", "cycle")
    found: list[Above] = [above_of(road_map, one, with_decisions=False) for one in parents]
    return [change for above in found for change in above.pending]


def chosen(waiting: Sequence[Pending], tokens: Sequence[str]) -> list[Pending]:
    """The changes that a form names.

    Raises `Refused` when one of them was decided, or changed again above, since the form was opened:
    the newest change is decided upon.
    """
    by_token = {change.token: change for change in waiting}
    lost = [token for token in tokens if token not in by_token]
    if lost:
        again = {change.token.rpartition(":")[0] for change in waiting}
        changed = any(token.rpartition(":")[0] in again for token in lost)
        raise Refused(
            "Пока вы смотрели, в карте выше это изменили ещё раз. Посмотрите последнее изменение и решите."
            if changed
            else "По отмеченному уже решили. Обновите страницу: здесь то, что осталось."
        )
    if not tokens:
        raise Refused("Отметьте изменения, по которым решаете.")
    return [by_token[token] for token in dict.fromkeys(tokens)]


@transaction.atomic
def decide(road_map: RoadMap, tokens: Sequence[str], *, resolution: Resolution, by: Any) -> Decided:
    """Accept or decline changes from above, all of them or none.

    Accepting changes the own map: a draft directly, an approved one by one amendment of as many lines,
    which waits for its approval where the owner has somebody else. Raises `NotAllowed` for anybody but
    the map's owner (who prepares it, while it is a draft), `Refused` without a reason, for what was
    decided or changed meanwhile, and where the map's own rules refuse the amendment: nothing is stored
    then.
    """
    require_linker(by, road_map)
    if resolution.verdict not in Verdict.values:
        raise Refused("Выберите, принять изменения или отклонить.")
    if not resolution.reason.strip():
        raise Refused("Напишите причину: её увидят те, кто ведёт карту выше.")
    list(live_origins(road_map).select_for_update().values_list("pk", flat=True))
    changes = chosen(pending_of(road_map), tokens)
    # What is cancelled goes last: a draft loses the whole row by it.
    ordered = sorted(changes, key=lambda one: one.aspect == Aspect.STATE)
    amendment = None
    if resolution.verdict == Verdict.ACCEPTED and road_map.status == RoadMapStatus.APPROVED:
        for change in ordered:
            _settle(change, resolution, by=by)
        amendment = _amend_plan(road_map, [one for one in ordered if not one.is_same], resolution, by=by)
    else:
        for change in ordered:
            if _settle(change, resolution, by=by) and resolution.verdict == Verdict.ACCEPTED:
                _correct_draft(road_map, change, by=by)
    parents = {change.origin.parent.road_map_id for change in changes}
    letters_cascade.tell_above(road_map, parents, what="есть решения по изменениям вашей карты", by=by)
    return Decided(len(changes), amendment)


def _settle(change: Pending, resolution: Resolution, *, by: Any) -> bool:
    """Keep the decision; False when the row went out of the draft by another decision just now."""
    origin, found = change.origin, change.difference
    settled = {**origin.settled, **found.new}
    rows = MeasureOrigin.objects.filter(pk=origin.pk)
    if not rows.update(settled=settled, settled_sha256=digest(settled)):
        return False
    origin.settled = settled
    OriginDecision.objects.create(
        origin=origin,
        aspect=found.aspect,
        verdict=resolution.verdict,
        old=found.old,
        new=found.new,
        reason=resolution.reason.strip(),
        by=by,
        decided_at=clock.now(),
    )
    record(
        "plans.change_from_above_decided",
        origin.measure,
        by=by,
        parent=str(origin.parent),
        aspect=change.aspect.label,
        verdict=Verdict(resolution.verdict).label,
        old=change.was,
        new=change.now,
        reason=resolution.reason.strip(),
    )
    return True


def _correct_draft(road_map: RoadMap, change: Pending, *, by: Any) -> None:
    measure = change.origin.measure
    measure.refresh_from_db()
    measure.road_map = road_map
    if change.is_same:
        return
    if change.aspect == Aspect.EXECUTORS:
        _take_executors(road_map, change, by=by)
    elif change.aspect != Aspect.STATE:
        save_measure(measure, _typed(measure, _taken(road_map, change)), by=by)
    elif change.difference.new["state"] != "active":
        remove_measure(measure, by=by)


def _amend_plan(
    road_map: RoadMap, changes: Sequence[Pending], resolution: Resolution, *, by: Any
) -> PlanAmendment | None:
    """Everything accepted as one amendment; executors stand outside the plan's version (decision 9)."""
    for change in changes:
        if change.aspect == Aspect.EXECUTORS:
            _take_executors(road_map, change, by=by)
    lines = [change for change in changes if change.aspect != Aspect.EXECUTORS]
    if not lines:
        return None
    today = clock.today(zone_of(road_map.organisation_id))
    head = head_typed(resolution.reason, today, resolution.order)
    amendment = begin_amendment(road_map, head, by=by)
    for measure, fields in _fields_by_measure(road_map, lines):
        change_measure(amendment, measure, by=by, written=Written(fields))
    for change in lines:
        if change.aspect == Aspect.STATE:
            _follow_state(amendment, change, by=by)
    submit_amendment(amendment, by=by)
    if SOLE in amendment_capacities(by, amendment):
        return approve_amendment(amendment, by=by)
    return amendment


def _fields_by_measure(road_map: RoadMap, changes: Sequence[Pending]) -> list[tuple[Measure, dict[str, Any]]]:
    """What changes of each measure, in the form of its content; one line of the amendment for each."""
    found: dict[int, tuple[Measure, dict[str, Any]]] = {}
    for change in changes:
        if change.aspect != Aspect.STATE:
            measure = change.origin.measure
            _, fields = found.setdefault(measure.pk, (measure, {}))
            fields |= _canonical(_taken(road_map, change))
    return list(found.values())


def _canonical(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the plan's content has them: two places after the point."""
    if "targets" not in values:
        return values
    rows = (dict(row) for row in values["targets"])
    return values | {
        "targets": [
            row | {"value": None if row["value"] is None else f"{Decimal(row['value']):.2f}"} for row in rows
        ]
    }


def _follow_state(amendment: PlanAmendment, change: Pending, *, by: Any) -> None:
    """What was cancelled above is taken out here, what came back there comes back."""
    measure = change.origin.measure
    if change.difference.new["state"] == "active":
        if measure.status == MeasureStatus.CANCELLED:
            restore_line(amendment, measure, by=by)
    elif not amendment.lines.filter(measure=measure, kind=LineKind.REMOVE).exists():
        remove_line(amendment, measure, by=by)


def _taken(road_map: RoadMap, change: Pending) -> dict[str, Any]:
    """The fields that changed above, in the terms of the own map."""
    whole = as_taken({**change.origin.settled, **change.difference.new}, road_map.level)
    return {name: whole[name] for name in change.difference.new}


def _typed(measure: Measure, values: dict[str, Any]) -> dict[str, Any]:
    """Values as the form of a draft sends them; cohorts go by number there."""
    if "cohort" not in values:
        return values
    code = values["cohort"]
    cohort = measure.road_map.cycle.cohorts.filter(code=code).values_list("pk", flat=True).first()
    return values | {"cohort": cohort}


def _take_executors(road_map: RoadMap, change: Pending, *, by: Any) -> None:
    """Names that came above are added with whom they mean, names that went are taken off; own ones stay."""
    measure, parent = change.origin.measure, change.origin.parent
    was, now = (
        {row["name"] for row in side["executors"]} for side in (change.difference.old, change.difference.new)
    )
    Executor.objects.filter(measure=measure, name__in=was - now).delete()
    have = list(Executor.objects.filter(measure=measure).values_list("name", "position"))
    owner = parent.road_map.organisation_id
    ids = {row.organisation_id for row in parent.executors.all() if row.organisation_id} | {
        road_map.organisation_id
    }
    sides = sides_of(owner, ids)
    coming = [
        row
        for row in kept_executors(parent, sides=sides, place=sides.of(road_map.organisation_id))
        if row.name in now - was - {name for name, _ in have}
    ]
    made = [executor_below(row, measure, road_map=road_map) for row in coming]
    start = max((position for _, position in have), default=-1) + 1
    for index, row in enumerate(made):
        row.position = start + index
    Executor.objects.bulk_create(made)
    names = [row.name for row in made]
    record(
        "plans.executors_set", road_map, by=by, executor=", ".join(names), measures=[str(measure)], mode="add"
    )
    if road_map.status == RoadMapStatus.APPROVED:
        keep_versions([measure], by=by, what="Исполнители взяты из карты выше")
        count_progress([measure.pk])
        letters.tell_executors(road_map, [measure.pk], by=by)
