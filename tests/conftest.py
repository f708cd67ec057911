"""Fixtures for everybody: the small world, the clock, the time zone."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import connection

from medk.kernel import clock as business_clock
from tests.world import NOON, District, build_district


class TestClock:
    """The business clock in the hands of a test."""

    __test__ = False

    def __init__(self) -> None:
        self._open: list[Callable[..., object]] = []

    def set(self, moment: dt.datetime | dt.date) -> None:
        """From now on it is `moment` (a date means its 09:00 UTC)."""
        held = business_clock.at(moment)
        held.__enter__()
        self._open.append(held.__exit__)

    def release(self) -> None:
        """Undo every `set`."""
        while self._open:
            self._open.pop()(None, None, None)


@pytest.fixture(autouse=True)
def clock(settings: object) -> Iterator[TestClock]:
    """It is noon in Moscow on 20.05.2022 until the test says otherwise.

    Threads (a live server) do not inherit the set moment, so the offset is set for them too.
    """
    settings.CLOCK_OFFSET = round((NOON - dt.datetime.now(dt.UTC)).total_seconds())
    held = TestClock()
    held.set(NOON)
    yield held
    held.release()


@pytest.fixture
def zone(request: pytest.FixtureRequest, settings: object) -> str:
    """The zone of the region and of the installation; `tests.zones.both_zones` runs a test in two."""
    settings.TIME_ZONE = getattr(request, "param", "Europe/Moscow")
    return settings.TIME_ZONE


@pytest.fixture
def district(db: None, zone: str) -> District:
    """Two regions, two municipalities, three schools, an institute, a cycle, a user of each role."""
    return build_district(zone)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Rate limits of sign-in live in the cache; one test's attempts are not another's."""
    cache.clear()


@pytest.fixture(autouse=True)
def files_dir(settings: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Uploads of one test are gone with it."""
    settings.FILES_DIR = tmp_path_factory.mktemp("files")
    yield
    shutil.rmtree(settings.FILES_DIR, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `postgres` run in `make test-pg`, where DATABASE_URL names one."""
    if connection.vendor == "postgresql":
        return
    elsewhere = pytest.mark.skip(reason="needs PostgreSQL: run by make test-pg")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(elsewhere)
