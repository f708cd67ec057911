"""When timed jobs are due."""

import datetime as dt

import pytest

from medk.kernel import jobs, schedule

NOW = dt.datetime(2022, 5, 20, 9, tzinfo=dt.UTC)


@pytest.fixture
def one_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_intervals", {})
    schedule.every("files.sweep", minutes=10)


@pytest.mark.usefixtures("one_job")
@pytest.mark.parametrize(
    ("minutes_ago", "expected"),
    [(None, ["files.sweep"]), (9, []), (10, ["files.sweep"]), (600, ["files.sweep"]), (-5, ["files.sweep"])],
)
def test_a_job_is_due_after_its_interval(minutes_ago: int | None, expected: list[str]) -> None:
    """A last time in the future (the machine's clock went back) must not stop a job for good."""
    last = {} if minutes_ago is None else {"files.sweep": NOW - dt.timedelta(minutes=minutes_ago)}
    assert schedule.due(last, now=NOW) == expected


@pytest.mark.usefixtures("one_job")
def test_a_job_is_scheduled_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        schedule.every("files.sweep", minutes=1)


def test_everything_scheduled_is_a_registered_job() -> None:
    """A name that no app registered would stop the scheduler."""
    names = set(schedule.scheduled())
    assert {"plans.turn_day", "notices.send_letters", "files.sweep", "accounts.clear_sessions"} <= names
    assert names <= set(jobs._registry)
