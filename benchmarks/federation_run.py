"""Measures the product on a federation: pages, ratios, writers, memory; see README.md.

python -m benchmarks.federation_run --data DIR [--one DIR] [--seconds 3] [--only NAME]
"""

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks import load, serving
from benchmarks.account import PASSWORD
from benchmarks.federation import writers
from benchmarks.federation.accounts import MEASURED
from tests.services.installation import Site

TODAY = "2022-11-15"
#: What the issue asks: milliseconds of a page, queries of a regional user.
SLOWEST, QUERIES = 150, 20
#: Times a page is asked one by one for its middle time.
TIMES = 9


@dataclass
class Measure:
    """What was measured of one page: milliseconds cold and warm, at load, bytes, queries."""

    name: str
    who: str
    cold: float
    warm: float
    size: int
    queries: int
    rate: float = 0.0
    p95: float = 0.0
    errors: int = 0

    @property
    def misses(self) -> str:
        """What is over its target, in a word; one's own machine may be slower than the one it was set for."""
        over = {
            "slow": self.warm > SLOWEST,
            "queries": self.who == "regional" and self.queries > QUERIES,
            "errors": self.errors > 0,
        }
        return " ".join(name for name, is_over in over.items() if is_over)


def main() -> None:
    """Everything in one run, with the bare page beside it; prints one table."""
    options = _options()
    environment = _environment(options.data)
    for data in filter(None, (options.data, options.one)):
        serving.run(_environment(data), "-m", "django", "collectstatic", "--noinput", "--verbosity", "0")
    with serving.served(environment, "benchmarks.bare.wsgi") as port:
        bare = load.run(port, "/", cookie="", connections=options.connections, seconds=options.seconds)
    found = _measured(environment, options)
    _print(found, bare)
    if options.one:
        _ratios(found, _measured(_environment(options.one), options, only_roles={"municipal"}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder made by benchmarks.federation")
    parser.add_argument(
        "--one", type=Path, help="the same with one region: prints the ratio for municipal users"
    )
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--only", default="", help="a part of the names of pages")
    parser.add_argument(
        "--requests", type=int, default=10_000, help="before the memory is looked at; 0 skips it"
    )
    return parser.parse_args()


def _environment(data: Path) -> dict[str, str]:
    return serving.environment(str(data.resolve())) | {"MEDK_TODAY": TODAY}


def _measured(
    environment: dict[str, str], options: argparse.Namespace, *, only_roles: set[str] | None = None
) -> list[Measure]:
    made = json.loads(serving.run(environment, "-m", "benchmarks.federation.pages"))
    pages = [
        page
        for page in made["pages"]
        if options.only in page["name"] and (not only_roles or page["who"] in only_roles)
    ]
    asked = json.dumps([(page["who"], page["path"]) for page in pages])
    counts = json.loads(serving.run(environment, "-m", "benchmarks.federation.queries", fed=asked))
    with serving.served(environment, "medk.config.wsgi") as port:
        cookies = {who: _cookie(port, MEASURED[who]) for who in {page["who"] for page in pages}}
        found = [
            _page(port, page, cookies[page["who"]], queries=count, options=options)
            for page, count in zip(pages, counts, strict=True)
        ]
        if not only_roles and not options.only:
            print(writers.four_at_once(port, made["parts"], _cookie))
            print(_memory(port, found, cookies, pages, options))
    return found


def _cookie(port: int, email: str) -> str:
    site = Site(port)
    site.sign_in(email, PASSWORD)
    return "; ".join(f"{name}={value}" for name, value in site.cookies.items())


def _page(port: int, page: dict, cookie: str, *, queries: int, options: argparse.Namespace) -> Measure:
    path = quote(page["path"], safe="/?=&%-.")
    cold, size = _asserted(port, page, path, cookie)
    taken = sorted(_asserted(port, page, path, cookie)[0] for _ in range(TIMES))
    made = Measure(page["name"], page["who"], cold, taken[TIMES // 2], size, queries)
    if page["who"] in ("regional", "municipal"):
        at_load = load.run(
            port, path, cookie=cookie, connections=options.connections, seconds=options.seconds
        )
        made.rate, made.p95, made.errors = at_load.rate, at_load.p95, at_load.errors
        time.sleep(0.5)
    # A long run says how far it is; the table with the ratios comes at the end.
    print(f"  {made.who}, {made.name}: {made.warm:.0f} ms, {made.rate:.0f}/s {made.misses}", flush=True)
    return made


def _asserted(port: int, page: dict, path: str, cookie: str) -> tuple[float, int]:
    """Milliseconds of one answer and its size; the answer is the page with what must be on it."""
    began = time.perf_counter()
    status, _, text = load.fetch(port, path, cookie)
    taken = (time.perf_counter() - began) * 1000
    assert status == 200, f"{page['name']}: {status}"
    assert page["holds"] in text, f"{page['name']}: no «{page['holds']}»"
    if page["rows"]:
        rows = text.count(page["mark"])
        assert rows == page["rows"], f"{page['name']}: {rows} rows, expected {page['rows']}"
    assert len(text) > 5000, f"{page['name']}: too small to be the page"
    return taken, len(text.encode())


def _print(found: list[Measure], bare: load.Measured) -> None:
    print(
        f"\n{'page':34} {'for':13} {'queries':>7} {'KB':>5} {'cold ms':>8} {'warm ms':>8} {'req/s':>7} {'p95 ms':>7} {'of bare':>7}"
    )
    print(
        f"{'bare Django, 50 joined rows':34} {'':13} {'':>7} {'':>5} {'':>8} {'':>8} {bare.rate:7.0f} {bare.p95:7.1f} {'1.00':>7}"
    )
    for one in found:
        loaded = f"{one.rate:7.0f} {one.p95:7.1f} {one.rate / bare.rate:7.2f}" if one.rate else ""
        print(
            f"{one.name:34} {one.who:13} {one.queries:7} {one.size // 1024:5} {one.cold:8.0f} {one.warm:8.0f} {loaded} {one.misses}"
        )
    present = {one.name: one for one in found if one.who == "regional"}
    for name, one in present.items():
        base = present.get({"table": "table, 60 measures"}.get(name.split(",")[0], name.split(",")[0]))
        if "2022" in name and base:
            print(
                f"{name}: cold {one.cold / base.cold:.2f} ×, warm {one.warm / base.warm:.2f} × the present one (target 2)"
            )


def _ratios(large: list[Measure], small: list[Measure]) -> None:
    """What a municipal user's pages cost in the federation against one region."""
    alone = {one.name: one for one in small}
    for one in (one for one in large if one.who == "municipal"):
        ratio = one.warm / alone[one.name].warm
        print(
            f"municipal, {one.name}: {ratio:.2f} of one region warm, {alone[one.name].rate / one.rate:.2f} at load (target 1.3)"
        )


def _memory(
    port: int, found: list[Measure], cookies: dict[str, str], pages: list[dict], options: argparse.Namespace
) -> str:
    """Megabytes of the largest worker after so many requests over every page."""
    each = max(1, options.requests // max(len(pages), 1))
    for page in pages if options.requests else []:
        for _ in range(each):
            load.fetch(port, quote(page["path"], safe="/?=&%-."), cookies[page["who"]])
    workers = subprocess.run(
        ["pgrep", "-f", f"127.0.0.1:{port}"], capture_output=True, text=True, check=False
    )
    sizes = [_resident(int(pid)) for pid in workers.stdout.split()]
    return f"memory of a worker after {each * len(pages)} requests: {max(sizes, default=0)} MB (target 200)"


def _resident(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(next((line.split()[1] for line in text.splitlines() if line.startswith("VmRSS")), 0)) // 1024


if __name__ == "__main__":
    sys.exit(main())
