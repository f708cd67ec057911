"""Walking the site by its own links: one page of every kind that a person can reach."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from tests.browser.visitor import Visitor

#: Answers that are not pages.
NOT_PAGES = frozenset({"files:file-download", "mfa_download_recovery_codes"})


def kind_of(path: str) -> str:
    """The name of the address, empty when it is none of our pages."""
    try:
        name = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""
    return "" if name in NOT_PAGES or "export" in name else name


def pages(visitor: Visitor, start: str = "/", *, limit: int = 60) -> Iterator[tuple[str, str]]:
    """Open the first page of each kind reachable from `start`; yield its kind and path."""
    waiting, seen = [start], set()
    while waiting and len(seen) < limit:
        path = waiting.pop(0)
        kind = kind_of(path)
        if not kind or kind in seen:
            continue
        seen.add(kind)
        visitor.go(path)
        waiting += links(visitor)
        yield kind, path


def links(visitor: Visitor) -> list[str]:
    """Paths of the links on the open page that stay on this host and are not downloads."""
    found = visitor.page.eval_on_selector_all(
        "a[href]:not([download])", "(all) => all.map((one) => one.href)"
    )
    return [_path(url) for url in found if url.startswith(visitor.base)]


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
