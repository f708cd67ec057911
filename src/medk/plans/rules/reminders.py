"""Reminders: what of a cell is worth one, how a person's list reads, when it is not the time to send."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from medk.kernel.days_off import day_off
from medk.kernel.russian import counted
from medk.plans.choices import ProgressState as P

#: Whoever was reminded of this plan so many days ago or less is not reminded again.
QUIET_DAYS = 3
#: Lines of a person's list in the notice; the rest is counted and stands on the page of tasks.
MOST_LINES = 20
_MORNING = 8
_EVENING = 18
_FRIDAY_EVENING = 16
_FRIDAY = 4
_OPEN = (P.IN_PROGRESS, P.NOT_DUE, P.UNDATED)
_LONGEST_TITLE = 120


class LeafLike(Protocol):
    """A leaf on a day."""

    @property
    def state(self) -> P: ...

    @property
    def due_on(self) -> dt.date | None: ...


L = TypeVar("L", bound=LeafLike)


def to_remind(leaves: Iterable[L]) -> list[L]:
    """What of a cell is reminded of: all that is overdue, else the nearest that is still to be done.

    What waits for confirmation is not the executor's to hurry; what is confirmed, paused or cancelled
    needs nothing.
    """
    held = list(leaves)
    late = [leaf for leaf in held if leaf.state == P.OVERDUE]
    if late:
        return late
    still = [leaf for leaf in held if leaf.state in _OPEN]
    return sorted(still, key=lambda leaf: (leaf.due_on is None, leaf.due_on or dt.date.max))[:1]


@dataclass(frozen=True)
class Line:
    """One thing to be done, as it is written to the person: what, by whom, by when, whether it is late."""

    title: str
    unit: str
    due_on: dt.date | None
    is_late: bool

    def words(self, on: dt.date) -> str:
        """«Собрать отчёты (Школа № 1): срок 16.05.2022, просрочено 4 дня»."""
        title = self.title if len(self.title) <= _LONGEST_TITLE else f"{self.title[: _LONGEST_TITLE - 1]}…"
        who = f" ({self.unit})" if self.unit else ""
        if self.due_on is None:
            return f"{title}{who}: без срока"
        late = (
            f", просрочено {counted((on - self.due_on).days, 'день', 'дня', 'дней')}" if self.is_late else ""
        )
        return f"{title}{who}: срок {self.due_on:%d.%m.%Y}{late}"


def reminder_text(plan: str, lines: Sequence[Line], *, on: dt.date, by: str) -> str:
    """The whole reminder of one person: late first, then by deadline."""
    late = sum(line.is_late for line in lines)
    head = f"Напоминание по плану «{plan}»: {counted(len(lines), 'дело', 'дела', 'дел')}"
    head += f", из них просрочено {late}." if late else "."
    ordered = sorted(
        lines, key=lambda line: (not line.is_late, line.due_on is None, line.due_on or dt.date.max)
    )
    shown = [f"• {line.words(on)}" for line in ordered[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        shown.append(f"• и ещё {len(lines) - MOST_LINES}: все они в списке «Мои части»")
    return "\n".join([head, *shown, f"Напоминает {by}."])


def bad_time(moment: dt.datetime) -> str:
    """Why it is not the time for a formal notice, where the plan's owner is; empty at working hours.

    Source: peers.md, table of features, row «Notifications»: none on Friday evening or in holidays.
    """
    day = moment.date()
    reason = day_off(day)
    if reason:
        return f"сегодня нерабочий день: {reason}" if reason != "выходной" else "сегодня выходной"
    if day.weekday() == _FRIDAY and moment.hour >= _FRIDAY_EVENING:
        return "сейчас вечер пятницы"
    if not _MORNING <= moment.hour < _EVENING:
        return f"сейчас {moment:%H:%M}, нерабочее время"
    return ""
