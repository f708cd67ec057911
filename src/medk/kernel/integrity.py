"""Integrity checks: apps register them in their `integrity.py`; `medk check` runs them all."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

#: A check yields one Russian line for each thing that is wrong.
Check = Callable[[], Iterable[str]]

_checks: dict[str, Check] = {}


@dataclass(frozen=True)
class Finding:
    """What one check found: its Russian name and the problems, none when all is well."""

    name: str
    problems: list[str]


def register(name: str) -> Callable[[Check], Check]:
    """Register a check under its Russian name; a second check of the same name is refused."""

    def keep(check: Check) -> Check:
        if name in _checks:
            raise ValueError(f"integrity check {name!r} is registered twice")
        _checks[name] = check
        return check

    return keep


def run_all() -> Iterator[Finding]:
    """Run every check in the order of registration."""
    for name, check in _checks.items():
        yield Finding(name, list(check()))
