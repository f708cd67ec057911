"""Passing on what a leaving person held by name."""

from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.orgs.models import Appointment
from medk.plans import letters
from medk.plans.actions.versions import keep_versions
from medk.plans.models import Executor
from medk.plans.queries.handover import entrusted_parts, named_executors


@transaction.atomic
def hand_over(appointment: Appointment, successor: Appointment, *, by: Any) -> int:
    """Give entrusted parts and rows that name the person to the successor; returns how many went over.

    What the person has finished or submitted keeps their name.
    """
    return _parts(appointment, successor, by=by) + _executors(appointment, successor, by=by)


def _parts(appointment: Appointment, successor: Appointment, *, by: Any) -> int:
    rows = list(entrusted_parts(appointment))
    for row in rows:
        was = str(appointment.person)
        row.save_changed(None, assignee=successor.person)
        record("plans.execution_delegated", row, by=by, assignee=str(successor.person), was=was)
        letters.tell_delegated(row, by=by)
    return len(rows)


def _executors(appointment: Appointment, successor: Appointment, *, by: Any) -> int:
    rows = list(named_executors(appointment))
    for executor in rows:
        Executor.objects.filter(pk=executor.pk).update(person=successor.person)
        record(
            "plans.executor_replaced",
            executor.measure,
            by=by,
            executor=str(successor.person),
            was=str(appointment.person),
        )
    measures = {executor.measure_id for executor in rows}
    keep_versions(measures, by=by, what="Заменён исполнитель")
    return len(rows)
