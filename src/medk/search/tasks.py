"""Jobs of search: follow what happened each minute, compare everything each night."""

from medk.kernel import schedule
from medk.kernel.jobs import job
from medk.search.actions.following import follow
from medk.search.actions.indexing import sweep
from medk.search.actions.news import look_through
from medk.search.actions.visits import prune_visits


@job("search.follow")
def follow_changes() -> None:
    """Bring the index up to what happened."""
    follow()


@job("search.sweep")
def sweep_everything() -> None:
    """Find what was missed; forget visits beyond the latest."""
    sweep()
    look_through()
    prune_visits()


schedule.every("search.follow", minutes=1)
schedule.every("search.sweep", minutes=24 * 60)
