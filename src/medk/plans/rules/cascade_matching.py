"""Which measures of two maps may be one and the same: proposals with reasons, settled by a person.

The worked example is Карпинск's order beside a regional one: «Опрос 1» of the town is «опрос № 1» of
the region and never «опрос № 2»; deadlines of the two lie days apart; numbers of rows agree by chance.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from medk.kernel.russian import counted
from medk.plans.rules.matching import folded

#: From here a pair is worth showing to a person; titles alone must reach `LIKELY_TITLE`.
LIKELY, LIKELY_TITLE = 64, 58
NEAR_DAYS, FAR_DAYS = 14, 92
_YEAR = re.compile(r"\b20\d\d(?:\s*/\s*\d\d(?:\d\d)?)?\b")
_PROGRAMME = re.compile(r"\b500\b")
#: Words that every row of such plans has: alike by them alone says nothing.
_COMMON = frozenset(
    [
        "и",
        "в",
        "во",
        "на",
        "с",
        "со",
        "по",
        "о",
        "об",
        "для",
        "к",
        "ко",
        "из",
        "за",
        "от",
        "до",
        "при",
        "не",
        "год",
        "года",
        "году",
        "проект",
        "проекта",
        "проекте",
        "школ",
        "школа",
        "школы",
        "школам",
        "школах",
        "низкими",
        "результатами",
        "обучения",
        "участник",
        "участников",
        "участниц",
        "организация",
        "организации",
        "проведение",
        "провести",
        "участие",
        "рамках",
        "образовательных",
    ]
)
_ORDINALS = {"перв": "1", "втор": "2", "трет": "3", "четверт": "4"}
#: Letters of a word that are compared: Russian endings come after them.
_ENDING = 5
_FEW = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A measure as the comparison sees it."""

    pk: int
    title: str
    number: str = ""
    starts_on: dt.date | None = None
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """One proposal: the lower measure, the upper one, likeness 0–100, and why."""

    child: int
    parent: int
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    line: Line
    stems: frozenset[str]
    text: str
    numbers: frozenset[str]


def propose_pairs(
    children: Iterable[Line], parents: Iterable[Line], *, barred: frozenset[tuple[int, int]] = frozenset()
) -> list[Pair]:
    """At most one proposal for each lower measure, best first; `barred` pairs are not made again.

    One upper measure is proposed once: the likeliest of its pairs wins.
    """
    above = [_known(line) for line in parents]
    by_stem: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(above):
        for stem in row.stems:
            by_stem[stem].append(place)
    found = [
        pair
        for child in map(_known, children)
        for place in _near(child, by_stem)
        if (child.line.pk, above[place].line.pk) not in barred and (pair := _pair(child, above[place]))
    ]
    return _once_each(found)


def _once_each(pairs: Sequence[Pair]) -> list[Pair]:
    taken_children: set[int] = set()
    taken_parents: set[int] = set()
    kept = []
    for pair in sorted(pairs, key=lambda one: (-one.score, one.child, one.parent)):
        if pair.child not in taken_children and pair.parent not in taken_parents:
            kept.append(pair)
            taken_children.add(pair.child)
            taken_parents.add(pair.parent)
    return kept


def _known(line: Line) -> _Known:
    text = _PROGRAMME.sub(" ", _YEAR.sub(" ", folded(line.title)))
    words = text.split()
    numbers = {word for word in words if word.isdigit()}
    numbers |= {digit for stem, digit in _ORDINALS.items() for word in words if word.startswith(stem)}
    own = [word[:_ENDING] for word in words if word not in _COMMON and not word.isdigit()]
    own = [stem for stem in own if not any(stem.startswith(one[:4]) for one in _ORDINALS)]
    return _Known(line, frozenset(own), " ".join(own), frozenset(numbers))


def _near(child: _Known, by_stem: dict[str, list[int]]) -> list[int]:
    """Upper measures that share two words with a lower one (one, when it has no more)."""
    shared: dict[int, int] = defaultdict(int)
    for stem in child.stems:
        for place in by_stem.get(stem, ()):
            shared[place] += 1
    needed = min(2, len(child.stems))
    return [place for place, count in shared.items() if count >= needed]


def _pair(child: _Known, parent: _Known) -> Pair | None:
    if child.numbers and parent.numbers and child.numbers != parent.numbers:
        return None
    # A title of a word or two is found whole in many a long one: that says less.
    trust = 0.9 if len(child.stems) > _FEW else 0.6
    title = max(
        fuzz.token_sort_ratio(child.text, parent.text), trust * fuzz.token_set_ratio(child.text, parent.text)
    )
    if title < LIKELY_TITLE:
        return None
    points, reasons = _evidence(child, parent)
    score = min(100, round(title) + points)
    words = f"названия похожи на {round(title)}\u00a0%"
    return Pair(child.line.pk, parent.line.pk, score, (words, *reasons)) if score >= LIKELY else None


def _evidence(child: _Known, parent: _Known) -> tuple[int, list[str]]:
    """What dates and numbers add or take away."""
    points, reasons = 0, []
    apart = _days_apart(child.line, parent.line)
    if apart is not None:
        near = 10 if apart == 0 else 5 if apart <= NEAR_DAYS else 0 if apart <= FAR_DAYS else -12
        points += near
        days = counted(apart, "день", "дня", "дней")
        reasons.append("сроки совпадают" if apart == 0 else f"сроки расходятся на {days}")
    if child.numbers and child.numbers == parent.numbers:
        points += 6
        reasons.append(f"совпадает число {', '.join(sorted(child.numbers))}")
    elif child.numbers or parent.numbers:
        points -= 6
    if child.line.number and child.line.number == parent.line.number:
        points += 2
        reasons.append("тот же номер строки")
    return points, reasons


def _days_apart(one: Line, other: Line) -> int | None:
    """Days between the deadlines; 0 when the spans of both are equal."""
    if one.due_on is None or other.due_on is None:
        return None
    return abs((one.due_on - other.due_on).days)
