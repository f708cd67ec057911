"""The served product under rough handling: slow clients, a kill in the middle, a restart."""

import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.installation import Installation, Site, free_port

pytestmark = pytest.mark.service

EMAIL, PASSWORD = "admin@region.test", "тёмный-омут-у-мельницы"


@pytest.fixture(scope="module")
def initial(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("initial") / "var")
    flags = ["--region", "Озёрный край", "--time-zone", "Europe/Moscow", "--year", "2027"]
    admin = ["--admin-email", EMAIL, "--admin-name", "Администратор", "--password-stdin"]
    done = made.medk("init", *flags, *admin, stdin=PASSWORD + "\n")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def installation(initial: Installation, tmp_path: Path) -> Installation:
    shutil.copytree(initial.data, tmp_path / "var")
    return Installation(tmp_path / "var")


@pytest.fixture
def site(installation: Installation) -> Iterator[Site]:
    with installation.served() as served:
        yield served


def _dribble(port: int, first: bytes) -> socket.socket:
    """A client that sent the beginning and then sends a byte now and then."""
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.sendall(first)
    return client


HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_A_BODY = b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\nlogin="


@pytest.mark.parametrize(
    "beginning", [b"", HALF_A_HEAD, HALF_A_BODY], ids=["silent", "half head", "half body"]
)
def test_slow_clients_do_not_block_the_desk(site: Site, beginning: bytes) -> None:
    """Ten are promised (decision 23); forty are more than all the threads together."""
    site.sign_in(EMAIL, PASSWORD)
    slow = [_dribble(site.port, beginning) for _ in range(40)]
    slowest = 0.0
    for _ in range(10):
        for client in slow:
            client.sendall(b"x")
        began = time.monotonic()
        status, _ = site.get("/")
        slowest = max(slowest, time.monotonic() - began)
        assert status == 200
    for client in slow:
        client.close()
    assert slowest < 1.0


def test_a_slow_but_whole_request_is_answered(site: Site) -> None:
    client = _dribble(site.port, b"")
    for part in (b"GET /account/login/ HT", b"TP/1.1\r\nHost: 127.0.0.1\r\n", b"Connection: close\r\n\r\n"):
        client.sendall(part)
        time.sleep(0.3)
    answer = b""
    while chunk := client.recv(65536):
        answer += chunk
    assert answer.startswith(b"HTTP/1.1 200")


def test_two_requests_in_one_packet_are_both_answered(site: Site) -> None:
    one = b"GET /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    client = _dribble(site.port, one + b"\r\n" + one + b"Connection: close\r\n\r\n")
    answer = b""
    while chunk := client.recv(65536):
        answer += chunk
    assert answer.count(b"HTTP/1.1 200") == 2


def _everything_of(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for at in found:
        for task in Path(f"/proc/{at}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def test_a_kill_loses_nothing_acknowledged(installation: Installation) -> None:
    """The whole tree is killed right after the answer; what was answered is there after a new start."""
    with installation.served() as site:
        site.sign_in(EMAIL, PASSWORD)
        titles = [f"Слёт {number}" for number in range(5)]
        for title in titles:
            _add_key_date(installation, site, title)
        for pid in reversed(_everything_of(site.process.pid)):
            os.kill(pid, signal.SIGKILL)
        site.process.wait(30)
    with installation.served() as site:
        site.sign_in(EMAIL, PASSWORD)
        kept = "from medk.cycles.models import KeyDate; print(*KeyDate.objects.filter(title__startswith='Слёт').order_by('pk'), sep=',')"
        assert installation.python(kept).strip() == ",".join(titles)
    assert installation.medk("check").returncode == 0


def _add_key_date(installation: Installation, site: Site, title: str) -> None:
    """Through the form; the redirect is the acknowledgement."""
    cycle = installation.python("from medk.cycles.models import Cycle; print(Cycle.objects.get().pk)").strip()
    status, _ = site.post(f"/cycles/{cycle}/dates/add/", title=title, ends_on="17.06.2027")
    assert status == 302


def test_a_demo_runs_at_its_date(installation: Installation) -> None:
    """What is entered over the web carries the set date, at the real time of day."""
    installation.today = "2027-03-05"
    with installation.served() as site:
        site.sign_in(EMAIL, PASSWORD)
        _add_key_date(installation, site, "Слёт")
    entered = "from medk.audit.models import AuditEntry; print(AuditEntry.objects.latest('pk').at.astimezone().date())"
    assert (
        installation.python(f"import os, time; os.environ['TZ'] = 'Europe/Moscow'; time.tzset()\n{entered}")
        == "2027-03-05\n"
    )


def test_a_second_serve_is_refused_while_one_runs(installation: Installation, site: Site) -> None:
    done = installation.medk("serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert "уже запущен" in done.stderr


def test_a_taken_port_is_named(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = installation.medk("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "Выберите другой порт" in done.stderr


def test_restore_is_refused_while_the_site_runs(
    installation: Installation, site: Site, tmp_path: Path
) -> None:
    assert installation.medk("backup", str(tmp_path / "copy.tar.gz")).returncode == 0
    done = installation.medk("restore", "--force", str(tmp_path / "copy.tar.gz"))
    assert done.returncode == 1
    assert "сейчас работает" in done.stderr
