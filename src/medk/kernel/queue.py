"""Care of the job queue: nothing enqueued is forgotten (decision 18)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from medk.kernel.jobs import enqueue

#: A job that keeps failing is tried this many times, later and later, and then left for a person.
ATTEMPTS = 6
KEEP_DONE_DAYS = 14


@transaction.atomic
def enqueue_once(name: str) -> bool:
    """Enqueue a job without arguments unless one is waiting already; says whether it did."""
    if DBTaskResult.objects.ready().filter(args_kwargs__args__0=name).exists():
        return False
    enqueue(name)
    return True


def take_back_interrupted() -> int:
    """Make jobs of a worker that died ready again; only the single worker calls this, at its start.

    A job that the worker died of too often is left as failed.
    """
    taken = 0
    for row in DBTaskResult.objects.running():
        if len(row.worker_ids) < ATTEMPTS:
            taken += DBTaskResult.objects.filter(pk=row.pk).update(status="READY", started_at=None)
        else:
            row.set_failed(RuntimeError("the worker died while it ran this job"))
    return taken


def retry_failed() -> int:
    """Make failed jobs ready again with growing pauses (2, 4, 8 … minutes); returns how many."""
    retried = 0
    for row in DBTaskResult.objects.failed():
        attempts = len(row.worker_ids)
        rested = row.finished_at + dt.timedelta(minutes=2**attempts) <= timezone.now()
        if attempts < ATTEMPTS and rested:
            held = DBTaskResult.objects.failed().filter(pk=row.pk)
            retried += held.update(status="READY", started_at=None, finished_at=None)
    return retried


def given_up() -> list[str]:
    """Names of the jobs that failed too often to be tried again."""
    rows = DBTaskResult.objects.failed()
    return [str(row.args_kwargs["args"][0]) for row in rows if len(row.worker_ids) >= ATTEMPTS]


def prune() -> int:
    """Remove finished jobs older than two weeks; those given up stay."""
    before = timezone.now() - dt.timedelta(days=KEEP_DONE_DAYS)
    removed, _ = DBTaskResult.objects.successful().filter(finished_at__lt=before).delete()
    return removed
