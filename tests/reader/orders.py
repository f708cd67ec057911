"""Where the orders lie that tests read: beside the repository, or in MEDK_SHARED."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Measures printed in each of the five orders.
MEASURES = {"hmao-2022": 18, "vladimir-2022": 47, "karpinsk-2022": 40, "irkutsk-2021": 74, "omsk-2021": 26}


def shared_plans() -> Path:
    return Path(os.environ.get("MEDK_SHARED") or ROOT.parent / "shared") / "plans"


def shared_orders() -> list[Path]:
    return [path for name in MEASURES if (path := shared_plans() / f"{name}.txt").exists()]


def labelled_orders() -> list[tuple[Path, Path]]:
    """Texts with their labels."""
    pairs = ((path, path.parent / "expected" / f"{path.stem}.json") for path in shared_orders())
    return [(text, labels) for text, labels in pairs if labels.exists()]
