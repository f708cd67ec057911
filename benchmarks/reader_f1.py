"""F1 of the reader by field and by text, and seconds for each text.

Run: `PYTHONPATH=src python benchmarks/reader_f1.py`. Reads the labelled orders beside
the repository (or under MEDK_SHARED) and the invented ones of samples/orders.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from medk.reader import plan_to_contract, read_plan  # noqa: E402 - the path comes first
from tests.reader.comparer import Comparison, compare, table  # noqa: E402
from tests.reader.orders import labelled_orders, shared_orders  # noqa: E402


def invented_orders() -> list[tuple[Path, Path]]:
    folder = ROOT / "samples" / "orders"
    pairs = ((text, folder / "expected" / f"{text.stem}.json") for text in sorted(folder.glob("*.txt")))
    return [(text, labels) for text, labels in pairs if labels.exists()]


def seconds(text: Path) -> float:
    """Wall time of a whole process: start, imports, reading, printing."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "medk.reader", str(text), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - started


def score(title: str, orders: list[tuple[Path, Path]]) -> None:
    """Print each text and then the fields of all of them together."""
    if not orders:
        print(f"{title}: none here\n")
        return
    total = Comparison()
    print(title)
    for text, labels in orders:
        found = plan_to_contract(read_plan(text.read_bytes(), filename=text.name))
        one = compare(json.loads(labels.read_text("utf-8")), found)
        total.add(one)
        print(f"  {text.stem:22} F1 {one.total().f1:.4f}  measures {len(found['measures'])}")
    print(table(total) + "\n")
    for name, label, missed, extra in total.differences:
        print(f"  {name} of {label}: missed {missed}, extra {extra}")


def main() -> None:
    score("Orders beside the repository", labelled_orders())
    score("Invented orders", invented_orders())
    for text in shared_orders() or [text for text, _ in invented_orders()]:
        found = read_plan(text.read_bytes())
        print(
            f"{text.stem:22} {seconds(text):.2f} s  measures {len(found.measures)}  "
            f"unread {len(found.unread)}  questions {len(found.warnings)}"
        )


if __name__ == "__main__":
    main()
