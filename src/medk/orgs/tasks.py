"""Jobs of this app."""

from medk.kernel.jobs import job
from medk.orgs.actions.registers import JOB, continue_register


@job(JOB)
def apply_register(number: int) -> None:
    """Apply a register from its marker to the end."""
    continue_register(number)
