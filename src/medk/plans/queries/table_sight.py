"""How much of a road map a reader sees: everything, or aggregates and their own part (decision 1)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from medk.cycles.models import CohortMembership
from medk.kernel import clock
from medk.orgs.models import Organisation, TreeLink
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
    `schools` is how many schools of the territory are in a cohort of the cycles looked at.
    """

    person_id: int
    territory: frozenset[int]
    roles: frozenset[str] = frozenset()
    bodies: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    neighbours: frozenset[int] = frozenset()
    towns: int = 0
    schools: int = 0

    def known(self, population: str, role: str = "") -> int:
        """How many units of a population the reader knows one by one, at most; `role` is of holders."""
        of_role = role or Role.SCHOOL_HEAD
        known = {
            Population.SCHOOL: self.schools,
            Population.MUNICIPALITY: self.towns,
            Population.CURATOR: int(Role.CURATOR in self.roles),
            Population.ROLE: int(of_role in self.roles),
        }
        return known.get(Population(population), 0)

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
    """

    on: dt.date
    zone: str
    is_above: bool
    reach: Reach


class Held(Protocol):
    """One active appointment of a reader."""

    @property
    def organisation_id(self) -> int: ...

    @property
    def role(self) -> str: ...

    @property
    def body_id(self) -> int | None: ...


def _appointed(user: Any, held: Iterable[Held]) -> Reach:
    """The reader's appointments alone."""
    rows = list(held)
    own = {row.body_id for row in rows if row.body_id}
    own |= {row.organisation_id for row in rows if row.role not in _GUESTS}
    return Reach(
        person_id=user.person_id,
        territory=frozenset(row.organisation_id for row in rows if row.role in TERRITORY_ROLES),
        roles=frozenset(row.role for row in rows),
        bodies=frozenset(own),
    )


def _looked_around(reach: Reach, cycle_ids: Iterable[int]) -> Reach:
    """The same reach with everything below it, the neighbours and the participants; one query."""
    schools = Organisation.objects.filter(pk__in=reach.territory, kind="school")
    links = TreeLink.objects.filter(
        Q(ancestor_id__in=reach.territory | reach.bodies) | Q(ancestor_id__in=schools.values("parent_id"))
    )
    members = CohortMembership.objects.filter(
        organisation=OuterRef("descendant"), cohort__cycle_id__in=list(cycle_ids)
    )
    rows = list(links.values_list("ancestor_id", "descendant_id", "descendant__kind", Exists(members)))
    below = {pk: kind for ancestor, pk, kind, _ in rows if ancestor in reach.territory}
    return replace(
        reach,
        places=reach.bodies | below.keys(),
        neighbours=frozenset(pk for _, pk, kind, _ in rows if kind == "school") - below.keys() - reach.bodies,
        towns=sum(kind == "municipality" for kind in below.values()),
        schools=len({pk for _, pk, _, is_member in rows if is_member and pk in reach.bodies | below.keys()}),
    )


def reach_of(user: Any, held: Iterable[Held], *, cycle_ids: Iterable[int]) -> Reach:
    """The reader's whole reach; one query."""
    return _looked_around(_appointed(user, held), cycle_ids)


def sight_of(user: Any, road_map: RoadMap, *, held: Iterable[Held]) -> Sight:
    """One road map before a reader who holds the appointments `held`; one query, two for those below it."""
    reach = _appointed(user, held)
    above = TreeLink.objects.filter(descendant_id=road_map.organisation_id).order_by("depth")
    chain = list(above.values_list("ancestor_id", "ancestor__time_zone"))
    zone = next((name for _, name in chain if name), settings.TIME_ZONE)
    on = clock.today(zone)
    if reach.territory & {pk for pk, _ in chain}:
        return Sight(on, zone, True, reach)
    return Sight(on, zone, False, _looked_around(reach, [road_map.cycle_id]))
