"""Jobs of plans."""

from medk.kernel.jobs import job
from medk.plans.actions.progress import turn_day


@job("plans.turn_day")
def run_turn_day() -> None:
    """Count anew what the turn of the date changed."""
    turn_day()
