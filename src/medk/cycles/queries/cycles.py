"""Cycles, their time line, and what follows from the one that runs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from medk.cycles.models import Cohort, CohortMembership, Cycle, KeyDate

PAST, RUNNING, AHEAD = "past", "running", "ahead"


@dataclass(frozen=True)
class Mark:
    """A key date on the line: where it stands against a day, its place in per cent of the cycle."""

    key_date: KeyDate
    state: str
    start: float
    end: float


@dataclass(frozen=True)
class Timeline:
    """A cycle's dates in order; `today` is per cent of the cycle, None outside it; `next` comes first."""

    cycle: Cycle
    marks: list[Mark]
    today: float | None
    next: Mark | None

    @property
    def past(self) -> list[Mark]:
        """Dates that are over."""
        return [mark for mark in self.marks if mark.state == PAST]

    @property
    def ahead(self) -> list[Mark]:
        """Dates that run or come."""
        return [mark for mark in self.marks if mark.state != PAST]


def timeline(cycle: Cycle, on: dt.date) -> Timeline:
    """The time line as it stands on a day; one query."""
    marks = [
        _mark(cycle, key_date, on) for key_date in cycle.key_dates.order_by("ends_on", "starts_on", "pk")
    ]
    inside = cycle.starts_on <= on <= cycle.ends_on
    coming = next((mark for mark in marks if mark.state != PAST), None)
    return Timeline(cycle, marks, _place(cycle, on) if inside else None, coming)


def _mark(cycle: Cycle, key_date: KeyDate, on: dt.date) -> Mark:
    first = key_date.starts_on or key_date.ends_on
    state = PAST if key_date.ends_on < on else RUNNING if first <= on else AHEAD
    return Mark(key_date, state, _place(cycle, first), _place(cycle, key_date.ends_on))


def _place(cycle: Cycle, day: dt.date) -> float:
    """Per cent of the way from the start of the cycle to its end; dates outside stand at its ends."""
    length = (cycle.ends_on - cycle.starts_on).days
    return round(min(100.0, max(0.0, 100 * (day - cycle.starts_on).days / length)), 2)


def cohorts_of(cycle: Cycle, user: Any, on: dt.date) -> QuerySet[Cohort]:
    """The cycle's cohorts with `members`: how many schools of the user's own territory are in today."""
    seen = CohortMembership.objects.visible_to(user).on(on).filter(cohort=OuterRef("pk"))
    counted = seen.order_by().values("cohort").annotate(total=Count("organisation", distinct=True))
    return cycle.cohorts.annotate(members=Coalesce(Subquery(counted.values("total")), 0)).order_by("pk")


def running_cycle(organisation: Any, on: dt.date) -> Cycle | None:
    """The cycle of the organisation's region that runs on a day; of two the later year."""
    above = Q(organisation__descendant_links__descendant=organisation)
    running = Cycle.objects.filter(above, starts_on__lte=on, ends_on__gte=on, closed_on__isnull=True)
    return running.order_by("-year").first()


def curator_limit(organisation: Any, on: dt.date) -> int | None:
    """How many schools a curator may have at a school on a day: a setting of the running cycle."""
    cycle = running_cycle(organisation, on)
    return cycle.curator_limit if cycle else None
