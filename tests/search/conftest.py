"""The small world, indexed."""

import pytest

from medk.search.actions.following import follow
from medk.search.actions.indexing import sweep
from medk.search.queries.found import Found, Narrowed, find
from tests.world import District


def titles(found: Found) -> list[str]:
    """What was found, by title."""
    return [hit.entry.title for hit in found.hits]


@pytest.fixture
def ask(district: District):
    """`ask("head", "школа")`: titles that a user of the district finds; the index is up to date."""

    def question(who: str, text: str, **narrowed: object) -> list[str]:
        follow()
        sweep()
        return titles(find(district.users[who], text, Narrowed(**narrowed)))

    return question
