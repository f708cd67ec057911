"""Whole rows of a draft: their snapshot, their restoring, copying, joining and erasing."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import serializers
from django.db.models import F, Max, Min

from medk.kernel.identifiers import uuid7
from medk.plans.models import (
    Action,
    Executor,
    Measure,
    MeasureOrigin,
    Milestone,
    OriginDecision,
    RoadMap,
    Section,
    Target,
)

PARTS = (Action, Milestone, Executor, Target)


@dataclass(frozen=True)
class Before:
    """A plan as it was before a change of composition: the order of its rows and those to change."""

    road_map: RoadMap
    order: list[int]
    rows: list[Any]


def capture(road_map: RoadMap, *measures: Measure) -> Before:
    """Remember the order of a plan's rows and the whole content of some of them."""
    order = list(road_map.measures.order_by("position", "pk").values_list("pk", flat=True))
    return Before(road_map, order, [_snapshot(measure) for measure in measures])


def end_of(road_map: RoadMap) -> int:
    """The position after the last row."""
    last = road_map.measures.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def make_room(road_map: RoadMap, position: int) -> int:
    """Shift the rows from a position on by one; returns that position."""
    road_map.measures.filter(position__gte=position).update(position=F("position") + 1)
    return position


def _snapshot(measure: Measure) -> list[Any]:
    """The row and everything that belongs to it, as JSON; actions before those who refer to them."""
    parts = [row for model in PARTS for row in model.objects.filter(measure=measure).order_by("pk")]
    return json.loads(serializers.serialize("json", [measure, *parts, *_links(measure)]))


def _links(measure: Measure) -> list[Any]:
    """What links the row to the map above, and what was decided about it."""
    return [
        *MeasureOrigin.objects.filter(measure=measure).order_by("pk"),
        *OriginDecision.objects.filter(origin__measure=measure).order_by("pk"),
    ]


def restore_row(snapshot: Sequence[Any], versions: dict[int, int]) -> None:
    """Store a snapshot anew; its version goes on counting, so that older forms stay stale."""
    for restored in serializers.deserialize("json", json.dumps(snapshot)):
        if isinstance(restored.object, Measure):
            restored.object.version = versions.get(restored.object.pk, restored.object.version) + 1
            section = restored.object.section_id
            if section and not Section.objects.filter(pk=section).exists():
                restored.object.section_id = None
        restored.save()


def restore_order(road_map: RoadMap, order: Sequence[int]) -> None:
    """Rows that stood in the plan before come in that order; those added since keep the end."""
    places = {pk: index for index, pk in enumerate(order)}
    rows = list(road_map.measures.order_by("position", "pk"))
    rows.sort(key=lambda row: places.get(row.pk, len(places)))
    for index, row in enumerate(rows):
        row.position = index
    Measure.objects.bulk_update(rows, ["position"], batch_size=500)


def erase_row(measure: Measure) -> None:
    """Take a row with everything that belongs to it out of the draft; its snapshot is the tombstone."""
    for model in reversed(PARTS):
        model.objects.filter(measure=measure).delete()
    OriginDecision.objects.filter(origin__measure=measure).delete()
    MeasureOrigin.objects.filter(measure=measure).delete()
    measure.chosen_units.clear()
    Measure.objects.filter(pk=measure.pk).delete()


def copy_row(measure: Measure, **values: Any) -> Measure:
    """A new row like this one with some values of its own; it has no number and is not checked yet."""
    units = list(measure.chosen_units.all())
    twin = Measure.objects.get(pk=measure.pk)
    twin.pk, twin.uid, twin.version, twin._state.adding = None, uuid7(), 1, True
    for name, value in ({"number": "", "is_checked": False} | values).items():
        setattr(twin, name, value)
    twin.save()
    twin.chosen_units.set(units)
    actions: dict[int | None, Any] = {None: None}
    for model in PARTS:
        row: Any
        for row in model.objects.filter(measure=measure).order_by("pk"):
            was = row.pk
            row.pk, row.measure, row._state.adding = None, twin, True
            if isinstance(row, Action):
                actions[was] = row
            elif isinstance(row, Executor | Target):
                row.action = actions[row.action_id]
            row.save()
    for link in MeasureOrigin.objects.filter(measure=measure).order_by("pk"):
        link.pk, link.uid, link.measure, link._state.adding = None, uuid7(), twin, True
        link.save()
    return twin


def keep_actions(measure: Measure, titles: Sequence[str]) -> None:
    """Leave only the actions with these titles."""
    drop_actions(measure.actions.exclude(title__in=titles))


def drop_actions(actions: Iterable[Action]) -> None:
    """Remove actions; executors and targets of theirs belong to the whole row from now on."""
    pks = [action.pk for action in actions]
    Executor.objects.filter(action_id__in=pks).update(action=None)
    Target.objects.filter(action_id__in=pks).update(action=None)
    Action.objects.filter(pk__in=pks).delete()


def move_parts(source: Measure, target: Measure) -> None:
    """Give everything that belongs to one row to another, after its own; equal executors are not repeated."""
    linked = target.origins.values("parent_id")
    source.origins.exclude(parent_id__in=list(linked.values_list("parent_id", flat=True))).update(
        measure=target
    )
    named = set(target.executors.values_list("name", flat=True))
    source.executors.filter(name__in=named).delete()
    for model in PARTS:
        last = model.objects.filter(measure=target).aggregate(last=Max("position"))["last"]
        first = model.objects.filter(measure=source).aggregate(first=Min("position"))["first"]
        shift = (0 if last is None else last + 1) - (first or 0)
        model.objects.filter(measure=source).update(measure=target, position=F("position") + shift)
