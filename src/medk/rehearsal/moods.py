"""What becomes of each part in the demo's year: pure, and the same for the same seed."""

import datetime as dt
import random
from dataclasses import dataclass
from enum import StrEnum


class Mood(StrEnum):
    """How a whole measure goes: that is what the region's share is made of."""

    COMPLETE = "complete"  # everybody does it, now and then late
    PARTIAL = "partial"  # most do, some wait, some are sent back
    BEGUN = "begun"  # a few began
    UNTOUCHED = "untouched"


@dataclass(frozen=True)
class Course:
    """The course of one part: days on which it is begun, done, entered, checked; None: it never is."""

    begun_on: dt.date | None = None
    done_on: dt.date | None = None
    entered_on: dt.date | None = None
    confirmed_on: dt.date | None = None
    is_returned: bool = False


NOTHING = Course()
#: Chances of the moods for measures whose deadline has come, in a year that runs and in a closed one.
RUNNING = ((Mood.COMPLETE, 0.56), (Mood.PARTIAL, 0.30), (Mood.BEGUN, 0.09), (Mood.UNTOUCHED, 0.05))
CLOSED = ((Mood.COMPLETE, 0.84), (Mood.PARTIAL, 0.14), (Mood.BEGUN, 0.0), (Mood.UNTOUCHED, 0.02))
#: Chance that a part of such a measure is done at all.
DONE = {Mood.COMPLETE: 1.0, Mood.PARTIAL: 0.82, Mood.BEGUN: 0.2, Mood.UNTOUCHED: 0.0}


def mood_of(seed: int, name: str, *, is_closed: bool) -> Mood:
    """The mood of a measure by its name (plan and number)."""
    rng = random.Random(f"{seed}:mood:{name}")  # noqa: S311 - a demo, not a secret
    table = CLOSED if is_closed else RUNNING
    return rng.choices([mood for mood, _ in table], [chance for _, chance in table])[0]


def course_of(
    seed: int, name: str, mood: Mood, *, due_on: dt.date | None, opened_on: dt.date, until: dt.date
) -> Course:
    """The course of one part by its name; nothing of it lies after `until` or is entered before the plan.

    Facts may be older than the plan (20 of the 205 deadlines precede their order): they are entered
    when it opens.
    """
    rng = random.Random(f"{seed}:part:{name}")  # noqa: S311 - a demo, not a secret
    if rng.random() > DONE[mood]:
        return _begun(rng, due_on, opened_on, until)
    anchor = due_on or opened_on + dt.timedelta(days=rng.randint(5, 60))
    late = rng.random() < 0.12
    done = anchor + dt.timedelta(days=rng.randint(1, 6) if late else -rng.randint(0, 7))
    entered = max(done + dt.timedelta(days=rng.randint(0, 2)), opened_on)
    if done > until or entered > until:
        return _begun(rng, due_on, opened_on, until)
    confirmed = entered + dt.timedelta(days=rng.randint(0, 5))
    is_fresh = until - entered <= dt.timedelta(days=21)
    waits = mood is Mood.PARTIAL and is_fresh and rng.random() < 0.4
    return Course(
        begun_on=None,
        done_on=done,
        entered_on=entered,
        confirmed_on=None if waits or confirmed > until else confirmed,
        is_returned=rng.random() < 0.06,
    )


def _begun(rng: random.Random, due_on: dt.date | None, opened_on: dt.date, until: dt.date) -> Course:
    """Some begin without finishing, once the deadline is near."""
    near = due_on is not None and due_on - until < dt.timedelta(days=30)
    begun = max(opened_on, (due_on or until) - dt.timedelta(days=rng.randint(3, 12)))
    return Course(begun_on=begun) if near and begun <= until and rng.random() < 0.35 else NOTHING
