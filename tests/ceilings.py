"""Every page within 20 queries (issue 2, "Speed")."""

from collections.abc import Iterable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

CEILING = 20


def assert_queries_at_most(client: Client, urls: Iterable[str], limit: int = CEILING) -> None:
    """Fetch each address; fail on the first that is not 200 or needs more than `limit` queries."""
    for url in urls:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(url)
        assert response.status_code == 200, f"{url}: {response.status_code}"
        assert len(asked) <= limit, f"{url}: {len(asked)} queries\n{listing(asked)}"


def listing(asked: CaptureQueriesContext) -> str:
    """The queries, one a line, cut to a readable length."""
    return "\n".join(f"{i:3} {query['sql'][:160]}" for i, query in enumerate(asked.captured_queries, 1))
