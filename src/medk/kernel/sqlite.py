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


def like(pattern: str | None, value: Any, escape: str = ESCAPE) -> bool | None:
    """SQL `value LIKE pattern ESCAPE '\\'` without regard to case in any alphabet."""
    if pattern is None or value is None:
        return None
    return _compiled(pattern).fullmatch(str(value)) is not None


def teach_russian(connection: Any, **kwargs: Any) -> None:
    """Give every new SQLite connection our LIKE, so that `icontains` finds «ШКОЛА» by «школа»."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("like", 2, like, deterministic=True)
        connection.connection.create_function("like", 3, like, deterministic=True)
