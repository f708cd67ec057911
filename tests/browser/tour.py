"""Pictures of every page for people to look at; not a test of the usual run.

Over the small world of the tests:  MEDK_TOUR=/tmp/pictures pytest tests/browser/tour.py
Over a running server (a demo):     python -m tests.browser.tour /tmp/pictures \\
    --base http://127.0.0.1:8000 --password … regional=coordinator@… head=principal@…
"""

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import FLAGS, executable
from tests.browser.crawl import pages
from tests.browser.visitor import Visitor, visit
from tests.world import District

#: Name of a look → how the tab is opened.
LOOKS: dict[str, dict[str, object]] = {
    "360": {"width": 360},
    "1440": {"width": 1440},
    "1920": {"width": 1920},
    "360-dark": {"width": 360, "color_scheme": "dark"},
    "1440-dark": {"width": 1440, "color_scheme": "dark"},
    "1440-large": {"width": 1440, "display": "size=3&scheme=bw"},
    "820": {"width": 820},
}


def walk(visitor: Visitor, folder: Path, start: str = "/") -> int:
    """Save a picture of one page of every kind; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    for kind, _ in pages(visitor, start):
        visitor.page.screenshot(path=folder / f"{kind.replace(':', '-')}.png", full_page=True)
        taken += 1
    return taken


def _looks() -> dict[str, dict[str, object]]:
    wanted = os.environ.get("MEDK_TOUR_LOOKS", "")
    return {name: LOOKS[name] for name in wanted.split(",")} if wanted else LOOKS


def test_tour(enter: Callable[..., Visitor], busy_district: District) -> None:
    folder = Path(os.environ["MEDK_TOUR"])
    for look, options in _looks().items():
        for role in ("administrator", "regional", "municipal", "curator", "head"):
            assert walk(enter(user=busy_district.users[role], **options), folder / look / role)
        assert walk(enter(**options), folder / look / "anonymous", "/account/login/")


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield opened
        opened.close()


def _sign_in(visitor: Visitor, email: str, password: str) -> None:
    page = visitor.go("/account/login/")
    page.get_by_label("Электронная почта").fill(email)
    page.get_by_label("Пароль").fill(password)
    page.get_by_role("button", name="Войти").click()
    page.wait_for_load_state("load")


def main() -> None:
    """Walk a running server as each account given."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("accounts", nargs="*", help="name=e-mail")
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--password", default="")
    given = parser.parse_args()
    with _browser() as browser:
        for look, options in _looks().items():
            walk(visit(browser, given.base, **options), given.folder / look / "anonymous", "/account/login/")
            for account in given.accounts:
                name, _, email = account.partition("=")
                visitor = visit(browser, given.base, **options)
                _sign_in(visitor, email, given.password)
                walk(visitor, given.folder / look / name)
                visitor.context.close()


if __name__ == "__main__":
    django.setup()
    main()
