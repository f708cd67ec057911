"""A person in a real browser, and what is watched while she looks around."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from medk.accounts.models import User

#: Tells of every breach of the content policy, even one that happens while the page loads.
WATCH_POLICY = """
window.__breaches = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__breaches.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`));
"""
#: A tall screen shows a whole page, so that nothing is judged through a sticky header.
HEIGHTS = {360: 740}
GRAVE = {"serious", "critical"}


@dataclass
class Visitor:
    """One tab of one person; `faults` gathers what must not happen on any page."""

    context: BrowserContext
    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of ours and wait until it is still."""
        answer = self.page.goto(self.base + path, wait_until="load")
        if answer and answer.status >= 400:
            self.faults.append(f"{path} answered {answer.status}")
        return self.page

    def check(self, *, axe: bool = True) -> None:
        """Nothing grave for axe, no breach of policy, no other host, no sideways scroll."""
        where = urlsplit(self.page.url).path
        faults = [*self.faults, *self.page.evaluate("window.__breaches")]
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"the page scrolls sideways: {self._widest()}")
        if axe:
            faults += grave(self.page)
        self.faults.clear()
        width = self.page.viewport_size["width"]
        assert not faults, f"{where} at {width} px:\n" + "\n".join(faults)

    def _widest(self) -> list[str]:
        """Elements that stick out on the right, or whose text does, for the message."""
        return self.page.evaluate(
            """[...document.querySelectorAll("body *")]
            .filter((e) => e.getBoundingClientRect().left + e.scrollWidth > innerWidth + 1)
            .map((e) => `${e.tagName}.${e.className}`).slice(-5)"""
        )

    def watch_request(self, request: Request) -> None:
        """Requests stay on this host (data: is not a request)."""
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.faults.append(f"a request left for {request.url}")

    def watch_console(self, message: ConsoleMessage) -> None:
        """Errors of scripts; a status code of a page is no error here."""
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")


def grave(page: Page) -> list[str]:
    """What axe finds serious or critical, in words."""
    found = Axe().run(page).response["violations"]
    return [
        f"axe {one['impact']} {one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:4]
    ]


def visit(
    browser: Browser,
    base: str,
    *,
    user: User | None = None,
    width: int = 1440,
    script: bool = True,
    **more: str,
) -> Visitor:
    """Open a tab: as `user` or anonymous; `more` may hold `color_scheme` and `display` (a cookie)."""
    display = more.pop("display", "")
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        locale="ru-RU",
        java_script_enabled=script,
        has_touch=width < 500,
        base_url=base,
        **more,
    )
    if script:
        context.add_init_script(WATCH_POLICY)
    if user:
        _add_cookie(context, base, settings.SESSION_COOKIE_NAME, _session(user))
    if display:
        _add_cookie(context, base, "medk-display", display)
    page = context.new_page()
    page.set_default_timeout(10_000)
    visitor = Visitor(context, page, base)
    page.on("request", visitor.watch_request)
    page.on("console", visitor.watch_console)
    page.on("pageerror", lambda error: visitor.faults.append(f"script: {error}"))
    return visitor


def _add_cookie(context: BrowserContext, base: str, name: str, value: str) -> None:
    context.add_cookies([{"name": name, "value": value, "url": base}])


def _session(user: User) -> str:
    """The key of a fresh session, without the form."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client.cookies[settings.SESSION_COOKIE_NAME].value
