"""Background work of accounts: letters, and upkeep of sign-in."""

from importlib import import_module

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings

from medk.accounts import actions
from medk.kernel import schedule
from medk.kernel.jobs import job

#: Failed attempts to sign in are kept for half a year: long enough to look into an incident.
KEEP_ATTEMPTS_DAYS = 180


@job("accounts.reset_letter")
def reset_letter(email: str) -> None:
    """Write the letter with a link to a new password; a second run writes a second letter, harmless."""
    actions.send_reset_letter(email)


@job("accounts.clear_sessions")
def clear_sessions() -> None:
    """Daily: sessions past their age, and old records of sign-in attempts."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    AxesProxyHandler.reset_logs(age_days=KEEP_ATTEMPTS_DAYS)
    AxesProxyHandler.reset_failure_logs(age_days=KEEP_ATTEMPTS_DAYS)


schedule.every("accounts.clear_sessions", minutes=24 * 60)
