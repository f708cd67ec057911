"""Which maps stand above and below one, and who may still draft theirs."""

from typing import Any

from django.db.models import QuerySet

from medk.orgs.models import Organisation, OrganisationKind, TreeLink
from medk.plans.choices import Level, RoadMapStatus
from medk.plans.models import MeasureOrigin, RoadMap
from medk.plans.querysets import PUBLISHED

#: Levels that have something above to be drafted from, and below to be drafted into.
LOWER = (Level.MUNICIPAL, Level.SCHOOL)
UPPER = (Level.REGIONAL, Level.MUNICIPAL)
_RANK = {Level.MUNICIPAL: 0, Level.REGIONAL: 1, Level.FEDERAL: 2}


def maps_above(organisation: Organisation, year: int) -> list[RoadMap]:
    """Published maps of a year above an organisation: the nearest owner first, the newest map first."""
    above = TreeLink.objects.filter(descendant=organisation, depth__gt=0).values("ancestor_id")
    rows = RoadMap.objects.filter(
        organisation_id__in=above, plan_year=year, level__in=UPPER, status__in=PUBLISHED
    ).select_related("organisation", "cycle")
    return sorted(rows, key=lambda row: (_RANK[Level(row.level)], row.status != "approved", -row.pk))


def origin_maps(road_map: RoadMap) -> list[RoadMap]:
    """Maps that the measures of one are linked to, the most linked first, whatever became of them."""
    parents = MeasureOrigin.objects.filter(measure__road_map=road_map, state="live")
    ids = list(parents.order_by().values_list("parent__road_map_id", flat=True))
    rows = RoadMap.objects.filter(pk__in=set(ids)).select_related("organisation", "cycle")
    return sorted(rows, key=lambda row: (-ids.count(row.pk), row.pk))


def live_map_of(organisation: Organisation, year: int) -> RoadMap | None:
    """The organisation's own map of a year, if there is any: an approved one before a draft."""
    rows = RoadMap.objects.filter(organisation=organisation, plan_year=year)
    found = list(rows.exclude(status=RoadMapStatus.DISCARDED).order_by("-pk"))
    return min(found, key=lambda row: row.status == RoadMapStatus.DRAFT, default=None)


def places_below(road_map: RoadMap) -> QuerySet[Organisation]:
    """Whose maps stand under this one: municipalities and schools without one; schools of a municipality."""
    owner = road_map.organisation
    below = Organisation.objects.open().filter(ancestor_links__ancestor=owner)
    if road_map.level == Level.REGIONAL:
        direct = Organisation.objects.open().filter(kind=OrganisationKind.SCHOOL, parent=owner)
        return below.filter(kind=OrganisationKind.MUNICIPALITY) | direct.filter(
            ancestor_links__ancestor=owner
        )
    return below.filter(kind=OrganisationKind.SCHOOL)


def parents_by_region(user: Any, year: int) -> dict[int, int]:
    """Region → its approved map of a year that municipalities may draft theirs from; one query."""
    rows = RoadMap.objects.filter(
        plan_year=year, level=Level.REGIONAL, status=RoadMapStatus.APPROVED
    ).visible_to(user)
    return dict(rows.order_by("pk").values_list("organisation_id", "pk"))
