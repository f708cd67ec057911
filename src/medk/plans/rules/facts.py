"""What a part of execution holds after its moves: the same rule when a move is made and when the past is read."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from medk.plans.choices import ExecutionStatus


def dates_left(code: str, day: dt.date, done_on: dt.date | None) -> dict[str, Any]:
    """Dates that a move leaves on a part; taking one back removes what it left."""
    if code == "submit":
        return {"done_on": day}
    if code == "confirm_alone":
        return {"done_on": done_on or day, "confirmed_on": day, "is_self_confirmed": True}
    if code == "confirm":
        return {"confirmed_on": day, "is_self_confirmed": False}
    if code == "take_back":
        return {"confirmed_on": None, "is_self_confirmed": False}
    return {"done_on": None} if code in ("return", "withdraw") else {}


@dataclass(frozen=True, slots=True)
class Moved:
    """One move of a part: which, to what state, on which day, entered when, by whom."""

    code: str
    target: str
    happened_on: dt.date
    entered_at: dt.datetime
    by_id: int | None = None


@dataclass(slots=True)
class Held:
    """What a part holds after its moves."""

    status: str = ExecutionStatus.PLANNED
    done_on: dt.date | None = None
    confirmed_on: dt.date | None = None
    is_self_confirmed: bool = False
    submitted_by_id: int | None = None
    changed_at: dt.datetime | None = None


def held_after(moves: Iterable[Moved]) -> Held:
    """What a part holds after moves in the order of their entry."""
    held = Held()
    for move in moves:
        held.status = move.target
        held.changed_at = move.entered_at
        for name, value in dates_left(move.code, move.happened_on, held.done_on).items():
            setattr(held, name, value)
        if move.code == "submit":
            held.submitted_by_id = move.by_id
    return held
