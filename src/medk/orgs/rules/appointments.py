"""What an appointment must satisfy; arguments in, a Russian reason or nothing out."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from medk.kernel.russian import counted
from medk.orgs.grants import PLACES
from medk.orgs.models import OrganisationKind
from medk.orgs.roles import Role

#: A curator has at most so many schools at once unless the cycle says otherwise
#: (Омская область, order 734 of 22.03.2021, preamble).
CURATOR_LIMIT = 2

#: Roles by which a person belongs to a school: a curator is never appointed to his own (issue 2).
SCHOOLS_OWN = frozenset({Role.SCHOOL_HEAD, Role.SCHOOL_STAFF})


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included; without an end while `end` is None."""

    start: dt.date
    end: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def meets(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return self.holds(other.start) or other.holds(self.start)


def refuse_period(period: Period) -> str:
    """Why the dates cannot be; empty when they run forward."""
    if period.end and period.end < period.start:
        return f"Назначение заканчивается {period.end:%d.%m.%Y}, раньше начала {period.start:%d.%m.%Y}."
    return ""


def refuse_role_place(role: str, kind: str) -> str:
    """Why a role cannot be held at an organisation of a kind."""
    if kind in PLACES[Role(role)]:
        return ""
    return f"Роль «{Role(role).label}» не назначают в организации вида «{OrganisationKind(kind).label}»."


def refuse_repeat(period: Period, held: Iterable[Period]) -> str:
    """Why the same role at the same place may not be given twice for the same days."""
    for other in held:
        if period.meets(other):
            end = f"по {other.end:%d.%m.%Y}" if other.end else "без срока"
            return f"Такое назначение уже есть: с {other.start:%d.%m.%Y} {end}."
    return ""


def peak(period: Period, others: Iterable[Period]) -> int:
    """The most of `others` that hold on one day of `period`."""
    overlapping = [other for other in others if period.meets(other)]
    days = [max(period.start, other.start) for other in overlapping]
    return max((sum(other.holds(day) for other in overlapping) for day in days), default=0)


def refuse_load(period: Period, others: Iterable[Period], *, limit: int) -> str:
    """Why a curator may not take one more school: `others` are his other schools."""
    if peak(period, others) < limit:
        return ""
    schools = counted(limit, "школы", "школ", "школ")
    return f"У одного куратора не больше {schools} одновременно. Назначьте другого куратора."


def refuse_own_school(school_id: int, *, own_ids: Iterable[int]) -> str:
    """A curator is never from the school itself: not its head, not its staff, not sent by it."""
    if school_id in set(own_ids):
        return "Куратор не может быть из этой же школы. Назначьте человека из другой организации."
    return ""


def refuse_curated(period: Period, curated: Iterable[Period]) -> str:
    """The other way round: the curator of a school does not join its staff meanwhile."""
    if any(period.meets(other) for other in curated):
        return "Этот человек — куратор школы. Сначала завершите его кураторство."
    return ""
