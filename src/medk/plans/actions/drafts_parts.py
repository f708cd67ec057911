"""Rewriting what belongs to a draft measure: actions, executors, milestones, targets.

Rows are compared by their place in the list, so that what hangs on an unchanged row (the match of an
executor, the action of a target) survives a correction of its neighbours.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from medk.plans.models import Action, Executor, Measure, Milestone, Target
from medk.plans.rules.matching import group_key

Row = Mapping[str, Any]


def rewrite_part(measure: Measure, part: str, *, rows: Sequence[Row]) -> None:
    """Store `rows` (in the form of `queries.draft_values`) as the whole of one part of a measure."""
    _REWRITE[part](measure, rows)


def _executors(measure: Measure, rows: Sequence[Row]) -> None:
    """A body keeps its match when its name stands in the new list."""
    old: dict[str, list[Executor]] = {}
    for stored in measure.executors.all():
        old.setdefault(group_key(stored.name), []).append(stored)
    measure.executors.all().delete()
    made = []
    for position, row in enumerate(rows):
        alike = old.get(group_key(row["name"]))
        same = alike.pop(0) if alike else None
        made.append(
            Executor(
                measure=measure,
                position=position,
                name=row["name"],
                is_by_agreement=row["is_by_agreement"],
                short_name=same.short_name if same else "",
                action_id=same.action_id if same else None,
                organisation_id=same.organisation_id if same else None,
                person_id=same.person_id if same else None,
                body_class=same.body_class if same else "",
            )
        )
    Executor.objects.bulk_create(made)


def _targets(measure: Measure, rows: Sequence[Row]) -> None:
    old = list(measure.targets.all())
    measure.targets.all().delete()
    Target.objects.bulk_create(
        Target(
            measure=measure,
            position=position,
            action_id=old[position].action_id if position < len(old) else None,
            kind=row["kind"],
            value=None if row["value"] is None else Decimal(row["value"]),
            unit=row["unit"],
            per=row["per"],
        )
        for position, row in enumerate(rows)
    )


def _milestones(measure: Measure, rows: Sequence[Row]) -> None:
    measure.milestones.all().delete()
    Milestone.objects.bulk_create(
        Milestone(
            measure=measure,
            position=position,
            title=row["title"],
            due_on=dt.date.fromisoformat(row["due_on"]),
        )
        for position, row in enumerate(rows)
    )


def _actions(measure: Measure, rows: Sequence[Row]) -> None:
    """Actions are changed in place; executors and targets of one that went belong to the whole row."""
    old = list(measure.actions.all())
    for position, row in enumerate(rows):
        due_on = dt.date.fromisoformat(row["due_on"]) if row["due_on"] else None
        values = {"title": row["title"], "due_on": due_on, "position": position}
        if position < len(old):
            Action.objects.filter(pk=old[position].pk).update(**values)
        else:
            Action.objects.create(measure=measure, **values)
    gone = [action.pk for action in old[len(rows) :]]
    Executor.objects.filter(action_id__in=gone).update(action=None)
    Target.objects.filter(action_id__in=gone).update(action=None)
    Action.objects.filter(pk__in=gone).delete()


_REWRITE = {
    "actions": _actions,
    "executors": _executors,
    "milestones": _milestones,
    "targets": _targets,
}
