"""The leaves of a measure: who owes what by when (decision 5)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Unit:
    """One of a population: `key` is `o17` (organisation 17), `p5` (person 5) or empty (the whole).

    `spans` are the days on which it belongs to the population; empty means always. `place` is the
    number and name of the territory that a school lies in.
    """

    key: str = ""
    name: str = ""
    spans: tuple[tuple[dt.date, dt.date | None], ...] = ()
    place: tuple[int, str] | None = None

    @property
    def organisation_id(self) -> int | None:
        return int(self.key[1:]) if self.key.startswith("o") else None

    @property
    def person_id(self) -> int | None:
        return int(self.key[1:]) if self.key.startswith("p") else None

    def belongs_on(self, day: dt.date) -> bool:
        """Whether the unit is in the population on a day."""
        return not self.spans or any(a <= day and (b is None or day <= b) for a, b in self.spans)


#: The unit of a measure that is executed once, as a whole.
WHOLE = Unit()


@dataclass(frozen=True)
class Part:
    """One thing to do once, by whoever: an action and an occurrence, either may be absent.

    `only` are the organisations that a schedule names for the occurrence: they, and the schools of the
    municipalities among them, owe it and nobody else; empty means everybody. It is no part of the name.
    """

    due_on: dt.date | None
    action_id: int | None = None
    occurrence_id: int | None = None
    only: frozenset[int] = field(default=frozenset(), compare=False)


@dataclass(frozen=True)
class Leaf:
    """One unit doing one part."""

    unit: Unit
    part: Part

    @property
    def key(self) -> str:
        """Name of the leaf within its measure: `a3-o17-r5`, absent pieces left empty."""
        return leaf_key(self.part.action_id, self.unit.key, self.part.occurrence_id)


def leaf_key(action_id: int | None, unit_key: str, occurrence_id: int | None) -> str:
    """Name of a leaf within its measure; the same pieces always give the same name."""
    action = f"a{action_id}" if action_id else ""
    occurrence = f"r{occurrence_id}" if occurrence_id else ""
    return f"{action}-{unit_key}-{occurrence}"


def name_around(part: Part) -> tuple[str, str]:
    """What stands before and after the unit in the names of a part's leaves: made once for all of them."""
    before, after = leaf_key(part.action_id, "\0", part.occurrence_id).split("\0")
    return before, after


@dataclass(frozen=True)
class LeafPieces:
    """What a leaf's name says: numbers of the action, unit and occurrence."""

    action_id: int | None
    unit_key: str
    occurrence_id: int | None


def pieces(key: str) -> LeafPieces | None:
    """The pieces of a leaf's name, or None for anything that is not one."""
    parts = key.split("-")
    if len(parts) != 3 or any(part and not part[1:].isdecimal() for part in parts):
        return None
    action, unit, occurrence = parts
    if action[:1] not in ("", "a") or unit[:1] not in ("", "o", "p") or occurrence[:1] not in ("", "r"):
        return None
    return LeafPieces(int(action[1:]) if action else None, unit, int(occurrence[1:]) if occurrence else None)


#: A measure without actions asks for one nameless thing.
_NO_ACTIONS: list[int | None] = [None]


def parts_of(
    due_on: dt.date | None,
    *,
    actions: Iterable[tuple[int, dt.date | None]] = (),
    occurrences: Iterable[tuple[int, dt.date | None]] = (),
    limits: Mapping[int, Iterable[int]] | None = None,
) -> list[Part]:
    """What a measure asks for: each action at each occurrence, by its own deadline where it has one.

    An action without a deadline takes the measure's; an occurrence's deadline is always its own.
    `limits` says for which organisations alone an occurrence is.
    """
    only = limits or {}
    acts = list(actions)
    repeats = list(occurrences)
    if repeats:
        return [
            Part(due, action_id, occurrence_id, frozenset(only.get(occurrence_id, ())))
            for occurrence_id, due in repeats
            for action_id in [*(number for number, _ in acts)] or _NO_ACTIONS
        ]
    if acts:
        return [Part(due or due_on, action_id) for action_id, due in acts]
    return [Part(due_on)]


def owed(units: Iterable[Unit], parts: Iterable[Part]) -> Iterator[Leaf]:
    """Every leaf due by definition: a unit owes only what falls due inside its membership and is for it."""
    for part, concerned in shared_out(units, parts):
        for unit in concerned:
            if part.due_on is None or unit.belongs_on(part.due_on):
                yield Leaf(unit, part)


def shared_out(units: Iterable[Unit], parts: Iterable[Part]) -> Iterator[tuple[Part, list[Unit]]]:
    """Each part with the units that it is for.

    Worked example: a schedule of 200 consultations, each for one school, gives every school its one.
    """
    held = list(units)
    named: dict[int, list[Unit]] | None = None
    for part in parts:
        if not part.only:
            yield part, held
            continue
        named = _by_organisation(held) if named is None else named
        yield part, list(dict.fromkeys(u for pk in (0, *sorted(part.only)) for u in named.get(pk, ())))


def is_for(part: Part, unit: Unit) -> bool:
    """Whether a part is for a unit: nobody is named, the unit is, or its municipality; people owe all."""
    if not part.only or unit.organisation_id is None:
        return True
    return unit.organisation_id in part.only or bool(unit.place and unit.place[0] in part.only)


def concerned(units: Iterable[Unit], part: Part) -> list[Unit]:
    """The units that one part is for."""
    return next(shared_out(units, [part]))[1]


def _by_organisation(units: Iterable[Unit]) -> dict[int, list[Unit]]:
    """Units under their own number and their municipality's; people and the whole, under 0, owe all."""
    found: dict[int, list[Unit]] = {}
    for unit in units:
        keys = {unit.organisation_id or 0, unit.place[0] if unit.place else unit.organisation_id or 0}
        for key in keys:
            found.setdefault(key, []).append(unit)
    return found
