"""Populations turned into units: who executes a measure one by one."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from medk.cycles.models import CohortMembership
from medk.orgs.models import Appointment, Organisation, TreeLink
from medk.orgs.roles import Role
from medk.plans.choices import Population
from medk.plans.models import Measure, RoadMap
from medk.plans.rules.leaves import WHOLE, Unit

PARTICIPANTS = "participants"
Span = tuple[dt.date, dt.date | None]


class Units:
    """Units of the measures of one road map; each population is read once.

    The audience of a measure is its cohort (participants by default) within the owner's territory,
    or the chosen part of it. Memberships keep their dates, so that a school that joined in May does
    not owe March.
    """

    def __init__(self, road_map: RoadMap, *, only: frozenset[str] | None = None) -> None:
        """`only` limits the answer to these unit keys: what one school owes is read without the rest."""
        self.road_map = road_map
        self._only = only
        self._kept: dict[Any, list[Unit]] = {}

    def of(self, measure: Measure) -> list[Unit]:
        """Units of a measure, by name; one nameless unit when it is executed once as a whole."""
        if measure.population == Population.ONCE:
            return [WHOLE]
        units = self._population(measure)
        chosen = {organisation.pk for organisation in measure.chosen_units.all()}
        return [unit for unit in units if unit.organisation_id in chosen] if chosen else units

    def _population(self, measure: Measure) -> list[Unit]:
        if measure.population == Population.BODY:
            return self._bodies(measure)
        key = (measure.population, measure.cohort_id, measure.population_role)
        if key not in self._kept:
            readers = {
                Population.SCHOOL: self._schools,
                Population.MUNICIPALITY: self._municipalities,
                Population.CURATOR: self._curators,
                Population.ROLE: self._holders,
            }
            found = readers[Population(measure.population)](measure)
            self._kept[key] = [u for u in found if self._only is None or u.key in self._only]
        return self._kept[key]

    def _members(self, measure: Measure) -> Any:
        rows = CohortMembership.objects.filter(
            organisation__ancestor_links__ancestor=self.road_map.organisation_id
        )
        if measure.cohort_id:
            return rows.filter(cohort_id=measure.cohort_id)
        return rows.filter(cohort__cycle_id=self.road_map.cycle_id, cohort__code=PARTICIPANTS)

    def _schools(self, measure: Measure) -> list[Unit]:
        members = self._members(measure)
        if self._only is not None:
            members = members.filter(organisation_id__in=[int(k[1:]) for k in self._only if k[0] == "o"])
        rows = members.select_related("organisation__parent").only(
            "valid_from",
            "valid_to",
            *(f"organisation__{path}{name}" for path in ("", "parent__") for name in ("name", "short_name")),
        )
        schools = [(row.organisation, (row.valid_from, row.valid_to)) for row in rows]
        places = {f"o{school.pk}": (school.parent_id, str(school.parent)) for school, _ in schools}
        return units_by_name(((f"o{school.pk}", str(school), span) for school, span in schools), places)

    def _municipalities(self, measure: Measure) -> list[Unit]:
        """Municipalities with a school of the cohort; all of the territory while the cohort is empty."""
        places = Organisation.objects.below(self.road_map.organisation_id).filter(kind="municipality")
        members = self._members(measure).values("organisation_id")
        holding = TreeLink.objects.filter(descendant_id__in=members).values("ancestor_id")
        with_schools = places.filter(pk__in=holding)
        rows = list(with_schools) or list(places)
        return units_by_name((f"o{place.pk}", str(place), None) for place in rows)

    def _curators(self, measure: Measure) -> list[Unit]:
        members = self._members(measure).values("organisation_id")
        return self._people(Q(role=Role.CURATOR, organisation_id__in=members))

    def _holders(self, measure: Measure) -> list[Unit]:
        below = Organisation.objects.below(self.road_map.organisation_id).values("pk")
        role = measure.population_role or Role.SCHOOL_HEAD
        return self._people(Q(role=role, organisation_id__in=below))

    def _people(self, which: Q) -> list[Unit]:
        rows = Appointment.objects.filter(which).values_list(
            "person_id", "person__name", "started_on", "ended_on"
        )
        return units_by_name((f"p{pk}", name, (a, b)) for pk, name, a, b in rows)

    def _bodies(self, measure: Measure) -> list[Unit]:
        bodies = {row.organisation_id: row for row in measure.executors.all() if row.organisation_id}
        return units_by_name((f"o{pk}", str(row), None) for pk, row in bodies.items())


def units_by_name(
    rows: Iterable[tuple[str, str, Span | None]], places: Mapping[str, tuple[int, str]] | None = None
) -> list[Unit]:
    """Units by name, several memberships of one joined as its spans."""
    names: dict[str, str] = {}
    spans: dict[str, list[Span]] = defaultdict(list)
    for key, name, span in rows:
        names[key] = name
        if span:
            spans[key].append(span)
    where = places or {}
    units = (Unit(key, name, tuple(spans[key]), where.get(key)) for key, name in names.items())
    return sorted(units, key=lambda unit: (unit.name, unit.key))
