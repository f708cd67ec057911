"""Two people at one form: whose change is kept, and what needs a word (decision 19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Merged:
    """`values` are this person's own changes; `conflicts` those of them that somebody else changed too."""

    values: dict[str, Any]
    conflicts: dict[str, Any]


def merged(base: Mapping[str, Any], typed: Mapping[str, Any], stored: Mapping[str, Any]) -> Merged:
    """Compare what was typed with what the form showed (`base`) and with what is `stored` now.

    A field typed by one and untouched by the other is no conflict, nor are two equal changes.
    """
    own = {name: value for name, value in typed.items() if value != base.get(name, stored.get(name))}
    conflicts = {
        name: stored.get(name)
        for name, value in own.items()
        if stored.get(name) != base.get(name, stored.get(name)) and stored.get(name) != value
    }
    return Merged(own, conflicts)
