"""Nothing enqueued is forgotten."""

import datetime as dt

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from medk.kernel import jobs, queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def real_queue(settings: object) -> None:
    settings.TASKS = {
        "default": {
            "BACKEND": "django_tasks_db.DatabaseBackend",
            "QUEUES": ["default"],
            "ENQUEUE_ON_COMMIT": False,
        }
    }


def _failed(attempts: int, minutes_ago: float) -> DBTaskResult:
    jobs.enqueue("files.sweep")
    row = DBTaskResult.objects.get(status="READY")
    row.status = "FAILED"
    row.worker_ids = ["w"] * attempts
    row.finished_at = timezone.now() - dt.timedelta(minutes=minutes_ago)
    row.save()
    return row


def test_a_waiting_job_is_not_enqueued_again() -> None:
    assert queue.enqueue_once("files.sweep")
    assert not queue.enqueue_once("files.sweep")
    assert queue.enqueue_once("kernel.prune_queue")
    assert DBTaskResult.objects.count() == 2


@pytest.mark.parametrize(
    ("attempts", "minutes_ago", "retried"), [(1, 1.5, 0), (1, 2.1, 1), (3, 7, 0), (3, 8.1, 1), (6, 9999, 0)]
)
def test_failed_jobs_come_back_later_and_later(attempts: int, minutes_ago: float, retried: int) -> None:
    row = _failed(attempts, minutes_ago)
    assert queue.retry_failed() == retried
    row.refresh_from_db()
    assert row.status == ("READY" if retried else "FAILED")


def test_a_job_that_keeps_failing_is_named() -> None:
    _failed(queue.ATTEMPTS, 1)
    assert queue.given_up() == ["files.sweep"]


@pytest.mark.parametrize(("attempts", "status"), [(1, "READY"), (6, "FAILED")])
def test_what_a_killed_worker_left_is_taken_back(attempts: int, status: str) -> None:
    row = _failed(attempts, 0)
    DBTaskResult.objects.filter(pk=row.pk).update(status="RUNNING", finished_at=None)
    assert queue.take_back_interrupted() == (1 if status == "READY" else 0)
    row.refresh_from_db()
    assert row.status == status


def test_an_unknown_job_is_refused() -> None:
    with pytest.raises(jobs.UnknownJob):
        jobs.enqueue("no.such.job")
    assert not DBTaskResult.objects.exists()
