"""The source tree as the architecture tests see it."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "medk"


def python_files(folder: Path) -> Iterator[Path]:
    """Our Python files; migrations are Django's."""
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def own_assets(*suffixes: str) -> Iterator[Path]:
    """Templates, styles and scripts of our own; what we carry from others lies in `vendor`."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in suffixes and "vendor" not in path.parts:
            yield path


def short(path: Path) -> str:
    """The path from the root of the repository."""
    return str(path.relative_to(ROOT))
