"""The matrix itself is tried: a wrong row must be reported, or it proves nothing."""

from tests.architecture.access_matrix import Row, walk
from tests.world import District


def test_a_wrong_status_is_reported_for_each_user(district: District) -> None:
    differences = walk(Row("desk:home", default=404), district)
    assert "head: 200, expected 404" in differences
    assert len(differences) == len(district.users)


def test_a_wrong_anonymous_status_is_reported(district: District) -> None:
    assert walk(Row("desk:home", default=200, anonymous=200), district) == ["anonymous: 302, expected 200"]


def test_an_unknown_user_is_reported(district: District) -> None:
    assert walk(Row("desk:home", {"boss": 200}), district) == ["the district has no 'boss'"]
