"""Jobs of plans."""

from medk.kernel import schedule
from medk.kernel.jobs import job
from medk.plans.actions import drafts_upload
from medk.plans.actions.amendments_force import bring_into_force
from medk.plans.actions.progress import count_cohort, turn_day


@job("plans.turn_day")
def run_turn_day() -> None:
    """Count anew what the turn of the date changed."""
    turn_day()


@job("plans.bring_into_force")
def run_bring_into_force() -> None:
    """Bring approved amendments into force whose day has come."""
    bring_into_force()


@job("plans.count_cohort")
def run_count_cohort(cohort_id: int) -> None:
    """Count anew what schools of a cohort execute, after some joined or left."""
    count_cohort(cohort_id)


@job("plans.read_order")
def read_order(import_id: int) -> None:
    """Read an uploaded order and fill its draft."""
    drafts_upload.read_order(import_id)


# Often, since the date turns in each owner's zone at another moment; without a turn it is one query.
schedule.every("plans.turn_day", minutes=10)
schedule.every("plans.bring_into_force", minutes=10)
