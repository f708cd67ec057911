"""Lists of parts with filters: what waits for my confirmation, what is mine to do."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from medk.plans.models import Evidence
from medk.plans.queries.tasks import TaskRow

PAGE = 50
#: Ages that the list of confirmations is filtered by, in days of waiting.
AGES = (3, 7, 14)


@dataclass(frozen=True)
class ToConfirm:
    """One part that waits for confirmation: the task, its proofs, how long it waits."""

    task: TaskRow
    proofs: int
    days: int

    @property
    def token(self) -> str:
        """The part as the person has seen it: its number and version."""
        row = self.task.execution
        return f"{row.pk}-{row.version}" if row else ""


@dataclass(frozen=True)
class Sieve:
    """What the reader asked to see."""

    measure: int | None = None
    unit: str = ""
    age: int = 0
    state: str = ""


def with_proofs(tasks: Iterable[TaskRow], on: dt.date) -> list[ToConfirm]:
    """Submitted parts with the number of their files and links, in one query."""
    rows = [task for task in tasks if task.execution]
    live = Evidence.objects.filter(
        execution_id__in=[task.execution.pk for task in rows if task.execution], withdrawn_at__isnull=True
    )
    counts = dict(live.order_by().values_list("execution_id").annotate(n=Count("pk")))
    return [
        ToConfirm(
            task,
            counts.get(task.execution.pk, 0) if task.execution else 0,
            max(0, (on - task.since.date()).days) if task.since else 0,
        )
        for task in rows
    ]


def sieved(rows: Iterable[ToConfirm], sieve: Sieve) -> list[ToConfirm]:
    """Those that pass the filter."""
    return [
        row
        for row in rows
        if (not sieve.measure or row.task.measure.pk == sieve.measure)
        and (not sieve.unit or row.task.unit == sieve.unit)
        and row.days >= sieve.age
    ]


def chosen(rows: Iterable[ToConfirm], tokens: Iterable[str]) -> tuple[list[ToConfirm], int]:
    """Rows named by the tokens of a form, and how many of the ticked are no more as they were seen."""
    wanted = set(tokens)
    found = [row for row in rows if row.token in wanted]
    return found, len(wanted) - len(found)


def measures_among(rows: Iterable[TaskRow]) -> list[tuple[int, str]]:
    """Measures of the rows, for a filter, in the order of their plans."""
    found = {row.measure.pk: str(row.measure) for row in rows}
    return sorted(found.items(), key=lambda pair: pair[1])


def units_among(rows: Iterable[TaskRow]) -> list[str]:
    """Names of the units of the rows, for a filter."""
    return sorted({row.unit for row in rows if row.unit})
