"""Kinds of audit entries: an unknown kind or detail raises, so the log cannot drift."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of event: a dotted `code`, the Russian `label`, the detail keys it may carry."""

    code: str
    label: str
    details: frozenset[str]


_kinds: dict[str, Kind] = {}


def register(code: str, label: str, details: Iterable[str] = ()) -> Kind:
    """Declare a kind; apps do it at import of their `events.py`."""
    if code in _kinds:
        raise ValueError(f"audit kind {code!r} is registered twice")
    _kinds[code] = Kind(code, label, frozenset(details))
    return _kinds[code]


def kind_of(code: str) -> Kind:
    """The registered kind; LookupError for an unknown code."""
    return _kinds[code]


def label_of(code: str) -> str:
    """Label for reading old entries; the bare code when the kind is no longer registered."""
    return _kinds[code].label if code in _kinds else code


def all_kinds() -> list[Kind]:
    """Every registered kind, by code."""
    return [_kinds[code] for code in sorted(_kinds)]
