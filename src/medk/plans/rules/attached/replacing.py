"""What a new version of a schedule changes: made, left, withdrawn, kept because somebody works on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from medk.orgs.rules.tree import label_key

#: Fields that tell one occurrence from another, and those that may be corrected in place.
_KEY = ("starts_on", "due_on")
_SIDE = ("place", "who", "headcount")


@dataclass(frozen=True)
class Held:
    """An occurrence that stands already; `work` says in words what has been done of it, empty when nothing.

    `is_scheduled`: it came with an earlier version of the schedule, so a new one may replace it.
    """

    pk: int
    label: str
    values: Mapping[str, Any]
    work: str = ""
    is_scheduled: bool = True


@dataclass
class Replacement:
    """Rows to make, occurrences that stay (with corrected side fields), go, or are kept with a reason."""

    made: list[Mapping[str, Any]] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    corrected: dict[int, dict[str, Any]] = field(default_factory=dict)
    withdrawn: list[Held] = field(default_factory=list)
    kept: list[tuple[Held, str]] = field(default_factory=list)


def replacement(rows: Sequence[Mapping[str, Any]], held: Sequence[Held]) -> Replacement:
    """Compare a checked schedule with what stands.

    The same day, title and units is the same occurrence. An occurrence that is not in the new version
    goes when nobody has touched it; a touched one stays, and when the new version only moves it to
    another day it stays where it is and no second one is made, so that nothing is lost or owed twice.
    Worked example: of «10.05, школа 1» (submitted) and «12.05, школа 2» the new version has «17.05,
    школа 1» and «12.05, школа 2»: the first is kept on 10.05, the second is the same.
    """
    result = Replacement()
    free: dict[tuple[Any, ...], list[Held]] = {}
    for one in held:
        free.setdefault(_key(one.values), []).append(one)
    left: list[Mapping[str, Any]] = []
    for row in rows:
        match = free.get(_key(row))
        if match:
            _stay(result, match.pop(0), row)
        else:
            left.append(row)
    gone = [one for ones in free.values() for one in ones if one.is_scheduled]
    moved = _moved(gone, left)
    for one in gone:
        if not one.work:
            result.withdrawn.append(one)
            continue
        to = moved.get(one.pk)
        result.kept.append((one, _why(one, to)))
        if to is not None:
            left.remove(to)
    result.made = left
    return result


def _stay(result: Replacement, one: Held, row: Mapping[str, Any]) -> None:
    result.same.append(one.pk)
    changed = {name: row[name] for name in _SIDE if row[name] != one.values[name]}
    if changed:
        result.corrected[one.pk] = changed


def _key(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*(values[name] for name in _KEY), *_subject(values))


def _subject(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return label_key(values["title"]), tuple(sorted(values["unit_ids"]))


def _moved(gone: Sequence[Held], left: Sequence[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """Touched occurrence → the row that gives it another day; each row once."""
    rows: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in left:
        rows.setdefault(_subject(row), []).append(row)
    found = {}
    for one in gone:
        waiting = rows.get(_subject(one.values))
        if one.work and waiting:
            found[one.pk] = waiting.pop(0)
    return found


def _why(one: Held, row: Mapping[str, Any] | None) -> str:
    if row is None:
        return f"в новом графике его нет, но исполнение начато ({one.work}): остаётся"
    return (
        f"строка {row['line']} даёт другой день, но исполнение начато ({one.work}): остаётся на прежнем дне"
    )
