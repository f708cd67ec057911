"""Every page that links lead to, in a real browser: axe, content policy, no other host, no sideways scroll."""

from collections.abc import Callable

import pytest

from tests.browser.crawl import pages
from tests.browser.visitor import Visitor
from tests.world import District

LOOKS = {
    "phone": {"width": 360},
    "desk": {"width": 1440},
    "dark": {"width": 1440, "color_scheme": "dark"},
    "large on a phone": {"width": 360, "display": "size=2"},
    "large black and white": {"width": 1440, "display": "size=3&scheme=wb&spacing=wide"},
}


#: Who looks how: every role in its usual way, the fullest menu in every way.
VISITS = [
    ("administrator", "desk"),
    ("regional", "phone"),
    ("regional", "desk"),
    ("regional", "dark"),
    ("regional", "large black and white"),
    ("municipal", "desk"),
    ("curator", "phone"),
    ("head", "phone"),
    ("head", "large on a phone"),
]


@pytest.mark.parametrize(("role", "look"), VISITS)
def test_pages_of_a_role(
    role: str, look: str, enter: Callable[..., Visitor], busy_district: District
) -> None:
    visitor = enter(user=busy_district.users[role], **LOOKS[look])
    seen = []
    for kind, _ in pages(visitor):
        seen.append(kind)
        visitor.check()
    assert {"desk:home", "accounts:profile", "plans:road-map-list", "orgs:people-list"} <= set(seen)


@pytest.mark.parametrize("look", LOOKS)
def test_pages_before_signing_in(look: str, enter: Callable[..., Visitor], db: None) -> None:
    visitor = enter(**LOOKS[look])
    seen = []
    for kind, _ in pages(visitor, "/account/login/"):
        seen.append(kind)
        visitor.check()
    assert {"account_login", "account_reset_password"} <= set(seen)
