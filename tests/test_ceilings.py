"""The ceiling of queries is a real one."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.ceilings import assert_queries_at_most
from tests.world import District


def test_the_desk_keeps_the_ceiling(district: District, client: Client) -> None:
    client.force_login(district.users["head"])
    assert_queries_at_most(client, [reverse("desk:home")])


def test_a_page_over_the_ceiling_fails(district: District, client: Client) -> None:
    client.force_login(district.users["head"])
    with pytest.raises(AssertionError, match="queries"):
        assert_queries_at_most(client, [reverse("desk:home")], limit=1)
