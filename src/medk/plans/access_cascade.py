"""Who drafts from the map above, links to it, and decides upon its changes."""

from typing import Any

from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.models import Organisation, TreeLink
from medk.plans.access import owns, require_owner
from medk.plans.access_drafts import may_prepare, require_preparer
from medk.plans.choices import Level, RoadMapStatus
from medk.plans.models import RoadMap
from medk.plans.queries.cascade_maps import UPPER


def may_link(user: Any, road_map: RoadMap) -> bool:
    """Whether the user says what the map's measures come from: the owner, or who prepares its draft."""
    if road_map.status == RoadMapStatus.DRAFT:
        return may_prepare(user, road_map.organisation)
    return road_map.status == RoadMapStatus.APPROVED and owns(user, road_map.organisation)


def require_may_link(user: Any, road_map: RoadMap) -> None:
    """Raise `NotAllowed` or `Refused` unless the user links and decides in this map."""
    if road_map.status in (RoadMapStatus.DRAFT, RoadMapStatus.DISCARDED):
        require_preparer(user, road_map.organisation)
    else:
        require_owner(user, road_map)
    if road_map.status == RoadMapStatus.CLOSED:
        raise Refused("Карта закрыта: связи и решения в ней не меняют. Сначала откройте её снова.")
    if road_map.status == RoadMapStatus.DISCARDED:
        raise Refused("Черновик отменён. Сначала верните его.")


def require_linker(user: Any, road_map: RoadMap) -> None:
    """The same inside a transaction: the map is locked and its status read anew."""
    held = RoadMap.objects.select_for_update().filter(pk=road_map.pk)
    road_map.status = held.values_list("status", flat=True).get()
    require_may_link(user, road_map)


def require_drafter(user: Any, parent: RoadMap, organisation: Organisation) -> None:
    """Raise unless the user may draft the organisation's map from the map `parent` above it.

    `NotAllowed` for somebody else's territory, `Refused` for a map that is not in force or not above.
    """
    require_preparer(user, organisation)
    if parent.level not in UPPER:
        raise Refused("Составить карту можно из региональной или муниципальной.")
    above = TreeLink.objects.filter(ancestor=parent.organisation_id, descendant=organisation.pk, depth__gt=0)
    if not above.exists():
        raise NotAllowed(f"«{parent.organisation}» не стоит над организацией «{organisation}».")
    if parent.level == Level.MUNICIPAL and organisation.kind != "school":
        raise Refused("Из муниципальной карты составляют карты школ.")
    refused = {
        RoadMapStatus.DRAFT: "ещё не утверждена. Составить карту можно после её утверждения",
        RoadMapStatus.CLOSED: "закрыта. Попросите её владельца открыть карту или начните свою без неё",
        RoadMapStatus.DISCARDED: "отозвана. Начните свою карту без неё",
    }.get(RoadMapStatus(parent.status))
    if refused:
        raise Refused(f"Карта «{parent.title}» {refused}.")
