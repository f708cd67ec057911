"""Writing what an amendment says into the rows of approved measures.

Unlike the rows of a draft, these have marks, readings and files hanging on them: an action or a target
is found again by its words and changed in place, and one that somebody has worked on is not removed.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from medk.kernel.refusals import Refused
from medk.orgs.models import Organisation
from medk.plans.actions.drafts_parts import rewrite_part
from medk.plans.actions.occurrences import remake_slots
from medk.plans.choices import ExecutionStatus
from medk.plans.models import Action, Execution, Executor, Measure, Target
from medk.plans.queries.amendment_values import Links, columns_of
from medk.plans.queries.leaves import leaves_of, with_leaf_parts
from medk.plans.queries.units import Units
from medk.plans.rules.amendments import WHEN

Row = Mapping[str, Any]
#: Nobody has done anything yet.
_IDLE = (ExecutionStatus.PLANNED, ExecutionStatus.CANCELLED)


def write_fields(
    measure: Measure, fields: Mapping[str, Any], *, links: Links, section_id: int | None = None
) -> Measure:
    """Store fields of a content in a measure and what belongs to it; returns it as stored.

    Raises `Refused` when marks of executors would belong to nothing any more, `TooManySlots` for an
    endless series.
    """
    lost = _stray(measure)
    measure.save_changed(None, **columns_of(fields, links, section_id=section_id))
    for part in ("actions", "targets", "milestones"):
        if part in fields:
            _WRITERS[part](measure, fields[part])
    if "chosen_units" in fields:
        measure.chosen_units.set(Organisation.objects.filter(uid__in=fields["chosen_units"]))
    if WHEN & set(fields):
        remake_slots(measure)
    _move_deadlines(measure)
    stray = _stray(measure) - lost
    if stray:
        raise Refused(
            f"«{measure}»: отметки исполнения ({len(stray)}) перестанут относиться к плану. "
            "Сначала отмените эти части с причиной или оставьте прежний охват, срок и действия."
        )
    return Measure.objects.get(pk=measure.pk)


def _stray(measure: Measure) -> set[str]:
    """Names of parts that somebody has worked on and that the measure does not ask for."""
    worked = Execution.objects.filter(measure=measure).exclude(status__in=_IDLE)
    keys = set(worked.values_list("leaf_key", flat=True))
    if not keys:
        return keys
    fresh = with_leaf_parts(Measure.objects.filter(pk=measure.pk)).get()
    return keys - {leaf.key for leaf in leaves_of(fresh, Units(fresh.road_map))}


def _move_deadlines(measure: Measure) -> None:
    """Stored parts take the deadlines that the measure gives them now."""
    rows = Execution.objects.filter(measure=measure, occurrence__isnull=True)
    rows.filter(action__isnull=True).update(due_on=measure.due_on)
    for action in measure.actions.all():
        rows.filter(action=action).update(due_on=action.due_on or measure.due_on)


def _matched(old: Sequence[Any], rows: Sequence[Row], name: Callable[[Any], Any]) -> list[Any]:
    """For each new row the old one of the same name, else one whose name is gone, in order; None for a new one."""
    left = list(old)
    found: list[Any] = []
    for row in rows:
        same = next((one for one in left if name(one) == name(row)), None)
        found.append(same)
        if same is not None:
            left.remove(same)
    return [one if one is not None else (left.pop(0) if left else None) for one in found]


def _actions(measure: Measure, rows: Sequence[Row]) -> None:
    old = list(measure.actions.order_by("position", "pk"))
    kept = _matched(old, rows, lambda row: row["title"] if isinstance(row, Mapping) else row.title)
    for position, (row, same) in enumerate(zip(rows, kept, strict=True)):
        due_on = dt.date.fromisoformat(row["due_on"]) if row["due_on"] else None
        values = {"title": row["title"], "due_on": due_on, "position": position}
        if same is None:
            Action.objects.create(measure=measure, **values)
        else:
            Action.objects.filter(pk=same.pk).update(**values)
    _drop_actions(one for one in old if one not in kept)


def _drop_actions(actions: Iterable[Action]) -> None:
    for action in actions:
        if action.executions.exclude(status__in=_IDLE).exists():
            raise Refused(
                f"Действие «{action}» уже исполняют: убрать его из плана нельзя. Отмените его части с причиной."
            )
        if action.executions.exists():
            raise Refused(f"По действию «{action}» есть отменённые части: оставьте его в плане.")
        Executor.objects.filter(action=action).update(action=None)
        Target.objects.filter(action=action).update(action=None)
        action.delete()


def _targets(measure: Measure, rows: Sequence[Row]) -> None:
    old = list(measure.targets.order_by("position", "pk"))
    kept = _matched(old, rows, _target_name)
    for position, (row, same) in enumerate(zip(rows, kept, strict=True)):
        value = None if row["value"] is None else Decimal(row["value"])
        values = {"kind": row["kind"], "value": value, "unit": row["unit"], "per": row["per"]}
        if same is None:
            Target.objects.create(measure=measure, position=position, **values)
        else:
            Target.objects.filter(pk=same.pk).update(position=position, **values)
    for target in old:
        if target not in kept:
            if target.readings.exists():
                raise Refused(f"По показателю «{target}» уже внесены значения: убрать его из плана нельзя.")
            target.delete()


def _target_name(row: Any) -> tuple[Any, ...]:
    names = ("kind", "unit", "per")
    return tuple(row[name] if isinstance(row, Mapping) else getattr(row, name) for name in names)


def _milestones(measure: Measure, rows: Sequence[Row]) -> None:
    rewrite_part(measure, "milestones", rows=rows)


_WRITERS: dict[str, Callable[[Measure, Sequence[Row]], None]] = {
    "actions": _actions,
    "targets": _targets,
    "milestones": _milestones,
}


def make_measure(
    measure: Measure, content: Mapping[str, Any], *, links: Links, section_id: int | None = None
) -> Measure:
    """Store an added measure with everything its line says; `measure` carries its plan, number and place.

    Executors are found by the words that the plan uses for them already.
    """
    for name, value in columns_of(content, links, section_id=section_id).items():
        setattr(measure, name, value)
    measure.save()
    for part in ("actions", "targets", "milestones"):
        _WRITERS[part](measure, content.get(part) or ())
    measure.chosen_units.set(Organisation.objects.filter(uid__in=content.get("chosen_units") or ()))
    _name_executors(measure, content.get("executors") or ())
    remake_slots(measure)
    return measure


def _name_executors(measure: Measure, rows: Sequence[Row]) -> None:
    known = {row.name: row for row in Executor.objects.filter(measure__road_map=measure.road_map)}
    made = []
    for position, row in enumerate(rows):
        same = known.get(row["name"])
        made.append(
            Executor(
                measure=measure,
                position=position,
                name=row["name"],
                is_by_agreement=bool(row.get("is_by_agreement")),
                short_name=same.short_name if same else "",
                organisation_id=same.organisation_id if same else None,
                person_id=same.person_id if same else None,
                body_class=same.body_class if same else "",
            )
        )
    Executor.objects.bulk_create(made)
