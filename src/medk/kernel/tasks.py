"""Upkeep of the queue itself."""

from medk.kernel import queue, schedule
from medk.kernel.jobs import job


@job("kernel.retry_failed")
def retry_failed() -> None:
    """Jobs that failed get another chance."""
    queue.retry_failed()


@job("kernel.prune_queue")
def prune_queue() -> None:
    """Jobs done long ago go."""
    queue.prune()


schedule.every("kernel.retry_failed", minutes=2)
schedule.every("kernel.prune_queue", minutes=24 * 60)
