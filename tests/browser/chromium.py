"""The real browser of the tests: which one, and how it is started."""

import os
import shutil
from pathlib import Path

#: Looked for in this order; `MEDK_CHROMIUM` comes first, a browser that playwright fetched last.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: A root in a container cannot use the sandbox; nothing of the browser's own may leave the machine.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoBrowser(RuntimeError):
    """There is no Chromium on this machine."""


def executable() -> str:
    """Path of the browser; NoBrowser with what to do when there is none."""
    given = os.environ.get("MEDK_CHROMIUM", "")
    if given and Path(given).exists():
        return given
    found = next((path for name in NAMES if (path := shutil.which(name))), "") or _downloaded()
    if not found:
        raise NoBrowser("Install the package `chromium`, or name a browser in MEDK_CHROMIUM.")
    return found


def _downloaded() -> str:
    """The newest browser that `playwright install chromium` put into its own folder."""
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(folder.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else ""
