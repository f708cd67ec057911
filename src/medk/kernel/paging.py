"""Pages by key: the next page starts after the last row of this one, however many rows there are."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Rows of one page; `following` is the key of the next one, empty on the last."""

    rows: list[Any]
    following: str
    is_first: bool


def page_of(rows: QuerySet, keys: Sequence[str], *, after: str = "", size: int = SIZE) -> Page:
    """Rows in the order of `keys` («name», «-pk») from the key `after` on; an unknown key means the start.

    The last of `keys` must be unique, and none may be null.
    """
    ordered = rows.order_by(*keys)
    values = _decoded(after, len(keys))
    try:
        chosen = ordered.filter(_beyond(keys, values)) if values else ordered
    except (ValueError, TypeError):  # a key of another list
        chosen, values = ordered, []
    found = list(chosen[: size + 1])
    following = _encoded(found[size - 1], keys) if len(found) > size else ""
    return Page(found[:size], following, not values)


def _beyond(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """Lexicographic "after": (a > x) or (a = x and b > y) …"""
    found, same = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        name = key.lstrip("-")
        found |= same & Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    return found


def _encoded(row: Any, keys: Sequence[str]) -> str:
    values = [_reached(row, key.lstrip("-")) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def _reached(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _decoded(after: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except ValueError:
        return []
    plain = isinstance(values, list) and all(_is_key(value) for value in values)
    return values if plain and len(values) == length else []


def _is_key(value: Any) -> bool:
    # PostgreSQL refuses the zero sign in texts.
    return isinstance(value, int) or (isinstance(value, str) and "\0" not in value)
