"""The table of grants, row by row: role × may give or propose × at which place."""

import pytest

from medk.orgs.access import may_grant, may_propose
from medk.orgs.grants import GRANTS, PLACES
from medk.orgs.roles import Role
from tests.factories.orgs import OrganisationFactory

R = Role
EVERY = set(Role)
AT_SCHOOL = {R.CURATOR, R.SCHOOL_HEAD, R.SCHOOL_STAFF}
AT_MUNICIPALITY = {R.MUNICIPAL_COORDINATOR, R.METHODICAL_SERVICE, R.EXPERT}
AT_REGION = {R.ADMINISTRATOR, R.REGIONAL_COORDINATOR, R.REGIONAL_OPERATOR, R.EXPERT}

#: (who, place) → roles given by herself; whatever is not here is refused.
GIVEN = {
    ("administrator", "federation"): {R.ADMINISTRATOR, R.FEDERAL_OBSERVER},
    ("administrator", "region"): AT_REGION,
    ("administrator", "other_region"): AT_REGION,
    ("administrator", "municipality"): AT_MUNICIPALITY,
    ("administrator", "other_municipality"): AT_MUNICIPALITY,
    ("administrator", "neighbour_school"): AT_SCHOOL,
    ("administrator", "far_school"): AT_SCHOOL,
    ("administrator", "school"): AT_SCHOOL,
    ("administrator", "institute"): {R.BODY_STAFF},
    ("regional", "region"): {R.REGIONAL_OPERATOR, R.EXPERT},
    ("regional", "municipality"): AT_MUNICIPALITY,
    ("regional", "other_municipality"): AT_MUNICIPALITY,
    ("regional", "school"): AT_SCHOOL,
    ("regional", "neighbour_school"): AT_SCHOOL,
    ("regional", "far_school"): AT_SCHOOL,
    ("regional", "institute"): {R.BODY_STAFF},
    ("stranger", "other_region"): {R.REGIONAL_OPERATOR, R.EXPERT},
    ("operator", "region"): {R.EXPERT},
    ("operator", "municipality"): {R.EXPERT},
    ("operator", "other_municipality"): {R.EXPERT},
    ("operator", "school"): AT_SCHOOL,
    ("operator", "neighbour_school"): AT_SCHOOL,
    ("operator", "far_school"): AT_SCHOOL,
    ("municipal", "municipality"): {R.METHODICAL_SERVICE},
    ("municipal", "school"): AT_SCHOOL,
    ("municipal", "neighbour_school"): AT_SCHOOL,
    ("other_municipal", "other_municipality"): {R.METHODICAL_SERVICE},
    ("other_municipal", "far_school"): AT_SCHOOL,
    ("head", "school"): {R.SCHOOL_STAFF},
    ("neighbour_head", "neighbour_school"): {R.SCHOOL_STAFF},
}
PROPOSED = {
    ("regional", "region"): {R.REGIONAL_COORDINATOR},
    ("stranger", "other_region"): {R.REGIONAL_COORDINATOR},
    ("municipal", "municipality"): {R.MUNICIPAL_COORDINATOR},
    ("other_municipal", "other_municipality"): {R.MUNICIPAL_COORDINATOR},
}
PLACE_NAMES = [
    *("federation", "region", "other_region", "municipality", "other_municipality"),
    *("school", "neighbour_school", "far_school", "institute"),
]


@pytest.mark.parametrize("place", PLACE_NAMES)
def test_everybody_gives_and_proposes_what_the_table_says(district, place):
    organisation = getattr(district, place)
    wrong = []
    for who, user in district.users.items():
        given = {role for role in Role if may_grant(user, organisation, role)}
        proposed = {role for role in Role if may_propose(user, organisation, role)}
        expected = GIVEN.get((who, place), set())
        if place == "neighbour_school":
            expected = expected or GIVEN.get((who, "school"), set()) - (
                {R.SCHOOL_STAFF} if who == "head" else set()
            )
        if given != expected or proposed != PROPOSED.get((who, place), set()):
            wrong.append((who, sorted(given), sorted(proposed)))
    assert not wrong


def test_a_partner_has_no_users(district):
    partner = OrganisationFactory(kind="partner", name="Завод", parent=district.region)
    assert not [role for role in Role if may_grant(district.users["administrator"], partner, role)]


def test_nobody_but_the_administrator_gives_his_own_role_or_a_higher_one():
    order = list(Role)
    for role, grant in GRANTS.items():
        if role != Role.ADMINISTRATOR:
            assert all(order.index(given) > order.index(role) for given in grant.gives), role
            assert grant.proposes <= {role}


def test_every_role_has_a_place():
    assert set(PLACES) == EVERY
    assert all(PLACES.values())
