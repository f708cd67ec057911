"""Fixtures of journeys in a real browser."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import FLAGS, executable
from tests.browser.visitor import Visitor, visit
from tests.plans.scenes import approved_measure
from tests.world import District


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder is a journey."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the run. Playwright runs a loop in this thread, which Django would refuse."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def enter(browser: Browser, live_server: object) -> Iterator[Callable[..., Visitor]]:
    """`enter(user=…, width=360)` opens a tab; all tabs are closed after the test."""
    visitors: list[Visitor] = []

    def open_tab(**options: object) -> Visitor:
        visitors.append(visit(browser, live_server.url, **options))
        return visitors[-1]

    yield open_tab
    for visitor in visitors:
        visitor.context.close()


@pytest.fixture
def busy_district(transactional_db: None, district: District) -> District:
    """The district with something to show: approved measures, for schools and as a whole."""
    measure = approved_measure(district, population="school", title="Провести диагностику")
    approved_measure(district, road_map=measure.road_map, title="Собрать координаторов")
    return district
