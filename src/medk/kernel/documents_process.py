"""The process that writes one document: an order comes in as JSON, files go out with their lengths.

It is run by its path, without the rest of the system, so it imports nothing of ours.
"""

import json
import sys
from typing import Any

#: Memory that one document may take, bytes; Typst needs about 150 MB for a plan of 1,000 measures.
MOST_MEMORY = 1 << 30


def limit(seconds: int) -> None:
    """Bound memory and processor time where the system can."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * seconds, 2 * seconds))


def write(order: dict[str, Any]) -> list[bytes]:
    """The pages of an ordered document: bytes of one PDF or of several pictures."""
    import typst  # noqa: PLC0415 - after the limits, which it must live within

    made = typst.compile(
        order["template"].encode(),
        root=".",
        format=order["kind"],
        ppi=order["ppi"] if order["kind"] == "png" else None,
        ignore_system_fonts=True,
        font_paths=[],
        sys_inputs={"data": order["data"]},
    )
    return made if isinstance(made, list) else [made]


def main() -> None:
    """Read the order, write the files."""
    order = json.load(sys.stdin)
    limit(order["seconds"])
    for page in write(order):
        sys.stdout.buffer.write(len(page).to_bytes(8, "big") + page)


if __name__ == "__main__":
    main()
