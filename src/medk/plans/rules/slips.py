"""What a slip of one measure endangers among those that wait for it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from medk.kernel.russian import counted
from medk.plans.choices import ProgressState as P
from medk.plans.rules.links import Edge, after_each, reached

#: A settled measure neither holds others back nor can be held back; nobody knows of an unnamed state.
_SETTLED = frozenset({P.CONFIRMED, P.SUBMITTED, P.CANCELLED, P.PAUSED, ""})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a measure stands: its state (empty when the reader may not know it) and its dates in force.

    `planned_on` is the deadline that was first approved, when amendments have moved it since.
    """

    pk: int
    label: str
    state: str
    starts_on: dt.date | None = None
    due_on: dt.date | None = None
    planned_on: dt.date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state not in _SETTLED


@dataclass(frozen=True, slots=True)
class Danger:
    """One measure that slipped, why, and those it endangers, the nearest first."""

    cause: int
    label: str
    why: str
    endangered: tuple[int, ...]
    labels: tuple[str, ...]

    @property
    def because(self) -> str:
        """«из-за 1.30 (просрочено, 5 дней)»."""
        return f"из-за {self.label} ({self.why})"

    @property
    def words(self) -> str:
        """«под угрозой: 1.31, 1.32 из-за 1.30 (просрочено, 5 дней)»."""
        return f"под угрозой: {', '.join(self.labels)} {self.because}"


def slip_words(one: Standing, on: dt.date) -> str:
    """Why a measure holds others back: it is late, or its deadline was moved; empty when it does not."""
    if one.state == P.OVERDUE:
        if one.due_on is None or one.due_on >= on:
            return "просрочено"
        return f"просрочено, {counted((on - one.due_on).days, 'день', 'дня', 'дней')}"
    if one.is_open and one.due_on and one.planned_on and one.due_on > one.planned_on:
        return f"срок перенесён с {one.planned_on:%d.%m.%Y} на {one.due_on:%d.%m.%Y}"
    return ""


def passes(end: dt.date, was: dt.date | None, later: Standing) -> bool:
    """Whether an end that moved from `was` to `end` runs into a measure that comes after.

    It does when it passes the other's deadline, or its first day which it kept before. Plans print
    whole months for a chain (Иркутск 1.28–1.30 are all October): an overlap that was there from the
    beginning is no slip.
    """
    if later.due_on and end > later.due_on and (was is None or was <= later.due_on):
        return True
    if not later.starts_on or end <= later.starts_on:
        return False
    return was is not None and was <= later.starts_on


def dangers(standings: Mapping[int, Standing], edges: Iterable[Edge], on: dt.date) -> list[Danger]:
    """Every slip on a day with all it endangers; in the order of `standings`.

    A measure that is overdue endangers whatever waits for it; one whose deadline was moved, those that
    the new date runs into. Whatever waits for an endangered measure is endangered too. Worked example:
    1.30 was due on 20.05, it is 25.05, 1.31 waits for 1.30 and 1.32 for 1.31: both, five days.
    """
    following = {
        pk: [other for other in others if other in standings and standings[other].is_open]
        for pk, others in after_each(edges).items()
    }
    found = []
    for one in standings.values():
        why = slip_words(one, on)
        hit = _hit(one, [standings[pk] for pk in following.get(one.pk, ())]) if why else []
        if hit:
            far = reached(following | {one.pk: hit}, one.pk)
            labels = tuple(standings[pk].label for pk in far)
            found.append(Danger(one.pk, one.label, why, tuple(far), labels))
    return found


def _hit(one: Standing, later: Iterable[Standing]) -> list[int]:
    if one.state == P.OVERDUE:
        return [other.pk for other in later]
    end = one.due_on
    return [other.pk for other in later if end and passes(end, one.planned_on, other)]


def by_endangered(found: Iterable[Danger]) -> dict[int, list[Danger]]:
    """Measure → the slips that endanger it."""
    kept: dict[int, list[Danger]] = {}
    for danger in found:
        for pk in danger.endangered:
            kept.setdefault(pk, []).append(danger)
    return kept


def why_endangered(found: Iterable[Danger]) -> str:
    """«из-за 1.29 (просрочено, 5 дней), 1.30 (просрочено, 2 дня)»; empty without dangers."""
    causes = ", ".join(f"{one.label} ({one.why})" for one in found)
    return f"из-за {causes}" if causes else ""
