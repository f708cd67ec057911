"""Who confirms a part, and in whose hands it is (decision 3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from medk.orgs.models import Appointment, Organisation, TreeLink
from medk.orgs.roles import Role
from medk.plans.choices import Confirmer, Population
from medk.plans.models import Execution, Measure

_MUNICIPAL_FIRST = (Role.MUNICIPAL_COORDINATOR, Role.REGIONAL_COORDINATOR)
_CHAINS: dict[str, tuple[Role, ...]] = {
    Confirmer.CURATOR: (Role.CURATOR, *_MUNICIPAL_FIRST),
    Confirmer.MUNICIPAL_COORDINATOR: _MUNICIPAL_FIRST,
    Confirmer.REGIONAL_COORDINATOR: (Role.REGIONAL_COORDINATOR,),
}
_OWNER_CHAINS: dict[str, tuple[Role, ...]] = {
    "federation": (Role.ADMINISTRATOR,),
    "region": (Role.REGIONAL_COORDINATOR,),
    "municipality": _MUNICIPAL_FIRST,
    "school": (Role.CURATOR, *_MUNICIPAL_FIRST),
}
_DEFAULT_CHAINS: dict[str, tuple[Role, ...]] = {
    Population.SCHOOL: _MUNICIPAL_FIRST,
    Population.CURATOR: _MUNICIPAL_FIRST,
    Population.MUNICIPALITY: (Role.REGIONAL_COORDINATOR,),
}


def chain_of(measure: Measure) -> tuple[Role, ...]:
    """Roles that confirm a part of the measure, the first one found has it.

    The plan's owner confirms whole measures; a unit's part is confirmed by the role that the measure
    names, by default the nearest coordinator above the unit.
    """
    owner = _OWNER_CHAINS.get(measure.road_map.organisation.kind, (Role.REGIONAL_COORDINATOR,))
    if measure.confirmer == Confirmer.OWNER:
        return owner
    if measure.confirmer in _CHAINS:
        return _CHAINS[measure.confirmer]
    return _DEFAULT_CHAINS.get(measure.population, owner)


#: Roles that may stand in a chain wherever they are held; an administrator confirms what federations own.
CONFIRMING = frozenset({Role.CURATOR, *_MUNICIPAL_FIRST})
#: What is read of those above a part: their names and their time zones.
_FIELDS = ("name", "short_name", "time_zone")
_NODE = tuple(f"ancestor__{name}" for name in _FIELDS)


@dataclass(frozen=True)
class Hands:
    """People who may confirm a part (`people`: ids) and how they are called."""

    role: str
    people: frozenset[int]
    place: str = ""

    @property
    def label(self) -> str:
        """Как назвать: «муниципальный координатор, Карпинск»; empty when nobody is appointed."""
        if not self.people:
            return ""
        return f"{Role(self.role).label}, {self.place}" if self.place else Role(self.role).label


NOBODY = Hands("", frozenset())


class Confirmers:
    """Confirmers for parts of measures, with the coordinators of the places concerned read once."""

    def __init__(self, executions: Iterable[Execution]) -> None:
        rows = list(executions)
        self._places = {row.pk or row.leaf_key: self._place(row) for row in rows}
        self._above = self._read_tree(set(self._places.values()))
        self._held = self._read_appointments()

    @staticmethod
    def _place(row: Execution) -> int:
        """Where the chain starts: the unit, else the plan's owner."""
        return row.unit_organisation_id or row.measure.road_map.organisation_id

    @staticmethod
    def _read_tree(places: set[int]) -> dict[int, list[Organisation]]:
        above: dict[int, list[Organisation]] = {place: [] for place in places}
        nodes: dict[int, Organisation] = {}
        links = TreeLink.objects.filter(descendant_id__in=places).order_by("depth")
        for place, pk, *names in links.values_list("descendant_id", "ancestor_id", *_NODE):
            if pk not in nodes:
                nodes[pk] = Organisation(pk=pk, **dict(zip(_FIELDS, names, strict=True)))
            above[place].append(nodes[pk])
        return above

    def _read_appointments(self) -> dict[tuple[int, str], set[int]]:
        ids = {node.pk for nodes in self._above.values() for node in nodes}
        held: dict[tuple[int, str], set[int]] = {}
        rows = Appointment.objects.active().filter(organisation_id__in=ids, person__user__is_active=True)
        for place, role, person in rows.values_list("organisation_id", "role", "person_id"):
            held.setdefault((place, role), set()).add(person)
        return held

    def above(self, row: Execution) -> list[Organisation]:
        """Where the part is carried out and everything above it, nearest first."""
        return self._above[self._places[row.pk or row.leaf_key]]

    def of(self, row: Execution) -> Hands:
        """Who confirms this part: nobody who submitted it, and never its own executor when another can."""
        barred = {_submitter(row)}
        if row.unit_person_id:
            barred.add(row.unit_person_id)
        places = self.above(row)
        for role in chain_of(row.measure):
            for place in places:
                people = self._held.get((place.pk, role), set()) - barred
                if people:
                    return Hands(role, frozenset(people), str(place))
        return NOBODY


def _submitter(row: Execution) -> int | None:
    """The person who submitted a part: read with it as `submitter`, or by its account."""
    if row.submitted_by_id is None or hasattr(row, "submitter"):
        return getattr(row, "submitter", None)
    return row.submitted_by.person_id if row.submitted_by else None
