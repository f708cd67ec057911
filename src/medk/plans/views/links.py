"""Links of road map pages, one way to make them everywhere."""

from collections.abc import Mapping
from urllib.parse import urlencode


def with_query(path: str, values: Mapping[str, object]) -> str:
    """The path with a query of the values that are not empty."""
    said = {name: value for name, value in values.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(said)}" if said else path
