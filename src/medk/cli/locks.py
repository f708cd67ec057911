"""One process of a kind in one data folder: held by the system, so a killed process leaves no trace."""

import fcntl
from pathlib import Path
from typing import IO


class Busy(Exception):
    """Another process holds the lock."""


def take(data_dir: Path, name: str) -> IO[str]:
    """Hold the lock `name` until the returned file is closed or the process ends; raises Busy."""
    data_dir.mkdir(parents=True, exist_ok=True)
    held = (data_dir / f"{name}.lock").open("a", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        raise Busy(name) from None
    return held
