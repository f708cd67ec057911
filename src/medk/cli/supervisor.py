"""A small supervisor: starts children, restarts the dead with growing pauses, stops all on a signal."""

import ctypes
import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

logger = logging.getLogger("medk.supervisor")

#: Pauses before a restart double from the first to the last; a child that lived long starts anew.
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
LIVED_LONG = 60.0
#: Seconds that children have to finish what they do; gunicorn's own limit is 25.
GRACE = 30.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    failures: int = 0
    start_at: float = 0.0


def _die_with_parent() -> None:
    """Ask Linux to end the child when the supervisor dies, however it dies."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps the given commands running until SIGTERM or SIGINT."""

    def __init__(self, commands: Mapping[str, Sequence[str]], *, environment: Mapping[str, str]) -> None:
        self.children = [Child(name, command) for name, command in commands.items()]
        self.environment = dict(environment)
        self._changed = threading.Event()
        self._stopping = False

    def run(self, *, when_started: Callable[[], None] = lambda: None) -> int:
        """Start the first child, call `when_started`, start the others, keep all running until told to stop.

        The first has the machine for itself while it starts: people wait for the site, nobody for jobs.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda *_: self._changed.set())
        self._start(self.children[0])
        when_started()
        while not self._stopping:
            self._notice_the_dead()
            self._start_due()
            self._changed.wait(self._until_next_start())
            self._changed.clear()
        self._end_all()
        return 0

    def _stop(self, *_: object) -> None:
        self._stopping = True
        self._changed.set()

    def _until_next_start(self) -> float | None:
        waiting = [child.start_at for child in self.children if child.process is None]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else None

    def _start_due(self) -> None:
        for child in self.children:
            if child.process is None and child.start_at <= time.monotonic() and not self._stopping:
                self._start(child)

    def _start(self, child: Child) -> None:
        child.started_at = time.monotonic()
        child.process = subprocess.Popen(  # noqa: S603 - our own commands
            child.command,
            env=self.environment,
            # Ctrl-C in a terminal reaches the supervisor alone; it stops the children in order.
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def _notice_the_dead(self) -> None:
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            if time.monotonic() - child.started_at > LIVED_LONG:
                child.failures = 0
            pause = min(FIRST_PAUSE * 2**child.failures, LONGEST_PAUSE)
            logger.warning("%s ended with %s, again in %.1f s", child.name, child.process.returncode, pause)
            child.failures += 1
            child.start_at = time.monotonic() + pause
            child.process = None

    def _end_all(self) -> None:
        processes = {child.name: child.process for child in self.children if child.process}
        for process in processes.values():
            process.terminate()
        give_up = time.monotonic() + GRACE
        for name, process in processes.items():
            try:
                process.wait(max(0.1, give_up - time.monotonic()))
            except subprocess.TimeoutExpired:
                logger.warning("%s did not stop in time and is killed", name)
                process.kill()
                process.wait()
