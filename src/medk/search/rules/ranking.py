"""What stands first among things that all answer the question."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

#: What is over, what is of past years, what lies in one's own territory.
OVER, PAST_YEAR, OWN = 0.4, 0.7, 1.4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that answers: how well by its words, how much its kind weighs, when and whose it is."""

    pk: int
    relevance: float
    weight: float
    until: dt.date | None
    year: int | None
    is_own: bool

    def score(self, on: dt.date) -> float:
        """The higher the better."""
        found = self.relevance * self.weight * (OWN if self.is_own else 1)
        if self.until is not None and self.until < on:
            return found * OVER
        return found * PAST_YEAR if self.year is not None and self.year < on.year else found


def ranked(candidates: Iterable[Candidate], on: dt.date) -> list[int]:
    """Numbers, the best first; of equals the older."""
    return [one.pk for one in sorted(candidates, key=lambda one: (-one.score(on), one.pk))]
