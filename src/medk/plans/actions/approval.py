"""Approval: the draft becomes the plan, frozen as its first baseline."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.kernel.russian import counted
from medk.plans import letters, letters_cascade
from medk.plans.access_drafts import require_approver
from medk.plans.actions.occurrences import generate_occurrences
from medk.plans.actions.progress import count_progress
from medk.plans.actions.versions import keep_versions
from medk.plans.models import PlanBaseline, RoadMap
from medk.plans.moves import OWNER, ROAD_MAP
from medk.plans.queries.content import digest, plan_content
from medk.plans.queries.review import blockers, counts_of, findings_of, order_of, warnings
from medk.workflow.actions import make_move

WHERE = "Откройте страницу проверки: она показывает, что осталось."


@transaction.atomic
def approve_road_map(
    road_map: RoadMap,
    *,
    by: Any,
    approved_on: dt.date,
    acknowledged: Collection[str] = (),
    version: int | None = None,
) -> PlanBaseline:
    """Approve a draft: freeze its content, make its occurrences, start its counts, tell its executors.

    Refused while a question of the reading is unsettled, a fragment unread, a row without a title, or
    a remark about the plan not acknowledged (`acknowledged` holds their codes); `NotAllowed` for
    anybody but the owner's coordinator. `approved_on` is the date of the order, never in the future.
    """
    require_approver(by, road_map)
    _require_version(road_map, version)
    _require_settled(road_map)
    _require_sound(road_map, acknowledged)
    make_move(
        road_map,
        "approve",
        workflow=ROAD_MAP,
        roles={OWNER},
        by=by,
        happened_on=approved_on,
        approved_on=approved_on,
    )
    baseline = _freeze(road_map, by=by, approved_on=approved_on)
    generate_occurrences(road_map)
    pks = list(road_map.measures.values_list("pk", flat=True))
    keep_versions(pks, effective_on=approved_on, by=by, what="План утверждён")
    count_progress(pks)
    record(
        "plans.approved",
        road_map,
        by=by,
        sha256=baseline.sha256,
        ordinal=baseline.ordinal,
        approved_on=approved_on.isoformat(),
        acknowledged=sorted(acknowledged),
    )
    letters.tell_executors(road_map, pks, by=by)
    letters_cascade.tell_published(road_map, by=by)
    return baseline


def _require_version(road_map: RoadMap, version: int | None) -> None:
    locked = RoadMap.objects.select_for_update().get(pk=road_map.pk)
    if version is not None and locked.version != version:
        raise Refused("Пока вы смотрели, сведения о плане изменил другой человек. Посмотрите и повторите.")


def _require_settled(road_map: RoadMap) -> None:
    counts = counts_of(road_map, order_of(road_map))
    left = []
    if counts.questions:
        left.append(counted(counts.questions, "вопрос", "вопроса", "вопросов"))
    if counts.unread:
        left.append(
            counted(
                counts.unread, "неразобранный фрагмент", "неразобранных фрагмента", "неразобранных фрагментов"
            )
        )
    if left:
        raise Refused(f"План пока не утвердить: осталось {' и '.join(left)}. {WHERE}")


def _require_sound(road_map: RoadMap, acknowledged: Collection[str]) -> None:
    findings = findings_of(road_map)
    stops = blockers(findings)
    if stops:
        raise Refused(f"План пока не утвердить. {stops[0].message}. {stops[0].advice}")
    silent = [finding for finding in warnings(findings) if finding.code not in acknowledged]
    if silent:
        raise Refused(
            f"{silent[0].message}. Исправьте или отметьте, что так и должно быть, и утвердите снова."
        )


def _freeze(road_map: RoadMap, *, by: Any, approved_on: dt.date) -> PlanBaseline:
    content = plan_content(road_map)
    return PlanBaseline.objects.create(
        road_map=road_map,
        ordinal=road_map.baselines.count() + 1,
        content=content,
        sha256=digest(content),
        approved_on=approved_on,
        approved_by=by,
        entered_at=clock.now(),
    )
