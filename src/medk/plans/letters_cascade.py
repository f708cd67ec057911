"""Who hears of the cascade: one notice a day for each map, not one for each measure."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from medk.accounts.models import User
from medk.kernel import clock
from medk.notices.actions import tell
from medk.orgs.models import Appointment
from medk.orgs.roles import OWNER_ROLES
from medk.plans.choices import Level, RoadMapStatus
from medk.plans.models import MeasureOrigin, RoadMap
from medk.plans.queries.cascade_maps import UPPER, places_below

#: How a map is called by whom it stands above.
_NAMES = {Level.REGIONAL: "региональной карте", Level.MUNICIPAL: "муниципальной карте"}
_OPEN = (RoadMapStatus.DRAFT, RoadMapStatus.APPROVED)


def coordinators(organisations: Any) -> QuerySet[User]:
    """Users who run the plans of organisations (a queryset or ids)."""
    roles = frozenset().union(*OWNER_ROLES.values())
    held = Appointment.objects.active().filter(organisation_id__in=organisations, role__in=roles)
    return User.objects.filter(person__in=held.values("person_id"), is_active=True)


def tell_below(road_map: RoadMap, measure_ids: Iterable[int] | None = None, *, by: Any) -> int:
    """Owners of the maps below hear, once a day, that something they took has changed above.

    `measure_ids` limits it to the measures that changed; None means the whole map. Two queries when
    nothing below is linked.
    """
    if road_map.level not in UPPER:
        return 0
    origins = MeasureOrigin.objects.filter(state="live", measure__road_map__status__in=_OPEN)
    origins = (
        origins.filter(parent__road_map=road_map)
        if measure_ids is None
        else origins.filter(parent__in=list(measure_ids))
    )
    owners = list(origins.order_by().values_list("measure__road_map__organisation_id", flat=True).distinct())
    if not owners:
        return 0
    where = _NAMES[Level(road_map.level)]
    return tell(
        coordinators(owners),
        kind="plans.changed_above",
        text=f"{road_map.organisation}: в {where} изменилось то, что вы взяли к себе. Примите или отклоните.",
        url=reverse("plans:road-map-cascade", args=[road_map.pk]),
        by=by,
        key=f"plans.changed_above:{road_map.pk}:{clock.today():%Y-%m-%d}",
    )


def tell_above(road_map: RoadMap, parents: Iterable[int], *, what: str, by: Any) -> None:
    """Owners of the maps above hear, once a day for each map below, that it was approved or has decided.

    `what` says which: «утверждена карта, составленная из вашей».
    """
    rows = RoadMap.objects.filter(pk__in=set(parents)).select_related("organisation")
    for parent in rows:
        tell(
            coordinators([parent.organisation_id]),
            kind="plans.decided_below",
            text=f"{road_map.organisation}: {what}.",
            url=reverse("plans:road-map-cascade", args=[parent.pk]),
            by=by,
            key=f"plans.decided_below:{parent.pk}:{road_map.pk}:{clock.today():%Y-%m-%d}",
        )


def tell_published(road_map: RoadMap, *, by: Any) -> None:
    """A map was approved: those above learn what it took, those below without a map that they may take it."""
    parents = MeasureOrigin.objects.filter(measure__road_map=road_map, state="live").order_by()
    above = set(parents.values_list("parent__road_map_id", flat=True))
    if above:
        tell_above(road_map, above, what="утверждена карта, связанная с вашей", by=by)
    if road_map.level != Level.REGIONAL:
        return
    having = RoadMap.objects.filter(plan_year=road_map.plan_year).exclude(status=RoadMapStatus.DISCARDED)
    without = places_below(road_map).exclude(pk__in=having.values("organisation_id"))
    tell(
        coordinators(without.values("pk")),
        kind="plans.published_above",
        text=f"{road_map.organisation}: утверждена региональная карта. Из неё можно составить свою.",
        url=reverse("plans:road-map-cascade", args=[road_map.pk]),
        by=by,
        key=f"plans.published_above:{road_map.pk}",
    )
