"""Letters of these tests go where they go in life; no test inherits the attempts of another."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def outbox(settings: object) -> None:
    """pytest-django collects mail in memory; ours belongs in the outbox table."""
    settings.EMAIL_BACKEND = "medk.notices.backend.OutboxEmailBackend"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """The limits of requests by address are counted in the cache."""
    cache.clear()
