"""`medk scheduler`: enqueues timed jobs; one in a data folder."""

import argparse
import datetime as dt
import json
import logging
import signal
import threading
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections

from medk.cli import locks
from medk.cli.refusal import CommandRefused
from medk.kernel import schedule
from medk.kernel.queue import enqueue_once

logger = logging.getLogger("medk.scheduler")
#: Seconds between two looks at the schedule.
TICK = 15
NAME = "schedule.json"


def run(options: argparse.Namespace) -> int:
    """Look at the schedule every few seconds until told to stop."""
    try:
        held = locks.take(settings.DATA_DIR, "scheduler")
    except locks.Busy:
        raise CommandRefused("Расписание уже ведёт другой процесс.") from None
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with held:
        while not stop.is_set():
            close_old_connections()
            tick(settings.DATA_DIR / NAME, now=dt.datetime.now(dt.UTC))
            stop.wait(TICK)
    return 0


def tick(kept: Path, *, now: dt.datetime) -> list[str]:
    """Enqueue what is due at `now` and remember it in the file `kept`; returns the names."""
    last_runs = _read(kept)
    enqueued = schedule.due(last_runs, now=now)
    for job in enqueued:
        enqueue_once(job)
    if enqueued:
        _write(kept, last_runs | dict.fromkeys(enqueued, now))
    return enqueued


def _read(kept: Path) -> dict[str, dt.datetime]:
    if not kept.exists():
        return {}
    try:
        stored = json.loads(kept.read_text(encoding="utf-8"))
        return {job: dt.datetime.fromisoformat(moment) for job, moment in stored.items()}
    except ValueError:
        # Half-written by a crash: every job may run once too often, which they all bear.
        logger.warning("%s could not be read and is made anew", kept.name)
        return {}


def _write(kept: Path, last_runs: dict[str, dt.datetime]) -> None:
    text = json.dumps({job: moment.isoformat() for job, moment in last_runs.items()}, indent=1)
    aside = kept.with_suffix(".new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(kept)
