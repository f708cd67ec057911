"""Measures the road map page beside a bare Django page; see README.md."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import load
from benchmarks.account import EMAIL, PASSWORD
from tests.services.installation import Site, free_port

ROOT = Path(__file__).resolve().parents[1]
#: Set apart from the clock of the machine: the world stands on its own day.
TODAY = "2022-05-20"
#: Budget of a page in bytes, unpacked and on the wire (design guide §9).
RAW, PACKED = 120 * 1024, 20 * 1024


def main() -> None:
    """Build, assert, time, print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="medk-bench-") as data:
        settings = environment(data)
        run(settings, "-m", "django", "migrate", "--verbosity", "0")
        road_map = run(settings, "-m", "benchmarks.world").strip()
        run(settings, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0")
        with served(settings, "benchmarks.bare.wsgi") as port:
            _measure("bare Django, 50 joined rows", port, "/", options, marks={'class="row"': 50})
        with served(settings, "medk.config.wsgi") as port:
            cookie = _signed_in(port)
            path = f"/road-maps/{road_map}/"
            marks = {f'<a href="/measures/{n}/">': 1 for n in (1, 60)} | {'<tr role="row"><td': 60}
            _measure("road map, 60 measures × 100 schools", port, path, options, marks=marks, cookie=cookie)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=4)
    return parser.parse_args()


def environment(data: str) -> dict[str, str]:
    """Settings of everything that is run over a data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MEDK_", "DJANGO_"))}
    path = f"{ROOT / 'src'}:{ROOT}"
    return {
        **kept, "PYTHONPATH": path, "MEDK_DATA": data, "MEDK_TODAY": TODAY,
        "DJANGO_SETTINGS_MODULE": "medk.config.settings.local",
    }  # fmt: skip


def run(environment: dict[str, str], *words: str, fed: str = "") -> str:
    """Run a module to its end; what it printed."""
    done = subprocess.run(
        [sys.executable, *words], env=environment, cwd=ROOT, input=fed, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def served(environment: dict[str, str], wsgi: str) -> Iterator[int]:
    """gunicorn as the product starts it."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", f"{wsgi}:application", "--bind", f"127.0.0.1:{port}", "--preload",
        "--workers", "2", "--threads", "8", "--log-level", "error",
        "--worker-class", "medk.config.server.PatientWorker", "--worker-tmp-dir", "/dev/shm",  # noqa: S108
    ]  # fmt: skip
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            load.fetch(port, "/account/login/", "")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def _signed_in(port: int) -> str:
    site = Site(port)
    site.sign_in(EMAIL, PASSWORD)
    return "; ".join(f"{name}={value}" for name, value in site.cookies.items())


def _measure(
    title: str, port: int, path: str, options: argparse.Namespace, *, marks: dict[str, int], cookie: str = ""
) -> None:
    status, size, text = load.fetch(port, path, cookie)
    assert status == 200, status
    for mark, count in marks.items():
        assert text.count(mark) == count, f"{mark}: {text.count(mark)} times, expected {count}"
    assert len(text) > 5000, "too small to be the page"
    assert len(text.encode()) <= RAW, f"over the budget of a page: {len(text.encode())} bytes plain"
    assert size <= PACKED, f"over the budget of a page: {size} bytes packed"
    print(f"{title}: {size} bytes on the wire, {len(text.encode())} plain")
    load.run(port, path, cookie=cookie, connections=options.connections, seconds=1)
    for _ in range(options.rounds):
        time.sleep(1)  # connections of the round before are gone, as are those of people who left
        found = load.run(port, path, cookie=cookie, connections=options.connections, seconds=options.seconds)
        assert not found.errors, f"{found.errors} answers were not 200"
        print(f"  {found.rate:7.1f} requests/s   p50 {found.p50:6.1f} ms   p95 {found.p95:6.1f} ms")


if __name__ == "__main__":
    main()
