"""The small world that most tests live in: see the `district` fixture."""

import datetime as dt
from dataclasses import dataclass

from medk.accounts.models import User
from medk.cycles.models import Cohort, Cycle
from medk.orgs.models import Organisation, OrganisationKind
from medk.orgs.roles import Role
from tests.factories.cycles import CohortFactory, CohortMembershipFactory, CycleFactory
from tests.factories.orgs import OrganisationFactory, appoint

Kind = OrganisationKind

#: The business moment of every test unless it sets another: noon in Moscow.
NOON = dt.datetime(2022, 5, 20, 9, tzinfo=dt.UTC)


@dataclass(frozen=True)
class District:
    """Two regions; in the first two municipalities with three schools, an institute, a cycle.

    `users` is by short role name; `stranger` is the coordinator of the other region.
    """

    federation: Organisation
    region: Organisation
    other_region: Organisation
    municipality: Organisation
    other_municipality: Organisation
    school: Organisation
    neighbour_school: Organisation
    far_school: Organisation
    institute: Organisation
    cycle: Cycle
    cohort: Cohort
    users: dict[str, User]


def build_district(zone: str) -> District:
    """Write the world to the database; the region lives in the IANA `zone`."""
    places = _places(zone)
    cycle = CycleFactory(organisation=places["region"])
    cohort = CohortFactory(cycle=cycle)
    for school in ("school", "neighbour_school", "far_school"):
        CohortMembershipFactory(cohort=cohort, organisation=places[school])
    return District(**places, cycle=cycle, cohort=cohort, users=_users(places))


def _places(zone: str) -> dict[str, Organisation]:
    def grow(kind: str, name: str, parent: Organisation | None = None, **fields: str) -> Organisation:
        return OrganisationFactory(kind=kind, name=name, parent=parent, **fields)

    federation = grow(Kind.FEDERATION, "Федерация")
    region = grow(Kind.REGION, "Приозёрная область", federation, time_zone=zone)
    municipality = grow(Kind.MUNICIPALITY, "Луговой округ", region)
    other = grow(Kind.MUNICIPALITY, "Степной район", region)
    return {
        "federation": federation,
        "region": region,
        "other_region": grow(Kind.REGION, "Заречный край", federation, time_zone=zone),
        "municipality": municipality,
        "other_municipality": other,
        "school": grow(Kind.SCHOOL, "Школа № 1 Лугового округа", municipality),
        "neighbour_school": grow(Kind.SCHOOL, "Школа № 2 Лугового округа", municipality),
        "far_school": grow(Kind.SCHOOL, "Школа № 7 Степного района", other),
        "institute": grow(Kind.INSTITUTE, "Институт развития образования", region),
    }


def _users(places: dict[str, Organisation]) -> dict[str, User]:
    region, institute = places["region"], places["institute"]
    municipality, school = places["municipality"], places["school"]
    return {
        "administrator": appoint(Role.ADMINISTRATOR, places["federation"]),
        "observer": appoint(Role.FEDERAL_OBSERVER, places["federation"]),
        "regional": appoint(Role.REGIONAL_COORDINATOR, region),
        "operator": appoint(Role.REGIONAL_OPERATOR, region, body=institute),
        "municipal": appoint(Role.MUNICIPAL_COORDINATOR, municipality),
        "other_municipal": appoint(Role.MUNICIPAL_COORDINATOR, places["other_municipality"]),
        "methodical": appoint(Role.METHODICAL_SERVICE, municipality),
        "curator": appoint(Role.CURATOR, school, body=institute),
        "head": appoint(Role.SCHOOL_HEAD, school),
        "staff": appoint(Role.SCHOOL_STAFF, school),
        "neighbour_head": appoint(Role.SCHOOL_HEAD, places["neighbour_school"]),
        "expert": appoint(Role.EXPERT, region),
        "body_staff": appoint(Role.BODY_STAFF, institute),
        "stranger": appoint(Role.REGIONAL_COORDINATOR, places["other_region"]),
    }
