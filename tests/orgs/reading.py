"""Reading answers as a person would."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.html import strip_tags


def text_of(response: Any) -> str:
    """The words of a page in one line."""
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def names_in(rows: Iterable[Any]) -> list[str]:
    return [str(row) for row in rows]
