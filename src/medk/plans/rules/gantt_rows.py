"""Rows of a Gantt chart and what they say in words: the table under the drawing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from medk.kernel.russian import NBSP
from medk.plans.choices import ProgressState as P
from medk.plans.rules.gantt import Base, Drawing
from medk.plans.rules.table import MeasureRow

#: Milestones that are named by their days; more are counted and listed under the title.
_NAMED = 3

LOOKS: dict[str, str] = {P.CONFIRMED: "ok", P.SUBMITTED: "re", P.IN_PROGRESS: "in", P.OVERDUE: "da"}


@dataclass
class Heading:
    """A section: `done` of `total` measures confirmed, `found` of them pass the filter."""

    key: str
    title: str
    found: int
    done: int = 0
    total: int = 0
    is_folded: bool = False
    url: str = ""
    rows: Sequence[MeasureRow] = ()
    drawing: Drawing = field(default_factory=Drawing)

    @property
    def percent(self) -> int:
        """Share of confirmed measures for the bar of a folded section."""
        return 100 * self.done // self.total if self.total else 0


@dataclass
class Line:
    """One measure: its row, its drawing, what changed since the base plan, its milestones."""

    row: MeasureRow
    drawing: Drawing
    shift: str = ""
    is_added: bool = False
    is_removed: bool = False
    milestones: Sequence[tuple[dt.date, str]] = ()

    @property
    def look(self) -> str:
        """Class of its colour; nothing for what has not begun or may not be shown."""
        return LOOKS.get(self.row.state, "no")

    @property
    def change(self) -> str:
        """What became of the measure after the first approval, in words."""
        if self.is_removed:
            return "исключено после утверждения"
        return "добавлено после утверждения" if self.is_added else ""

    @property
    def label(self) -> str:
        """«17 из 42» beside the bar; nothing for what is done once or may not be shown."""
        row = self.row
        if row.is_hidden:
            return "сводка скрыта"
        return row.of_words if row.total > 1 else ""

    @property
    def dates(self) -> str:
        """Its dates as the plan has them; the printed deadline where there are none."""
        return self.row.schedule if self.drawing.start is not None else self.row.printed or self.row.schedule

    @property
    def milestone_words(self) -> str:
        """«вехи: 15.03, 20.05.2022», «вехи: 40, с 10.01 по 25.12.2022»."""
        days = [day for day, _ in self.milestones]
        if not days:
            return ""
        if len(days) > _NAMED:
            return f"вехи: {len(days)}, с{NBSP}{days[0]:%d.%m.%Y} по{NBSP}{days[-1]:%d.%m.%Y}"
        named = ", ".join(f"{day:%d.%m.%Y}" for day in days)
        return f"вехи: {named}" if len(days) > 1 else f"веха: {named}"


@dataclass
class Ghost:
    """A measure of the base plan that is not in the plan any more."""

    base: Base
    drawing: Drawing


Item = Heading | Line | Ghost
