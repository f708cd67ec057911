"""The matrix of addresses, roles and objects: what a row is and how it is walked.

Each app keeps its rows in `tests/<app>/matrix.py` as `ROWS`. One row is one address with one object,
walked by every user of the `district` and by nobody signed in; the object is foreign to some of
them by the way the world is built, so give rows for an object of the school and of the far school.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import tests
from tests.ceilings import CEILING, listing
from tests.world import District

#: Namespaces of our own; allauth's pages are walked by `test_sign_in_pages`.
OURS = frozenset(
    {"desk", "accounts", "orgs", "cycles", "files", "notices", "discussions", "workflow", "plans", "search"}
)


@dataclass(frozen=True)
class Row:
    """One address with one object, and the status that each role gets.

    `expect` names only the users who differ from `default`; `args` and `data` are made from the
    district (and may create what they need); `about` tells two rows of one address apart.
    """

    url: str
    expect: Mapping[str, int] = field(default_factory=dict)
    args: Callable[[District], Sequence[object]] = lambda district: []
    default: int = 404
    anonymous: int = 302
    method: str = "get"
    data: Callable[[District], Mapping[str, Any]] = lambda district: {}
    about: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.method, self.url, self.about) if part)

    def expected(self, user: str) -> int:
        """The status for a user of the district by short name."""
        return self.expect.get(user, self.default)


def all_rows() -> list[Row]:
    """Rows of every app, in a stable order."""
    names = sorted(module.name for module in pkgutil.iter_modules(tests.__path__) if module.ispkg)
    rows: list[Row] = []
    for name in names:
        if importlib.util.find_spec(f"tests.{name}.matrix"):
            rows += importlib.import_module(f"tests.{name}.matrix").ROWS
    return rows


def our_url_names() -> dict[str, bool]:
    """Every URL name of our namespaces → whether it takes arguments."""
    return dict(_walk(get_resolver().url_patterns, "", False))


def _walk(
    patterns: Sequence[URLPattern | URLResolver], space: str, takes: bool
) -> Iterator[tuple[str, bool]]:
    for pattern in patterns:
        takes_more = takes or bool(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, pattern.namespace or space, takes_more)
        elif space in OURS:
            yield f"{space}:{pattern.name}", takes_more


def walk(row: Row, district: District) -> list[str]:
    """Ask as every user and as nobody; returns what differs from the row, one line each."""
    unknown = set(row.expect) - set(district.users)
    if unknown:
        return [f"the district has no {name!r}" for name in sorted(unknown)]
    address = reverse(row.url, args=row.args(district))
    data = row.data(district)
    found = [_ask(row, address, data, name, user) for name, user in district.users.items()]
    found.append(_ask(row, address, data, "anonymous", None))
    if row.method == "post":
        found.append(_get_is_refused(row, address, district))
    return [line for line in found if line]


def _ask(row: Row, address: str, data: Mapping[str, Any], name: str, user: Any) -> str:
    client = Client(raise_request_exception=True)
    if user is not None:
        client.force_login(user)
    expected = row.expected(name) if user is not None else row.anonymous
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        response = getattr(client, row.method)(address, data)
        # What one role did must not be seen by the next.
        transaction.set_rollback(True)
    if response.status_code != expected:
        return f"{name}: {response.status_code}, expected {expected}"
    if user is None and expected == 302 and not _leads_to_sign_in(response):
        return f"anonymous: sent to {response['Location']}, not to sign-in"
    if row.method == "get" and len(asked) > CEILING:
        return f"{name}: {len(asked)} queries\n{listing(asked)}"
    return ""


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response["Location"].startswith(reverse("account_login"))


def _get_is_refused(row: Row, address: str, district: District) -> str:
    """An address that has no GET row answers 405 to GET from whoever may post to it."""
    if any(other.url == row.url and other.method == "get" for other in all_rows()):
        return ""
    allowed = [name for name in district.users if row.expected(name) in {200, 302}]
    if not allowed:
        return ""
    client = Client()
    client.force_login(district.users[allowed[0]])
    status = client.get(address).status_code
    return "" if status == 405 else f"GET by {allowed[0]}: {status}, expected 405"
