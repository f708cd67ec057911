"""Dividing one row into two and joining two into one."""

import re
from collections.abc import Sequence
from typing import Any

_PARTS = re.compile(r";\s+|(?<=[.;])\s+(?=\d+(?:\.\d+)*[.)]\s*\S)")


def parts_of(title: str, actions: Sequence[str] = ()) -> list[str]:
    """Things that a title asks for, one by one: by its actions, else by «;» and numbered points."""
    if len(actions) > 1:
        return list(actions)
    return [part.strip() for part in _PARTS.split(title) if part.strip()]


def halves(title: str, actions: Sequence[str] = ()) -> tuple[str, str]:
    """A first guess at two titles: all but the last thing asked for, and the last one."""
    parts = parts_of(title, actions)
    if len(parts) < 2:
        return title, ""
    return "; ".join(parts[:-1]), parts[-1]


def joined(first: str, second: str, separator: str = "; ") -> str:
    """Two texts as one; equal and empty ones are not repeated."""
    if not second or first == second:
        return first
    return f"{first}{separator}{second}" if first else second


def joined_lists(first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    """Items of both, once each, in order."""
    return [*first, *(item for item in second if item not in first)]


def covering(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """The smallest place in the file that holds both; the first's when either is unknown."""
    if not first.get("from") or not second.get("from"):
        return first or second
    ends = [place.get("to") or place["from"] for place in (first, second)]
    return first | {"from": min(first["from"], second["from"]), "to": max(ends)}
