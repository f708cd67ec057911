"""Two states of one plan side by side: the base plan, the present, any two dates (decision 12)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from medk.plans.choices import MeasureStatus
from medk.plans.models import AmendmentLine, Measure, PlanBaseline, RoadMap
from medk.plans.queries.amendments import PlanNow, short_name, step_of, titled
from medk.plans.queries.content import measure_content
from medk.plans.queries.plan_at import measures_at
from medk.plans.rules.moments import Moment
from medk.plans.rules.plan_diff import Step, steps_between
from medk.plans.rules.plan_shown import Counts, ShownChange, counts_of, shown_step

Contents = list[dict[str, Any]]


@dataclass(frozen=True)
class Side:
    """One of the two: what it is called, its measures in their order."""

    words: str
    contents: Contents
    on: dt.date | None = None
    #: Record number → the page of the measure, where it is known.
    pages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """Two sides with what differs; `same` are titles of the measures that do not."""

    old: Side
    new: Side
    changes: tuple[ShownChange, ...]
    same: tuple[str, ...]
    counts: Counts


def base_side(road_map: RoadMap) -> Side | None:
    """The plan as it was first approved; None for a plan without a frozen version."""
    base = PlanBaseline.objects.filter(road_map=road_map).order_by("ordinal").first()
    if base is None:
        return None
    words = f"базовый план, утверждён {base.approved_on:%d.%m.%Y}"
    return Side(words, base.content["measures"], base.approved_on)


def side_at(road_map: RoadMap, moment: Moment) -> Side:
    """The plan as of a moment; a day before its approval has no measures."""
    words = moment.words if moment.is_past else f"сейчас, {moment.words}"
    if road_map.approved_on and moment.on < road_map.approved_on:
        return Side(f"{words}: план ещё не утверждён", [], moment.on)
    rows = [row for row in measures_at(road_map, moment) if row.status != MeasureStatus.CANCELLED]
    if rows and not moment.is_past:
        prefetch_related_objects(rows, "milestones", "targets", "chosen_units")
    pages = {str(row.uid): row.pk for row in rows}
    return Side(words, [measure_content(row) for row in rows], moment.on, pages)


def compared(old: Side, new: Side, names: Mapping[str, str]) -> Comparison:
    """What leads from one side to the other."""
    titles = {row["uid"]: titled(row) for side in (old, new) for row in side.contents}
    names = {**{uid: short_name(title) for uid, title in titles.items()}, **names}
    steps = steps_between(old.contents, new.contents)
    changes = tuple(shown_step(_whole(step), titles[step.uid], names) for step in steps)
    touched = {step.uid for step in steps}
    same = tuple(titles[row["uid"]] for row in new.contents if row["uid"] not in touched)
    return Comparison(old, new, changes, same, counts_of(changes, len(new.contents)))


def _whole(step: Step) -> Step:
    """An added measure without the fields that are empty: nothing is said by them."""
    kept = {name: value for name, value in step.new.items() if value not in (None, "", [], ())}
    return step if step.old else Step(step.kind, step.uid, step.old, kept)


def shown_lines(
    lines: Sequence[AmendmentLine], now: PlanNow, names: Mapping[str, str]
) -> list[tuple[AmendmentLine, ShownChange, Measure | None]]:
    """Lines of an amendment in words, with the measures that they are about."""
    found = []
    for line in lines:
        measure = now.measures.get(str(line.measure_uid))
        title = str(measure) if measure else titled(line.new or line.old)
        found.append((line, shown_step(_whole(step_of(line)), title, names), measure))
    return found
