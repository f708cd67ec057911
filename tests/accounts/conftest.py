"""Letters of these tests go where they go in life."""

import pytest


@pytest.fixture(autouse=True)
def outbox(settings: object) -> None:
    """pytest-django collects mail in memory; ours belongs in the outbox table."""
    settings.EMAIL_BACKEND = "medk.notices.backend.OutboxEmailBackend"
