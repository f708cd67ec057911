"""A person's own unfinished parts and the dates of their cycles as events of a calendar."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from medk.cycles.models import KeyDate
from medk.orgs.querysets import above_ids
from medk.plans.queries.tasks import TaskRow
from medk.plans.rules.leaves import pieces
from medk.plans.rules.plan_calendar import Event, EventKind, Span


def own_events(user: Any, tasks: Iterable[TaskRow], span: Span) -> list[Event]:
    """Events of a span: the tasks that fall into it, then key dates of the running cycles above the user."""
    dated = ((task, task.due_on) for task in tasks if task.due_on)
    found = [_event(task, day) for task, day in dated if span.first <= day <= span.last]
    running = Q(cycle__closed_on__isnull=True, cycle__organisation__in=above_ids(user))
    dates = KeyDate.objects.visible_to(user).filter(running, ends_on__range=(span.first, span.last))
    return [*found, *(Event(row.ends_on, EventKind.KEY_DATE, row.title) for row in dates)]


def _event(task: TaskRow, day: dt.date) -> Event:
    named = pieces(task.key)
    is_repeat = bool(named and named.occurrence_id)
    return Event(
        day,
        EventKind.OCCURRENCE if is_repeat else EventKind.DEADLINE,
        task.measure.title,
        task.measure.pk,
        task.measure.number,
        state=task.state,
        whose=task.unit,
        executors=str(task.measure.road_map.organisation),
        key=task.key,
    )
