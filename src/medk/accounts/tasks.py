"""Background work of accounts."""

from medk.accounts import actions
from medk.kernel.jobs import job


@job("accounts.reset_letter")
def reset_letter(email: str) -> None:
    """Write the letter with a link to a new password; a second run writes a second letter, harmless."""
    actions.send_reset_letter(email)
