"""The supervisor with real children."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

#: A child that notes its number and waits; `ending` decides how it takes SIGTERM.
CHILD = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(600)"
SCRIPT = """
import os, sys
from medk.cli.supervisor import Supervisor
child = [sys.executable, "-c", os.environ["CHILD"]]
commands = {"first": [*child, sys.argv[1] + ".first"], "second": [*child, sys.argv[1] + ".second"]}
sys.exit(Supervisor(commands, environment=os.environ).run())
"""

pytestmark = pytest.mark.service


def _until(holds: Callable[[], bool], seconds: float = 20) -> None:
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up, "nothing happened"
        time.sleep(0.02)


def _pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def _alive(pid: int) -> bool:
    """Running, not merely waiting to be buried by whoever adopted it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Running:
    def __init__(self, folder: Path) -> None:
        self.first, self.second = folder / "pids.first", folder / "pids.second"
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "CHILD": CHILD}
        command = [sys.executable, "-c", SCRIPT, str(folder / "pids")]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        _until(lambda: bool(_pids(self.first) and _pids(self.second)))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    started = Running(tmp_path)
    yield started
    if started.process.poll() is None:
        started.process.terminate()
        started.process.wait(30)


def test_a_dead_child_is_started_again_and_the_other_left_alone(running: Running) -> None:
    os.kill(_pids(running.first)[0], signal.SIGKILL)
    _until(lambda: len(_pids(running.first)) == 2)
    assert _alive(_pids(running.first)[1])
    assert len(_pids(running.second)) == 1


def test_pauses_grow(running: Running) -> None:
    """Half a second, then one, then two: three deaths take three and a half seconds at least."""
    began = time.monotonic()
    for deaths in (1, 2, 3):
        os.kill(_pids(running.first)[-1], signal.SIGKILL)
        _until(lambda deaths=deaths: len(_pids(running.first)) == deaths + 1)
    assert time.monotonic() - began >= 3.5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything(running: Running, number: signal.Signals) -> None:
    children = _pids(running.first) + _pids(running.second)
    running.process.send_signal(number)
    assert running.process.wait(30) == 0
    assert not [pid for pid in children if _alive(pid)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_children_die_with_a_killed_supervisor(running: Running) -> None:
    children = _pids(running.first) + _pids(running.second)
    running.process.kill()
    running.process.wait(30)
    _until(lambda: not [pid for pid in children if _alive(pid)])
