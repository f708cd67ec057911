"""Plans that wait on the desk: drafts to finish, municipalities without one."""

import pytest
from django.urls import reverse

from tests.plans.drafting import read_draft

pytestmark = pytest.mark.django_db


def test_a_coordinator_without_a_plan_is_told_where_to_begin(district, client):
    client.force_login(district.users["municipal"])
    page = client.get("/").content.decode()
    assert f"{district.municipality}: нет дорожной карты на 2022 год" in page
    assert f"{reverse('plans:order-upload')}?organisation={district.municipality.pk}" in page


@pytest.mark.parametrize(("role", "is_told"), [("municipal", True), ("regional", True), ("head", False)])
def test_a_draft_left_by_the_region_waits_on_the_municipal_desk(district, client, role, is_told):
    draft = read_draft(district, by=district.users["regional"])
    client.force_login(district.users[role])
    page = client.get("/").content.decode()
    assert (reverse("plans:road-map-review", args=[draft.pk]) in page) is is_told
    assert f"{district.municipality}: нет дорожной карты" not in page


def test_another_municipality_is_not_told_of_a_draft(district, client):
    draft = read_draft(district)
    client.force_login(district.users["other_municipal"])
    assert reverse("plans:road-map-review", args=[draft.pk]) not in client.get("/").content.decode()
