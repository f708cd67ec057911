"""Whom one may remind, and who may choose cells of the matrix at all."""

from collections.abc import Iterable
from typing import Any

from medk.orgs.models import TreeLink
from medk.orgs.roles import Role
from medk.plans.access import held_by, owns
from medk.plans.choices import RoadMapStatus
from medk.plans.models import RoadMap
from medk.plans.rules.leaves import Unit
from medk.plans.rules.moments import Moment

#: Roles that help those below them to keep deadlines; the others look, or do.
REMINDING = frozenset({Role.REGIONAL_COORDINATOR, Role.MUNICIPAL_COORDINATOR, Role.CURATOR})


def may_choose(user: Any, road_map: RoadMap, moment: Moment) -> bool:
    """Whether the reader reminds or confirms from the matrix: in an approved plan, in the present."""
    if road_map.status != RoadMapStatus.APPROVED or moment.is_past:
        return False
    return owns(user, road_map.organisation) or any(held.role in REMINDING for held in held_by(user))


def reminded_by(user: Any, road_map: RoadMap, units: Iterable[Unit]) -> frozenset[str]:
    """Keys of the units whom the user may remind: all for the plan's owner, for others those below them.

    People are reminded by the plan's owner alone; nobody reminds the organisation they work for.
    """
    rows = list(units)
    if owns(user, road_map.organisation):
        return frozenset(unit.key for unit in rows)
    places = [held.organisation_id for held in held_by(user) if held.role in REMINDING]
    wanted = [unit.organisation_id for unit in rows if unit.organisation_id]
    below = TreeLink.objects.filter(ancestor_id__in=places, descendant_id__in=wanted)
    return frozenset(f"o{pk}" for pk in below.values_list("descendant_id", flat=True))
