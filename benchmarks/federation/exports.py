"""`python -m benchmarks.federation.exports`: 300,000 rows of the history taken away whole, by CSV and XLSX.

Run over a database made by benchmarks.federation; prints rows, seconds and the memory that each took.
"""

import io
import resource
import tempfile
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from benchmarks.federation.accounts import MEASURED  # noqa: E402
from medk.accounts.models import User  # noqa: E402
from medk.audit.models import AuditEntry  # noqa: E402
from medk.orgs.queries.history import ChosenEntries, listed_entries  # noqa: E402

LEAST = 300_000


def main() -> None:
    """As the federal observer, the first days of June on until there are enough entries."""
    settings.ALLOWED_HOSTS = ["testserver"]
    user = User.objects.get(email=MEASURED["observer"])
    chosen, expected = _enough(user)
    client = Client()
    client.force_login(user)
    query = f"?since={chosen.since:%Y-%m-%d}&until={chosen.until:%Y-%m-%d}&in="
    for kind in ("csv", "xlsx"):
        before, began = _memory(), time.monotonic()
        with tempfile.TemporaryFile() as kept:
            for piece in client.get(f"/audit/export/{kind}/{query}").streaming_content:
                kept.write(piece)
            size, seconds, after = kept.tell(), time.monotonic() - began, _memory()
            kept.seek(0)
            rows, said = _counted_csv(kept) if kind == "csv" else _counted_xlsx(kept.read())
        assert rows == expected, f"{kind}: {rows} rows, expected {expected}"
        assert said == f"Строк: {expected}", said
        print(
            f"{kind}: {rows} rows, «{said}», {size // 1048576} MB, {seconds:.0f} s, memory {before} → {after} MB"
        )


def _enough(user: User) -> tuple[ChosenEntries, int]:
    days = AuditEntry.objects.filter(kind="workflow.moved").order_by("at").dates("at", "day")
    first = days[len(days) // 2]
    for last in list(days)[len(days) // 2 :]:
        chosen = ChosenEntries(since=first, until=last)
        count = listed_entries(user, chosen).count()
        if count >= LEAST:
            return chosen, count
    raise SystemExit("not enough entries: make the federation larger")


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _counted_csv(file: io.IOBase) -> tuple[int, str]:
    """Lines between the heading and the empty one, and the last line."""
    rows, last, is_over = -1, "", False
    for line in io.TextIOWrapper(file, encoding="utf-8-sig", newline="\r\n"):
        is_over = is_over or line == "\r\n"
        rows += not is_over
        last = line.strip()
    return rows, last


def _counted_xlsx(content: bytes) -> tuple[int, str]:
    table = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    ends = next(n for n, row in enumerate(table) if not any(row))
    return ends - 1, str(table[-1][0])


main()
