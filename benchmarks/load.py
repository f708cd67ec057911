"""Load on one address: `wrk` when it is there, else threads of our own."""

import gzip
import http.client
import re
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("percentiles.lua")


@dataclass(frozen=True)
class Measured:
    """Requests per second and milliseconds of one run."""

    rate: float
    p50: float
    p95: float
    errors: int


def fetch(port: int, path: str, cookie: str) -> tuple[int, int, str]:
    """Status, bytes on the wire, and the text of a page asked for compressed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    plain = gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body
    return response.status, len(body), plain.decode()


def run(port: int, path: str, *, cookie: str, connections: int, seconds: int) -> Measured:
    """Ask for one page as fast as it comes over so many connections."""
    if shutil.which("wrk"):
        return _wrk(port, path, cookie=cookie, connections=connections, seconds=seconds)
    return _threads(port, path, cookie=cookie, connections=connections, seconds=seconds)


def _wrk(port: int, path: str, *, cookie: str, connections: int, seconds: int) -> Measured:
    command = [
        "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(SCRIPT),
        "-H", f"Cookie: {cookie}", "-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{port}{path}",
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"MEASURED rate=([\d.]+) p50=([\d.]+) p95=([\d.]+) errors=(\d+)", said)
    assert found, said
    return Measured(float(found[1]), float(found[2]), float(found[3]), int(found[4]))


def _threads(port: int, path: str, *, cookie: str, connections: int, seconds: int) -> Measured:
    taken: list[float] = []
    errors: list[int] = []
    end = time.monotonic() + seconds
    workers = [
        threading.Thread(target=_ask, args=(port, path, cookie, end, taken, errors))
        for _ in range(connections)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    taken.sort()
    middle, high = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    return Measured(len(taken) / seconds, middle * 1000, high * 1000, len(errors))


def _ask(port: int, path: str, cookie: str, end: float, taken: list[float], errors: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < end:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        response = connection.getresponse()
        response.read()
        taken.append(time.perf_counter() - began)
        if response.status != 200:
            errors.append(response.status)
    connection.close()
