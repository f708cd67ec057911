"""Who reads the outbox."""

from typing import Any

from medk.orgs.querysets import active_appointments
from medk.orgs.roles import Role


def may_read_outbox(user: Any) -> bool:
    """Administrators alone: letters carry links that let people in."""
    return active_appointments(user).filter(role=Role.ADMINISTRATOR).exists()
