"""A real installation in a folder of its own, run as its users run it: through the `medk` command."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """One data folder; on SQLite unless `database_url` says otherwise."""

    data: Path
    database_url: str = ""
    today: str = ""

    def environment(self) -> dict[str, str]:
        """The environment of every command: nothing of the caller's own settings leaks in."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("MEDK_", "DJANGO_"))
        }
        kept.pop("DATABASE_URL", None)
        asked = {"DATABASE_URL": self.database_url, "MEDK_TODAY": self.today}
        set_here = {name: value for name, value in asked.items() if value}
        return {**kept, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "MEDK_DATA": str(self.data), **set_here}

    def medk(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "medk", *words],
            cwd=self.data.parent, env=self.environment(), input=stdin,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def python(self, code: str) -> str:
        """Run code inside Django with this installation's settings; returns what it printed."""
        start = "import django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", start + code],
            env={**self.environment(), "DJANGO_SETTINGS_MODULE": "medk.config.settings.local"},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def served(self) -> Iterator["Site"]:
        """`medk serve` on a free port; stopped with SIGTERM at the end."""
        port = free_port()
        log = (self.data.parent / f"serve-{port}.log").open("w+")
        process = subprocess.Popen(
            [sys.executable, "-m", "medk", "serve", "--port", str(port)],
            env=self.environment(), stdout=log, stderr=log, text=True,
        )  # fmt: skip
        try:
            site = Site(port, process)
            site.wait()
            yield site
        finally:
            process.terminate()
            process.wait(timeout=60)
            log.close()


class Site:
    """A served installation and one visitor with cookies."""

    def __init__(self, port: int, process: subprocess.Popen | None = None) -> None:
        self.port, self.process = port, process
        self.cookies: dict[str, str] = {}

    def wait(self, seconds: float = 60) -> None:
        """Until the site answers; fails when the process ended or the time is over."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            assert self.process is None or self.process.poll() is None, "medk serve ended"
            try:
                self.get("/account/login/")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("medk serve did not answer")

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        return self._ask("GET", path)

    def post(self, path: str, page: str = "", **fields: str) -> tuple[int, str]:
        """Post a form found on `page` (default: at the same path), with its token."""
        token = _TOKEN.search(self.get(page or path)[1])
        assert token, f"no form at {page or path}"
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": token[1], **fields}))

    def sign_in(self, email: str, password: str) -> None:
        """Through the form, as people do."""
        status, _ = self.post("/account/login/", login=email, password=password)
        assert status == 302, status

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie") or []:
                name, _, rest = line.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            return response.status, response.read().decode()
        finally:
            connection.close()
