"""Pages by key: the next page starts after the last row of this one, however many rows there are."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

SIZE = 50
#: How many of the newest rows a narrowed list looks among at first, and at each next time.
_LOOKED_AT, _MOST_LOOKED_AT = 2000, 16_000


@dataclass(frozen=True)
class Page:
    """Rows of one page; `following` is the key of the next one, empty on the last."""

    rows: list[Any]
    following: str
    is_first: bool

    @property
    def is_whole(self) -> bool:
        """All rows are on this page."""
        return self.is_first and not self.following


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


def newest_of(
    branches: Sequence[QuerySet],
    *,
    narrowed: Callable[[QuerySet], QuerySet] | None = None,
    after: str = "",
    size: int = SIZE,
) -> Page:
    """The newest rows that stand in any of the branches, from the key `after` on.

    As `page_of` with `-pk` over all of them together, but each branch is read by its own index; what is
    `narrowed` further is looked for among the newest of them first, then among older ones.
    """
    values = _decoded(after, 1)
    start = values[0] if values and isinstance(values[0], int) else None
    rows = branches[0].model._default_manager
    found: list[int] = []
    key, step = start, _LOOKED_AT if narrowed else size + 1
    while len(found) <= size:
        numbers = _newest(branches, key, step)
        fitting = narrowed(rows.filter(pk__in=numbers)) if narrowed else rows.filter(pk__in=numbers)
        found += fitting.order_by("-pk").values_list("pk", flat=True)[: size + 1 - len(found)]
        if len(numbers) < step:
            break
        key, step = numbers[-1], _MOST_LOOKED_AT
    held = list(rows.filter(pk__in=found).order_by("-pk"))
    following = _encoded(held[size - 1], ["-pk"]) if len(held) > size else ""
    return Page(held[:size], following, start is None)


def _newest(branches: Sequence[QuerySet], key: int | None, step: int) -> list[int]:
    """Numbers of the newest rows of all branches below a key, at most so many."""
    found: set[int] = set()
    for rows in branches:
        older = rows if key is None else rows.filter(pk__lt=key)
        # The order by a sum keeps the database from walking down the primary key.
        found.update(older.order_by((F("pk") + 0).desc()).values_list("pk", flat=True)[:step])
    return sorted(found, reverse=True)[:step]


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
