"""Upkeep of an approved road map as a whole: closing and opening it again."""

from typing import Any

from django.db import transaction

from medk.plans import letters_cascade
from medk.plans.access import require_owner
from medk.plans.actions.progress import count_progress
from medk.plans.models import Measure, RoadMap
from medk.plans.moves import OWNER, ROAD_MAP
from medk.plans.queries.zones import zone_of
from medk.workflow.actions import make_move


def _count(road_map: RoadMap) -> None:
    count_progress(Measure.objects.filter(road_map=road_map).values_list("pk", flat=True))


@transaction.atomic
def close_road_map(road_map: RoadMap, *, by: Any, reason: str) -> None:
    """Close a plan with a reason; its counts stay as they are on this day.

    Raises `NotAllowed` to anybody but the owner's coordinators, `Refused` without a reason or when it
    is not approved.
    """
    _move(road_map, "close", by=by, reason=reason)
    _count(road_map)


@transaction.atomic
def reopen_road_map(road_map: RoadMap, *, by: Any, reason: str) -> None:
    """Open a closed plan again with a reason; it is counted on today's date. Raises as closing does."""
    _move(road_map, "reopen", by=by, reason=reason)
    _count(road_map)


def _move(road_map: RoadMap, code: str, *, by: Any, reason: str) -> None:
    require_owner(by, road_map)
    zone = zone_of(road_map.organisation_id)
    make_move(road_map, code, workflow=ROAD_MAP, roles={OWNER}, by=by, reason=reason, zone=zone)
    letters_cascade.tell_below(road_map, by=by)
