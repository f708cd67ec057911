"""How much of a road map a reader sees: everything, or aggregates and their own part (decision 1)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from medk.cycles.models import CohortMembership
from medk.kernel import clock
from medk.orgs.models import Organisation, TreeLink
from medk.orgs.querysets import active_appointments
from medk.orgs.roles import TERRITORY_ROLES, Role
from medk.plans.choices import Population
from medk.plans.models import RoadMap

#: They work at an organisation and do not belong to it.
_GUESTS = frozenset({Role.CURATOR, Role.EXPERT})


@dataclass(frozen=True)
class Reach:
    """What a reader may look into one by one: `places` of their territory and the `bodies` they work for.

    `neighbours` are the other schools of their school's municipality, seen as aggregates only.
    `towns` is how many municipalities lie in the territory; with one, its figures are one's own.
    """

    person_id: int
    territory: frozenset[int]
    roles: frozenset[str] = frozenset()
    bodies: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    neighbours: frozenset[int] = frozenset()
    towns: int = 0

    @property
    def own_keys(self) -> frozenset[str]:
        """Names of the units that the reader is or works for."""
        return frozenset({f"p{self.person_id}", *(f"o{pk}" for pk in self.bodies)})

    @property
    def keys(self) -> frozenset[str]:
        """Names of the units that are the reader's own or lie in their territory."""
        return self.own_keys | {f"o{pk}" for pk in self.places}

    @property
    def all_keys(self) -> frozenset[str]:
        """With those of the neighbours."""
        return self.keys | {f"o{pk}" for pk in self.neighbours}


@dataclass(frozen=True)
class Sight:
    """One road map before one reader, on the date in the owner's time zone.

    `is_above`: the plan's owner lies in the reader's territory, so every figure is theirs to see.
    `known` says for each population how many units at most the reader knows one by one.
    """

    on: dt.date
    zone: str
    is_above: bool
    reach: Reach
    known: Mapping[str, int] = field(default_factory=dict)


def _appointed(user: Any) -> Reach:
    """The reader's appointments; one query."""
    held = list(active_appointments(user).values_list("organisation_id", "role", "body_id"))
    own = {body for _, _, body in held if body}
    own |= {place for place, role, _ in held if role not in _GUESTS}
    return Reach(
        person_id=user.person_id,
        territory=frozenset(place for place, role, _ in held if role in TERRITORY_ROLES),
        roles=frozenset(role for _, role, _ in held),
        bodies=frozenset(own),
    )


def _looked_around(reach: Reach) -> Reach:
    """The same reach with everything below it and the neighbours; one query."""
    schools = Organisation.objects.filter(pk__in=reach.territory, kind="school")
    links = TreeLink.objects.filter(
        Q(ancestor_id__in=reach.territory) | Q(ancestor_id__in=schools.values("parent_id"))
    )
    rows = list(links.values_list("ancestor_id", "descendant_id", "descendant__kind"))
    below = {pk: kind for ancestor, pk, kind in rows if ancestor in reach.territory}
    return replace(
        reach,
        places=reach.bodies | below.keys(),
        neighbours=frozenset(pk for _, pk, kind in rows if kind == "school") - below.keys(),
        towns=sum(kind == "municipality" for kind in below.values()),
    )


def known_of(reach: Reach, cycle_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Cycle → population → units that the reader knows one by one, at most; one query."""
    members = CohortMembership.objects.filter(
        cohort__cycle_id__in=list(cycle_ids), organisation_id__in=reach.places
    )
    counts = members.order_by().values_list("cohort__cycle_id").annotate(Count("organisation", distinct=True))
    schools = dict(counts)
    return {
        cycle: {
            Population.SCHOOL: schools.get(cycle, 0),
            Population.MUNICIPALITY: reach.towns,
            Population.CURATOR: 1,
            Population.ROLE: 1,
            Population.BODY: 1,
        }
        for cycle in cycle_ids
    }


def reach_of(user: Any) -> Reach:
    """The reader's whole reach; two queries."""
    return _looked_around(_appointed(user))


def sight_of(user: Any, road_map: RoadMap) -> Sight:
    """One road map before its reader; two queries for those above the plan, four for others."""
    reach = _appointed(user)
    above = TreeLink.objects.filter(descendant_id=road_map.organisation_id).order_by("depth")
    chain = list(above.values_list("ancestor_id", "ancestor__time_zone"))
    zone = next((name for _, name in chain if name), settings.TIME_ZONE)
    on = clock.today(zone)
    if reach.territory & {pk for pk, _ in chain}:
        return Sight(on, zone, True, reach)
    reach = _looked_around(reach)
    return Sight(on, zone, False, reach, known_of(reach, [road_map.cycle_id])[road_map.cycle_id])
