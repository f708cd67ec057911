"""Timed work: apps register jobs in their `tasks.py`; the scheduler enqueues them when they are due.

There are only intervals, no times of day: a job looks itself at what is to be done on the local date
(regions live in different zones), so running it too often costs a query and running it late loses
nothing.
"""

import datetime as dt
from collections.abc import Mapping

_intervals: dict[str, dt.timedelta] = {}


def every(job: str, *, minutes: int) -> None:
    """Enqueue the job registered as `job` at start, then so many minutes after the last time."""
    if job in _intervals:
        raise ValueError(f"job {job!r} is scheduled twice")
    _intervals[job] = dt.timedelta(minutes=minutes)


def scheduled() -> dict[str, dt.timedelta]:
    """Job → interval, for all that is registered."""
    return dict(_intervals)


def due(last_runs: Mapping[str, dt.datetime], *, now: dt.datetime) -> list[str]:
    """Jobs to enqueue at `now`, given when each was enqueued last; a last time in the future counts for nothing."""
    return [
        job
        for job, interval in _intervals.items()
        if job not in last_runs or not dt.timedelta(0) <= now - last_runs[job] < interval
    ]
