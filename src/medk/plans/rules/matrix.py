"""Schools × measures: counts of a cell, a row, a group of rows; their state, look and order (decision 6).

A count of leaves is had without listing them: what is owed by definition, less what is stored.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from medk.kernel.russian import NBSP, counted
from medk.plans.choices import ExecutionStatus as E
from medk.plans.choices import Population
from medk.plans.choices import ProgressState as P
from medk.plans.rules.leaves import Part, Unit, is_for
from medk.plans.rules.progress import LeafFacts, leaf_state
from medk.plans.rules.table import due_window

#: What a matrix may have for rows: code, label, the populations counted so.
KINDS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("school", "Школы", frozenset({Population.SCHOOL})),
    ("municipality", "Муниципалитеты", frozenset({Population.MUNICIPALITY})),
    ("person", "Люди", frozenset({Population.CURATOR, Population.ROLE})),
    ("body", "Организации", frozenset({Population.BODY})),
)
#: A deadline that is so many days away or nearer is shown by its number of days.
SOON = 14
_UNTOUCHED = frozenset({E.PLANNED})
_WORKING = (E.IN_PROGRESS, E.RETURNED)


def kind_of(population: str) -> str:
    """The kind of rows that a population is counted by; empty for what is done once as a whole."""
    return next((code for code, _, populations in KINDS if population in populations), "")


@dataclass(frozen=True, slots=True)
class Count:
    """Leaves by their deadlines on a day: all, overdue by date, due that day or earlier, without a date."""

    total: int = 0
    past: int = 0
    due: int = 0
    undated: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.total + other.total,
            self.past + other.past,
            self.due + other.due,
            self.undated + other.undated,
        )

    def __sub__(self, other: "Count") -> "Count":
        return Count(
            self.total - other.total,
            self.past - other.past,
            self.due - other.due,
            self.undated - other.undated,
        )


NONE = Count()


def owed_count(parts: Iterable[Part], unit: Unit, on: dt.date) -> Count:
    """What a unit owes of a measure by definition: parts whose deadline falls inside its membership."""
    held = [
        part.due_on
        for part in parts
        if is_for(part, unit) and (part.due_on is None or unit.belongs_on(part.due_on))
    ]
    dated = [due for due in held if due]
    return Count(
        len(held), sum(due < on for due in dated), sum(due <= on for due in dated), len(held) - len(dated)
    )


@dataclass(slots=True)
class Tally:
    """Counts of leaves on a day; `due` and `due_confirmed` make the share of those whose day has come."""

    total: int = 0
    due: int = 0
    due_confirmed: int = 0
    returned: int = 0
    states: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Take the counts of another in."""
        self.total += other.total
        self.due += other.due
        self.due_confirmed += other.due_confirmed
        self.returned += other.returned
        for state, number in other.states.items():
            self.states[state] += number

    @property
    def confirmed(self) -> int:
        """Leaves confirmed."""
        return self.states[P.CONFIRMED]

    @property
    def overdue(self) -> int:
        """Leaves overdue."""
        return self.states[P.OVERDUE]

    @property
    def planned(self) -> int:
        """Leaves that stand in the denominator: not cancelled and not paused."""
        return self.total - self.states[P.CANCELLED] - self.states[P.PAUSED]


def tally(owed: Count, stored: Iterable[tuple[str, Count]]) -> Tally:
    """Counts from what is owed and what is stored, by status; for measures without pauses.

    What nobody touched is overdue, not due or undated by its date alone, like a stored row that is
    still planned.
    """
    held = {status: count for status, count in stored if status not in _UNTOUCHED}
    rest = owed
    for count in held.values():
        rest -= count
    working = held.get(E.IN_PROGRESS, NONE) + held.get(E.RETURNED, NONE)
    confirmed, cancelled = held.get(E.CONFIRMED, NONE), held.get(E.CANCELLED, NONE)
    states = {
        P.CONFIRMED: confirmed.total,
        P.SUBMITTED: held.get(E.SUBMITTED, NONE).total,
        P.IN_PROGRESS: working.total - working.past,
        P.OVERDUE: working.past + max(0, rest.past),
        P.NOT_DUE: max(0, rest.total - rest.past - rest.undated),
        P.UNDATED: max(0, rest.undated),
        P.CANCELLED: cancelled.total,
    }
    found: Counter[str] = Counter()
    dict.update(found, {state: number for state, number in states.items() if number})  # a third faster
    return Tally(
        total=owed.total,
        due=max(0, owed.due - cancelled.due),
        due_confirmed=confirmed.due,
        returned=held.get(E.RETURNED, NONE).total,
        states=found,
    )


def tally_of(leaves: Iterable[LeafFacts], on: dt.date) -> Tally:
    """Counts leaf by leaf: with pauses, extended deadlines, or on a past day."""
    made = Tally()
    for leaf in leaves:
        state = leaf_state(leaf, on)
        made.total += 1
        made.states[state] += 1
        made.returned += leaf.status == E.RETURNED
        if leaf.due_on and leaf.due_on <= on and state not in (P.CANCELLED, P.PAUSED):
            made.due += 1
            made.due_confirmed += state == P.CONFIRMED
    return made


def state_of(made: Tally) -> P:
    """The part of the partition that a cell is in: what `measure_state` says of the same counts."""
    states, live = made.states, made.total - made.states[P.CANCELLED]
    if not live:
        return P.CANCELLED
    if states[P.PAUSED] == live:
        return P.PAUSED
    if (made.due and made.due_confirmed == made.due) or states[P.CONFIRMED] == live:
        return P.CONFIRMED
    for state in (P.OVERDUE, P.SUBMITTED, P.IN_PROGRESS):
        if states[state]:
            return state
    if states[P.CONFIRMED]:
        return P.IN_PROGRESS
    return P.NOT_DUE if states[P.NOT_DUE] else P.UNDATED


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is drawn: class of its fill, what stands in it, and the words that are read aloud.

    `is_open`: something of it is still to be done or looked at.
    """

    fill: str
    text: str
    words: str
    is_open: bool = True

    @property
    def sentence(self) -> str:
        """All that a cell says, in words: «1 из 7: просрочено 2», «просрочено, 5 дней»."""
        return f"{self.text}: {self.words}" if NBSP in self.text else self.words


_FILLS: dict[str, str] = {
    P.CONFIRMED: "ok", P.SUBMITTED: "re", P.IN_PROGRESS: "in", P.OVERDUE: "da", P.NOT_DUE: "no",
    P.UNDATED: "no", P.PAUSED: "na", P.CANCELLED: "na",
}  # fmt: skip
_SIGNS: dict[str, str] = {P.PAUSED: "‖", P.CANCELLED: "×"}


def look_of(made: Tally, due_on: dt.date | None, on: dt.date, *, is_repeated: bool = False) -> Look:
    """The look of a cell; `due_on` is the deadline of a measure that is done once."""
    state = state_of(made)
    if is_repeated or made.total > 1:
        return _look_of_many(made, state)
    days = (due_on - on).days if due_on else None
    if state == P.OVERDUE and days is not None:
        return Look("da", f"+{-days}", f"просрочено, {counted(-days, 'день', 'дня', 'дней')}")
    if made.returned:
        return Look("ret", "←", _soon_words("на доработке", days))
    if state in (P.IN_PROGRESS, P.NOT_DUE) and days is not None and days <= SOON:
        return Look("wa", str(days), _soon_words(state.label, days))
    is_settled = state in (P.CONFIRMED, P.CANCELLED, P.PAUSED)
    return Look(_FILLS[state], _SIGNS.get(state, ""), str(state.label), not is_settled)


def _look_of_many(made: Tally, state: P) -> Look:
    """Several leaves: how many are confirmed, in the fill of the most urgent state."""
    words = f"{made.confirmed}{NBSP}из{NBSP}{made.total}"
    said = "на доработке" if made.returned and state == P.IN_PROGRESS else str(state.label)
    late = f", просрочено {made.overdue}" if made.overdue else ""
    return Look(
        "ret" if said == "на доработке" else _FILLS[state],
        words,
        f"{said}{late}" if state != P.OVERDUE else f"просрочено {made.overdue}",
        made.confirmed < made.planned,
    )


def _soon_words(state: str, days: int | None) -> str:
    if days is None:
        return state
    return (
        f"{state}, срок сегодня" if days == 0 else f"{state}, осталось {counted(days, 'день', 'дня', 'дней')}"
    )


@dataclass(frozen=True)
class Wanted:
    """A filter and an order of the matrix, as its address says it; everything empty means all of it."""

    rows: str = ""
    place: int | None = None
    state: str = ""
    mine: bool = False
    section: str = ""
    due: str = ""
    q: str = ""
    who: str = ""
    sort: str = ""
    only: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many conditions are on."""
        said = (self.place, self.state, self.mine, self.section, self.due, self.q, self.who, self.only)
        return sum(map(bool, said))


def due_matches(parts: Sequence[Part], code: str, on: dt.date) -> bool:
    """Whether a measure has a part due in a named window."""
    if code == "none":
        return any(part.due_on is None for part in parts)
    window = due_window(code, on)
    return window is None or any(part.due_on and window[0] <= part.due_on <= window[1] for part in parts)


def unit_matches(unit: Unit, wanted: Wanted, mine: frozenset[str]) -> bool:
    """Whether a row passes what is known of it without its counts."""
    if wanted.place and (unit.place is None or unit.place[0] != wanted.place):
        return False
    if wanted.mine and unit.key not in mine:
        return False
    return says(f"{unit.name} {unit.place[1] if unit.place else ''}", wanted.who)


def says(text: str, words: str) -> bool:
    """Whether every word is found in a text, «ё» and capitals apart."""
    plain = _plain(text)
    return all(word in plain for word in _plain(words).split())


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")


_NUMBERS = re.compile(r"(\d{1,9})")


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A name for sorting: «СОШ № 2» before «СОШ № 10»."""
    pieces = _NUMBERS.split(_plain(name))
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in pieces if p)


_UnitKey = tuple[tuple[tuple[int, int, str], ...], tuple[tuple[int, int, str], ...], str]


def by_place(unit: Unit) -> _UnitKey:
    """The default order: by territory, then by name."""
    return natural(unit.place[1] if unit.place else ""), natural(unit.name), unit.key


def _by_coverage(made: Tally) -> tuple[bool, float]:
    return not made.planned, made.confirmed / made.planned if made.planned else 0.0


def _by_lateness(made: Tally) -> tuple[bool, float]:
    return False, -made.overdue


#: Orders that need counts of every row: where help is needed first.
BY_COUNTS: dict[str, Callable[[Tally], tuple[bool, float]]] = {
    "coverage": _by_coverage,
    "late": _by_lateness,
}


def arranged(units: Iterable[Unit], sort: str, sums: dict[str, Tally]) -> list[Unit]:
    """Rows in the wanted order; those that stand equal, by territory and name."""
    rows = sorted(units, key=by_place)
    order = BY_COUNTS.get(sort)
    return sorted(rows, key=lambda unit: order(sums.get(unit.key) or Tally())) if order else rows


@dataclass(frozen=True)
class Slice:
    """A cut of a sequence that starts at a key: what is shown, and the keys of its neighbours."""

    start: int
    end: int
    total: int
    earlier: str = ""
    later: str = ""


def cut(keys: Sequence[str], after: str, size: int) -> Slice:
    """`size` keys from `after` on; a key that is not there any more means the beginning."""
    start = keys.index(after) if after in keys else 0
    end = min(start + size, len(keys))
    return Slice(
        start,
        end,
        len(keys),
        earlier=keys[max(0, start - size)] if start else "",
        later=keys[end] if end < len(keys) else "",
    )
