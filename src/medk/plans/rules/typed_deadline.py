"""A deadline typed in the words of orders, read by the reader's own grammar."""

from dataclasses import asdict
from typing import Any

from medk.plans.rules.reading import milestone_values, schedule_values
from medk.reader.deadlines import schedule_of
from medk.reader.spans import Calendar

SCHEDULE_FIELDS = frozenset(
    {
        "schedule_kind", "starts_on", "due_on", "frequency", "interval", "count_per_period",
        "is_at_least", "weekday", "monthday", "milestones",
    }
)  # fmt: skip


def read_deadline(text: str, *, title: str, year: int) -> dict[str, Any]:
    """Schedule of a measure out of a typed deadline, as draft values (ISO dates).

    The conventions are the reading contract's; what is not understood gives the kind «без срока».
    """
    schedule = asdict(schedule_of(text, title=title, calendar=Calendar(year)))
    values = {name: _plain(value) for name, value in schedule_values(schedule).items()}
    dated = milestone_values(schedule["milestones"])
    return values | {
        "milestones": [{"title": row["title"], "due_on": row["due_on"].isoformat()} for row in dated]
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
