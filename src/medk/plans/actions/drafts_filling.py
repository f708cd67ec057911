"""Filling a draft with what was read: set-wise, in one short transaction (decision 18)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.cycles.models import Cohort, Cycle
from medk.orgs.models import Organisation, OrganisationKind
from medk.plans import letters
from medk.plans.access_drafts import LEVEL_OF
from medk.plans.choices import Population
from medk.plans.models import (
    Action,
    Executor,
    Measure,
    Milestone,
    OrderImport,
    RoadMap,
    Section,
    Target,
    UnreadFragment,
)
from medk.plans.queries.candidates import organisation_candidates
from medk.plans.rules.matching import Proposal, certain, group_key, propose
from medk.plans.rules.reading import DraftMeasure, DraftPlan, Row, draft_plan

#: Rows in one INSERT: SQLite allows some 32,000 parameters in a statement.
BATCH = 500
PARTICIPANTS = "participants"


def level_of(organisation: Organisation) -> str:
    """The level of a plan by its owner."""
    return LEVEL_OF[OrganisationKind(organisation.kind)]


@transaction.atomic
def fill_draft(order: OrderImport, contract: Mapping[str, Any]) -> RoadMap | None:
    """Make the draft road map of an import out of the reading contract.

    Nothing happens (None) when somebody discarded the import meanwhile, or another run of the same
    job was faster.
    """
    locked = OrderImport.objects.select_for_update().get(pk=order.pk)
    if locked.status != OrderImport.Status.READING:
        return None
    plan = draft_plan(contract)
    road_map = _road_map(locked, plan)
    _fill(road_map, plan)
    locked.reading = dict(contract)
    locked.questions = plan.questions + _document_questions(locked, plan)
    locked.road_map = road_map
    locked.status = OrderImport.Status.READ
    locked.version += 1
    locked.save()
    record(
        "plans.order_read",
        road_map,
        by=locked.by,
        filename=locked.filename,
        measures=len(plan.measures),
        unread=len(plan.unread),
    )
    letters.tell_draft_read(road_map, by=locked.by)
    return road_map


def _road_map(order: OrderImport, plan: DraftPlan) -> RoadMap:
    printed = {name: value for name, value in plan.document.items() if name.startswith("order_")}
    year = order.year or plan.document["plan_year"] or order.cycle.year
    return RoadMap.objects.create(
        organisation=order.organisation,
        cycle=order.cycle,
        level=level_of(order.organisation),
        title=plan.document["order_title"] or default_title(order.organisation, order.cycle),
        plan_year=year,
        created_by=order.by,
        **printed,
    )


def default_title(organisation: Organisation, cycle: Cycle) -> str:
    """What a plan is called until somebody says otherwise."""
    return f"Дорожная карта, {organisation}, {cycle.year}\u00a0год"


def _document_questions(order: OrderImport, plan: DraftPlan) -> list[Row]:
    """The document says it belongs to another level or another year than was chosen at the upload."""
    found = []
    level, own = plan.document["level"], level_of(order.organisation)
    if level and level != own:
        message = (
            f"По тексту приказ похож на другой уровень, а владельцем выбрана организация «{order.organisation}». "
            "Проверьте, туда ли он загружен."
        )
        found.append({"field": "level", "code": "level", "message": message, "is_settled": False})
    year = plan.document["plan_year"]
    if year and order.year and year != order.year:
        message = f"В тексте план на {year} год, а при загрузке выбран {order.year}."
        found.append({"field": "plan_year", "code": "plan_year", "message": message, "is_settled": False})
    return found


def _fill(road_map: RoadMap, plan: DraftPlan) -> None:
    sections = Section.objects.bulk_create(
        [Section(road_map=road_map, position=index, **row) for index, row in enumerate(plan.sections)],
        batch_size=BATCH,
    )
    cohort = Cohort.objects.filter(cycle=road_map.cycle, code=PARTICIPANTS).first()
    measures = Measure.objects.bulk_create(
        [
            Measure(
                road_map=road_map,
                position=index,
                section=None if draft.section is None else sections[draft.section],
                cohort=cohort if draft.values["population"] == Population.SCHOOL else None,
                **draft.values,
            )
            for index, draft in enumerate(plan.measures)
        ],
        batch_size=BATCH,
    )
    pairs = list(zip(measures, plan.measures, strict=True))
    actions = _actions(pairs)
    _milestones(pairs)
    _executors(road_map, pairs, actions)
    _targets(pairs, actions)
    UnreadFragment.objects.bulk_create(
        [UnreadFragment(road_map=road_map, **row) for row in plan.unread], batch_size=BATCH
    )


Pairs = list[tuple[Measure, DraftMeasure]]


def _actions(pairs: Pairs) -> dict[tuple[int, int | None], Action]:
    """Stored actions by the measure's number and their index in the row."""
    made = Action.objects.bulk_create(
        [
            Action(measure=measure, position=index, **row)
            for measure, draft in pairs
            for index, row in enumerate(draft.actions)
        ],
        batch_size=BATCH,
    )
    return {(action.measure_id, action.position): action for action in made}


def _milestones(pairs: Pairs) -> None:
    Milestone.objects.bulk_create(
        [Milestone(measure=measure, **row) for measure, draft in pairs for row in draft.milestones],
        batch_size=BATCH,
    )


def _executors(road_map: RoadMap, pairs: Pairs, actions: Mapping[Any, Action]) -> None:
    meant = certain_matches(road_map, (row for _, draft in pairs for row in draft.executors))
    rows = []
    for measure, draft in pairs:
        for row in draft.executors:
            own = {name: value for name, value in row.items() if name != "action"}
            match = meant.get(group_key(row["name"], row["short_name"]))
            action = actions.get((measure.pk, row["action"]))
            rows.append(Executor(measure=measure, action=action, **own, **_matched(match)))
    Executor.objects.bulk_create(rows, batch_size=BATCH)


def certain_matches(road_map: RoadMap, rows: Iterable[Row]) -> dict[str, Proposal]:
    """Printed bodies about whom there is no doubt: group key → whom they mean."""
    names: dict[str, set[str]] = {}
    for row in rows:
        key = group_key(row["name"], row["short_name"])
        names.setdefault(key, set()).update({row["name"], row["short_name"]})
    candidates = organisation_candidates(road_map.organisation) if names else []
    found = {key: certain(propose(sorted(printed), candidates)) for key, printed in names.items()}
    return {key: proposal for key, proposal in found.items() if proposal}


def _matched(match: Proposal | None) -> dict[str, Any]:
    if match is None:
        return {}
    if match.candidate.kind == "body_class":
        return {"body_class": match.candidate.pk}
    return {f"{match.candidate.kind}_id": match.candidate.pk}


def _targets(pairs: Pairs, actions: Mapping[Any, Action]) -> None:
    rows = []
    for measure, draft in pairs:
        for index, row in enumerate(draft.targets):
            own = {name: value for name, value in row.items() if name != "action"}
            action = actions.get((measure.pk, row["action"]))
            rows.append(Target(measure=measure, position=index, action=action, **own))
    Target.objects.bulk_create(rows, batch_size=BATCH)


def note_failure(order: OrderImport, message: str) -> None:
    """Keep why an import could not be read; its owner alone sees it."""
    rows = OrderImport.objects.filter(pk=order.pk, status=OrderImport.Status.READING)
    rows.update(status=OrderImport.Status.FAILED, message=message)
