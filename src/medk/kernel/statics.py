"""The one stylesheet as it is delivered: its readable parts joined, without comments and spaces."""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PARTS = Path(__file__).parent / "styles"
NAME = "medk.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,]) ?")
_VALUE = re.compile(r"(^|[{;])([\w-]+): ")


def minified(css: str) -> str:
    """The same rules without comments, line breaks and the spaces that mean nothing.

    Spaces around `:` in selectors and around `+` in `calc()` mean something and stay; so does the
    one in `--D: ;`, which is an empty value.
    """
    text = _AROUND.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", css)))
    text = _VALUE.sub(lambda found: f"{found[1]}{found[2]}:", text).replace(":;", ": ;")
    return text.replace(";}", "}").replace(": }", ": ;}").strip()


def joined() -> str:
    """All parts in the order of their names; layers, not this order, decide which rule wins."""
    return "\n".join(part.read_text(encoding="utf-8") for part in sorted(PARTS.glob("*.css")))


def built() -> Path:
    """The delivered file; written anew when a part is younger."""
    target = Path(settings.DATA_DIR) / "built" / NAME
    newest = max(part.stat().st_mtime for part in [Path(__file__), *PARTS.glob("*.css")])
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Several processes may start at once: each writes its own file and renames it.
        handle, draft = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(minified(joined()))
        os.chmod(draft, 0o644)
        os.replace(draft, target)
    return target


class StylesheetFinder(BaseFinder):
    """Lets `collectstatic` and the development server find the joined stylesheet."""

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        if path != NAME:
            return [] if find_all else None
        return [str(built())] if find_all else str(built())

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        yield NAME, FileSystemStorage(location=built().parent)
