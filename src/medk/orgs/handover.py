"""What a leaving person leaves undone: apps above register how to list it and how to pass it on."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OpenTask:
    """One open task of an appointment, for the list shown before it ends."""

    title: str
    url: str
    due_on: dt.date | None = None


@dataclass(frozen=True)
class Handover:
    """How one app passes tasks on.

    `lister(appointment)` gives OpenTasks; `mover(appointment, successor, by)` gives them to the
    successor's appointment in the caller's transaction and returns how many went over.
    """

    label: str
    lister: Callable[[Any], Iterable[OpenTask]]
    mover: Callable[[Any, Any, Any], int]
