"""Dates of a schedule and what was found in its rows, as tables."""

from medk.kernel.exports import Column, Sheet
from medk.plans.models import AttachedSchedule, Measure
from medk.plans.queries.attached import Dates

LEVELS = {"error": "исправить", "ask": "решить", "warning": "учесть"}


def dates_sheet(measure: Measure, dates: Dates) -> Sheet:
    """Every date in sight: the columns can be loaded again as a schedule."""
    return Sheet(
        title=f"График мероприятия {measure.number}: {measure.title[:200]}",
        columns=[
            Column("С", lambda slot: slot.row.starts_on, 12),
            Column("По", lambda slot: slot.row.due_on, 12),
            Column("Что", lambda slot: slot.row.title, 50),
            Column("Где", lambda slot: slot.row.place, 30),
            Column("Исполнитель", lambda slot: slot.row.who, 40),
            Column("Участников", lambda slot: slot.row.headcount, 12),
            Column("Подтверждено", lambda slot: slot.confirmed, 14),
            Column("Из", lambda slot: slot.total, 8),
        ],
        rows=dates.slots,
        filters=["все даты, которые вы видите"],
        file_name=f"график {measure.number or measure.pk}",
    )


def findings_sheet(schedule: AttachedSchedule) -> Sheet:
    """Every finding by row, to correct the schedule by."""
    return Sheet(
        title=f"Замечания к графику {schedule}",
        columns=[
            Column("Строка", lambda found: found["row"] or "", 8),
            Column("Столбец", lambda found: found["column"], 20),
            Column("Что делать", lambda found: LEVELS[found["level"]], 12),
            Column("Замечание", lambda found: found["message"], 80),
        ],
        rows=schedule.findings,
        file_name="замечания к графику",
    )
