"""The world of the tests is built as the product would build it."""

import datetime as dt

import pytest

from medk.cycles.models import CohortMembership
from medk.kernel import clock as business_clock
from medk.orgs.models import Organisation, TreeLink
from medk.orgs.querysets import territory_ids
from tests.world import District
from tests.zones import both_zones


def _seen(district: District, user: str) -> set[str]:
    ids = territory_ids(district.users[user])
    return {place.name for place in Organisation.objects.filter(pk__in=ids)}


def test_the_closure_holds_every_path(district: District) -> None:
    path = TreeLink.objects.filter(descendant=district.school).order_by("depth")
    assert [(link.ancestor_id, link.depth) for link in path] == [
        (district.school.pk, 0),
        (district.municipality.pk, 1),
        (district.region.pk, 2),
        (district.federation.pk, 3),
    ]


@pytest.mark.parametrize(
    ("user", "count"),
    [("administrator", 9), ("regional", 7), ("municipal", 3), ("head", 1), ("expert", 0), ("stranger", 1)],
)
def test_territories_of_the_users(district: District, user: str, count: int) -> None:
    assert len(_seen(district, user)) == count


def test_participants_are_three_schools(district: District) -> None:
    assert CohortMembership.objects.on(dt.date(2022, 5, 20)).filter(cohort=district.cohort).count() == 3


@both_zones
def test_the_date_turns_by_the_zone(zone: str, clock: object) -> None:
    clock.set(dt.datetime(2022, 5, 20, 17, tzinfo=dt.UTC))
    expected = {"Europe/Kaliningrad": dt.date(2022, 5, 20), "Asia/Irkutsk": dt.date(2022, 5, 21)}
    assert business_clock.today() == expected[zone]
