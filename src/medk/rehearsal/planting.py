"""From the worldbook's plan to an approved road map, by the same steps as an uploaded order."""

from collections import defaultdict
from typing import Any

from medk.accounts.models import User
from medk.cycles.models import Cycle
from medk.kernel import clock
from medk.orgs.models import Organisation
from medk.plans.actions.approval import approve_road_map
from medk.plans.actions.drafts_filling import fill_draft
from medk.plans.actions.drafts_measures import accept_rest, save_measure
from medk.plans.actions.executors import Meant, match_printed, set_executors
from medk.plans.choices import BodyClass
from medk.plans.models import Measure, OrderImport, RoadMap
from medk.plans.queries.draft_values import with_parts
from medk.plans.queries.review import findings_of
from medk.plans.rules.matching import group_key
from medk.rehearsal import planbook
from medk.rehearsal.settle import Settled


def plant(plan: planbook.Plan, *, owner: Organisation, cycle: Cycle, by: User, settled: Settled) -> RoadMap:
    """Fill, match, correct and approve a plan on the date of its order (the cycle's start without one)."""
    approved_on = plan.document.date or cycle.starts_on
    with clock.at(approved_on):
        road_map = _fill(plan, owner=owner, cycle=cycle, by=by)
        _settle_measures(plan, road_map, by=by)
        _match(plan, road_map, by=by, settled=settled)
        accept_rest(road_map, by=by)
        codes = {finding.code for finding in findings_of(road_map)}
        approve_road_map(road_map, by=by, approved_on=approved_on, acknowledged=codes)
    road_map.refresh_from_db()
    return road_map


def _fill(plan: planbook.Plan, *, owner: Organisation, cycle: Cycle, by: User) -> RoadMap:
    order = OrderImport.objects.create(
        organisation=owner,
        cycle=cycle,
        filename=f"{plan.code}.txt",
        year=plan.document.plan_year,
        by=by,
        created_at=clock.now(),
    )
    road_map = fill_draft(order, plan.raw)
    assert road_map is not None  # noqa: S101 - nobody else touches the import here
    return road_map


def _settle_measures(plan: planbook.Plan, road_map: RoadMap, *, by: User) -> None:
    """What the order does not print and a person settles on the review page: cohort, confirmer, posts."""
    cohorts = dict(road_map.cycle.cohorts.values_list("code", "pk"))
    rows = with_parts(Measure.objects.filter(road_map=road_map)).order_by("position")
    for printed, measure in zip(plan.measures, rows, strict=True):
        typed: dict[str, Any] = {}
        if printed.population == "school":
            typed["cohort"] = cohorts[printed.cohort]
        if printed.confirmer:
            typed["confirmer"] = printed.confirmer
        if printed.roles:
            typed["population_role"] = printed.roles[0]
        if printed.is_series_external:
            typed["is_series_external"] = True
        if typed:
            save_measure(measure, typed, by=by)


def _meant(ref: str, settled: Settled) -> Meant:
    kind, _, code = ref.partition(":")
    if kind == "class":
        return Meant(body_class=code, title=BodyClass(code).label)
    place = settled.places[code]
    return Meant(organisation_id=place.pk, title=place.name)


def _match(plan: planbook.Plan, road_map: RoadMap, *, by: User, settled: Settled) -> None:
    """Each printed body once; then those appointed where the order names nobody."""
    seen: set[str] = set()
    for printed in plan.measures:
        for executor in printed.executors:
            key = group_key(executor.name, executor.short_name or "")
            if key not in seen:
                seen.add(key)
                match_printed(road_map, key, meant=_meant(executor.ref, settled), by=by)
    appointed: dict[str, list[int]] = defaultdict(list)
    for printed, pk in zip(plan.measures, _ids(road_map), strict=True):
        for executor in printed.appoint:
            appointed[executor.ref].append(pk)
    for ref, measures in appointed.items():
        set_executors(road_map, measures, meant=_meant(ref, settled), by=by)


def _ids(road_map: RoadMap) -> list[int]:
    return list(road_map.measures.order_by("position").values_list("pk", flat=True))
