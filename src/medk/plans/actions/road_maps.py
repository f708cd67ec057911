"""Upkeep of approved road maps: closing and opening again."""

from typing import Any

from django.db import transaction

from medk.plans.access import require_owner
from medk.plans.models import RoadMap
from medk.plans.moves import OWNER, ROAD_MAP
from medk.workflow.actions import make_move


@transaction.atomic
def close_road_map(road_map: RoadMap, *, by: Any, reason: str) -> None:
    """Close a plan whose year is over: nothing of it is carried out any more, everything stays readable."""
    require_owner(by, road_map)
    make_move(road_map, "close", workflow=ROAD_MAP, roles={OWNER}, by=by, reason=reason)


@transaction.atomic
def reopen_road_map(road_map: RoadMap, *, by: Any, reason: str) -> None:
    """Open a closed plan again with a reason."""
    require_owner(by, road_map)
    make_move(road_map, "reopen", workflow=ROAD_MAP, roles={OWNER}, by=by, reason=reason)
