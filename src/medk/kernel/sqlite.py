"""SQLite compares only Latin letters without case; Russian searches need all of them."""

import re
from functools import lru_cache
from typing import Any

ESCAPE = "\\"


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts, signs = [], iter(pattern)
    for sign in signs:
        if sign == ESCAPE:
            parts.append(re.escape(next(signs, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(sign) or re.escape(sign))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=256)
def _needle(pattern: str) -> str:
    """The text that «%text%» looks for, in lower case; empty for any other pattern."""
    middle = pattern[1:-1]
    plain = len(pattern) > 2 and pattern[0] == pattern[-1] == "%" and not {"%", "_", ESCAPE} & set(middle)
    return middle.lower() if plain else ""


def like(pattern: str | None, value: Any, escape: str = ESCAPE) -> bool | None:
    """SQL `value LIKE pattern ESCAPE '\\'` without regard to case in any alphabet."""
    if pattern is None or value is None:
        return None
    needle = _needle(pattern)
    # What every search by a part of a name comes to; it is asked of each of 40,000 schools.
    if needle:
        return needle in str(value).lower()
    return _compiled(pattern).fullmatch(str(value)) is not None


def teach_russian(connection: Any, **kwargs: Any) -> None:
    """Give every new SQLite connection our LIKE, so that `icontains` finds «ШКОЛА» by «школа»."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("like", 2, like, deterministic=True)
        connection.connection.create_function("like", 3, like, deterministic=True)
