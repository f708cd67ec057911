"""Documents on paper and as pictures: a Typst template and data in, PDF or PNG out.

A template is ours, a file beside the code that fills it. What people typed reaches it as JSON in
`sys.inputs.data` and is never read as markup, so that a title with «#import» stays a title. The writing
runs in a process of its own that sees an empty folder, only the fonts bundled with Typst, and ends
after a time or when it takes too much memory: a document can fail, the server does not.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from medk.kernel import documents_process
from medk.kernel.refusals import Refused

PDF = "pdf"
PNG = "png"
MEDIA_TYPES = {PDF: "application/pdf", PNG: "image/png"}
#: Longest that one document may be written, seconds.
LONGEST = 30
_TOO_BIG = (
    "Документ не собрался: он слишком велик. Сузьте отбор или сверните разделы и попробуйте снова. "
    "Если не выйдет и тогда, сообщите администратору."
)


def compile_document(
    template: Path, data: dict[str, Any], *, kind: str = PDF, ppi: int = 144, longest: int = LONGEST
) -> list[bytes]:
    """The document as files: one PDF, or one PNG for each page at `ppi` dots an inch.

    Raises `Refused` when it takes more than `longest` seconds or the memory that a document may have;
    `RuntimeError` for a template that is wrong.
    """
    order = json.dumps(
        {
            "template": template.read_text(encoding="utf-8"),
            "data": json.dumps(data, ensure_ascii=False),
            "kind": kind,
            "ppi": ppi,
            "seconds": longest,
        }
    )
    with tempfile.TemporaryDirectory(prefix="medk-document-") as folder:
        return _pages(_run(order.encode(), folder, longest))


def _run(order: bytes, folder: str, longest: int) -> bytes:
    command = [sys.executable, "-I", str(Path(documents_process.__file__))]
    kept = {name: os.environ[name] for name in ("LANG", "SYSTEMROOT") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own file
            command, input=order, capture_output=True, cwd=folder, env=kept, timeout=longest, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise Refused(_TOO_BIG) from late
    if done.returncode < 0:  # a limit stopped it
        raise Refused(_TOO_BIG)
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace")[-2000:])
    return done.stdout


def _pages(answer: bytes) -> list[bytes]:
    """Files of an answer: each goes after its length on eight bytes."""
    found, at = [], 0
    while at < len(answer):
        length = int.from_bytes(answer[at : at + 8], "big")
        found.append(answer[at + 8 : at + 8 + length])
        at += 8 + length
    return found
