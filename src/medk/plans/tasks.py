"""Jobs of plans."""

from medk.kernel.jobs import job
from medk.plans.actions import drafts_upload
from medk.plans.actions.progress import turn_day


@job("plans.turn_day")
def run_turn_day() -> None:
    """Count anew what the turn of the date changed."""
    turn_day()


@job("plans.read_order")
def read_order(import_id: int) -> None:
    """Read an uploaded order and fill its draft."""
    drafts_upload.read_order(import_id)
