"""What may happen to one part of execution: moves with their days, dealt by chance."""

import datetime as dt
import random
from dataclasses import dataclass

from benchmarks.federation.sizes import START, TODAY

START_WORK = ("start", "planned", "in_progress", 0)
SUBMIT = ("submit", "planned", "submitted", 0)
RESUBMIT = ("submit", "returned", "submitted", 0)
FINISH = ("submit", "in_progress", "submitted", 0)
RETURN = ("return", "submitted", "returned", 1)
CONFIRM = ("confirm", "submitted", "confirmed", 1)
#: (chance, moves); a move is code, source, target, and who makes it: 0 the executor, 1 the confirmer.
LONG_AGO = (
    (0.03, ()),
    (0.05, (START_WORK,)),
    (0.065, (SUBMIT, RETURN)),
    (0.085, (SUBMIT,)),
    (0.135, (SUBMIT, RETURN, RESUBMIT, CONFIRM)),
    (0.255, (START_WORK, FINISH, CONFIRM)),
    (1.0, (SUBMIT, CONFIRM)),
)
LATELY = ((0.15, ()), (0.25, (START_WORK,)), (0.6, (SUBMIT,)), (1.0, (SUBMIT, CONFIRM)))
SOON = ((0.7, ()), (1.0, (START_WORK,)))
NEVER = ((1.0, ()),)
_RECENT, _NEAR = dt.timedelta(days=14), dt.timedelta(days=20)
_DAY = [(START + dt.timedelta(days=n)).isoformat() for n in range((TODAY - START).days + 1)]
_LAST = len(_DAY) - 1


@dataclass(frozen=True)
class Step:
    """One move: its words, the day of the fact, the moment of entry, who (0 executor, 1 confirmer)."""

    code: str
    source: str
    target: str
    who: int
    happened_on: str
    entered_at: str


def kinds_of(due_on: dt.date | None) -> tuple:
    """The stories that a part with such a deadline may have."""
    if due_on is None or due_on > TODAY + _NEAR:
        return NEVER
    if due_on > TODAY:
        return SOON
    return LATELY if due_on > TODAY - _RECENT else LONG_AGO


def told(kinds: tuple, due_on: dt.date, chance: random.Random) -> list[Step]:
    """A story of one part: facts in order, some entered days after they happened."""
    pick = chance.random()
    moves = next(moves for limit, moves in kinds if pick <= limit)
    if not moves:
        return []
    pick = chance.random()
    day = (due_on - START).days + (int(pick * 110) if pick < 0.08 else -int(pick * 7))
    day -= 5 if moves[0] is START_WORK else 0
    entered, steps = 0, []
    for code, source, target, who in moves:
        day = min(max(day, 0), _LAST)
        entered = min(max(entered, day + (3 if pick > 0.9 else 0)), _LAST)
        minute = int(pick * 400) + 7 * len(steps)
        at = f"{_DAY[entered]} {6 + minute // 60:02}:{minute % 60:02}:00"
        steps.append(Step(code, source, target, who, _DAY[day], at))
        day += 1 + int(pick * 5)
        pick = pick * 7 % 1
    return steps
