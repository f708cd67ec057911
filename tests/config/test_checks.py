"""System checks over settings."""

import datetime as dt

import pytest

from medk.config import checks
from medk.config.checks import check_everywhere, check_production

GOOD = {
    "IS_PRODUCTION": True,
    "SET_TODAY": None,
    "CLOCK_OFFSET": 0,
    "SECRET_KEY": "k" * 50,
    "PUBLIC_URL": "https://medk.region.test",
    "ALLOWED_HOSTS": ["medk.region.test"],
    "DEBUG": False,
}


def _ids(settings: object, **changed: object) -> list[str]:
    for name, value in (GOOD | changed).items():
        setattr(settings, name, value)
    return [found.id for found in check_production()]


def test_good_settings_have_no_findings(settings: object) -> None:
    assert _ids(settings) == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"SET_TODAY": dt.date(2022, 5, 20)}, "medk.E002"),
        ({"CLOCK_OFFSET": -86400}, "medk.E002"),
        ({"SECRET_KEY": "k" * 49}, "medk.E003"),
        ({"PUBLIC_URL": "http://medk.region.test"}, "medk.E004"),
        ({"ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"]}, "medk.E005"),
        ({"ALLOWED_HOSTS": ["medk.region.test", "*"]}, "medk.E005"),
        ({"DEBUG": True}, "medk.E006"),
    ],
)
def test_each_danger_is_found(settings: object, changed: dict[str, object], found: str) -> None:
    assert _ids(settings, **changed) == [found]


def test_a_demo_may_set_its_clock(settings: object) -> None:
    assert _ids(settings, IS_PRODUCTION=False, SET_TODAY=dt.date(2022, 5, 20)) == []


def test_a_time_zone_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "available_timezones", lambda: {"UTC"})
    assert [found.id for found in check_everywhere()] == ["medk.E001"]


def test_letters_from_localhost_are_warned_about(settings: object) -> None:
    settings.SMTP, settings.DEFAULT_FROM_EMAIL = {"EMAIL_HOST": "mail"}, "medk@localhost"
    assert [found.id for found in check_everywhere()] == ["medk.W001"]
