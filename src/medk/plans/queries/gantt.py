"""Dates of a plan for its Gantt chart: now or at a past moment, and as first approved."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import F, Max, Min, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast

from medk.plans.models import Action, Measure, Milestone, Occurrence, PlanBaseline, RoadMap
from medk.plans.queries.table import Table
from medk.plans.rules.gantt import Base, Dates

_MILESTONE, _REPEAT = "m", "r"
#: Signs in a digest; a `uid` is shorter.
_DIGEST = 64


@dataclass
class Points:
    """Days inside a measure: milestones with their names, deadlines of repeats."""

    milestones: list[tuple[dt.date, str]] = field(default_factory=list)
    repeats: list[dt.date] = field(default_factory=list)


@dataclass(frozen=True)
class BasePlan:
    """The first approved version: when it was approved, what it said of each measure by its `uid`."""

    approved_on: dt.date
    measures: dict[str, Base]


class PlanDates:
    """Dates of every measure of a road map at a moment; a fixed number of queries however long it is."""

    def __init__(self, table: Table) -> None:
        self._past = table.plan.measures if table.plan else []
        self._is_past = table.plan is not None
        self.uids: dict[int, str] = {}
        self.dates: dict[int, Dates] = {}
        self.base: BasePlan | None = None
        if self._is_past:
            self._take_past()
            self.base = base_plan(table.road_map, table.moment.on)
        else:
            self._read_present(table.road_map)

    def _read_present(self, road_map: RoadMap) -> None:
        extents: dict[int, tuple[dt.date, dt.date]] = {}
        said: dict[int, tuple[dt.date | None, dt.date | None]] = {}
        for pk, uid, first, last in _spans(road_map):
            if len(uid) == _DIGEST:
                self.base = BasePlan(first, _base_measures(pk, uid))
            elif uid:
                self.uids[pk], said[pk] = plain_uid(uid), (first, last)
            else:
                a, b = extents.get(pk, (first, last))
                extents[pk] = min(a, first), max(b, last)
        for pk, (start, due) in said.items():
            self.dates[pk] = Dates(start, due, extents.get(pk))

    def _take_past(self) -> None:
        for measure in self._past:
            points = _points_of(measure)
            days = [day for day, _ in points.milestones] + points.repeats
            days += [action.due_on for action in measure.actions.all() if action.due_on]
            extent = (min(days), max(days)) if days else None
            self.uids[measure.pk] = plain_uid(measure.uid)
            self.dates[measure.pk] = Dates(measure.starts_on, measure.due_on, extent)

    def base_of(self, pk: int) -> Base | None:
        """What the base plan said of a measure; None for one added since, or without a base plan."""
        return self.base.measures.get(self.uids.get(pk, "")) if self.base else None

    def is_added(self, pk: int) -> bool:
        """Whether a measure came into the plan after its first approval."""
        return self.base is not None and self.uids.get(pk, "") not in self.base.measures

    @property
    def removed(self) -> list[Base]:
        """Measures of the base plan that are not in the plan any more."""
        if self.base is None:
            return []
        held = set(self.uids.values())
        return [base for uid, base in self.base.measures.items() if uid not in held]

    def points(self, measure_ids: Collection[int]) -> dict[int, Points]:
        """Milestones and repeats of some measures: those that are drawn; at most one query."""
        if self._is_past:
            return {measure.pk: _points_of(measure) for measure in self._past if measure.pk in measure_ids}
        held = [pk for pk in measure_ids if self.dates[pk].extent]
        return _read_points(held) if held else {}


def _points_of(measure: Any) -> Points:
    milestones = sorted((row.due_on, row.title) for row in measure.milestones.all())
    repeats = [row.due_on for row in measure.occurrences.all() if row.due_on and not row.is_withdrawn]
    return Points(milestones, sorted(repeats))


def _spans(road_map: RoadMap) -> Iterable[tuple[int, str, Any, Any]]:
    """Of each measure its two dates under its `uid`, and the extreme days of its parts; one query.

    The digest of the first approved version, with the day of its approval, comes along.
    """
    rows = Measure.objects.filter(road_map=road_map).annotate(said=Cast("uid", CharField()))
    extents = [
        part.filter(measure__road_map=road_map, due_on__isnull=False)
        .annotate(said=_said(""))
        .order_by()
        .values_list("measure_id", "said")
        .annotate(first=Min("due_on"), last=Max("due_on"))
        for part in (Milestone.objects, Action.objects, Occurrence.objects.filter(is_withdrawn=False))
    ]
    first = PlanBaseline.objects.filter(road_map=road_map, ordinal=1).annotate(said=F("sha256"))
    approved = first.order_by().values_list("pk", "said", "approved_on", "approved_on")
    spans = rows.order_by().values_list("pk", "said", "starts_on", "due_on")
    return spans.union(*extents, approved, all=True)


def plain_uid(uid: Any) -> str:
    """A `uid` in one form, whichever the database or a baseline keeps."""
    return str(uid).replace("-", "")


def _read_points(measure_ids: Iterable[int]) -> dict[int, Points]:
    ids = list(measure_ids)
    milestones = Milestone.objects.filter(measure_id__in=ids).annotate(kind=_said(_MILESTONE))
    repeats = Occurrence.objects.filter(measure_id__in=ids, due_on__isnull=False, is_withdrawn=False)
    columns = ("measure_id", "kind", "due_on", "said")
    rows = milestones.annotate(said=F("title")).order_by().values_list(*columns)
    others = repeats.annotate(kind=_said(_REPEAT), said=_said("")).order_by().values_list(*columns)
    found: dict[int, Points] = defaultdict(Points)
    for pk, kind, day, title in rows.union(others, all=True):
        if kind == _MILESTONE:
            found[pk].milestones.append((day, title))
        else:
            found[pk].repeats.append(day)
    for points in found.values():
        points.milestones.sort()
        points.repeats.sort()
    return found


def _said(text: str) -> Value:
    return Value(text, output_field=CharField())


def base_plan(road_map: RoadMap, on: dt.date) -> BasePlan | None:
    """The first approved version of a plan, if it was approved by a day; one query."""
    rows = PlanBaseline.objects.filter(road_map=road_map, approved_on__lte=on).order_by("ordinal")
    first = rows.values_list("pk", "sha256", "approved_on").first()
    return BasePlan(first[2], _base_measures(first[0], first[1])) if first else None


@lru_cache(maxsize=32)
def _base_measures(pk: int, sha256: str) -> dict[str, Base]:
    """What a baseline says of its measures; a baseline never changes, and its digest says which it is."""
    content = PlanBaseline.objects.values_list("content", flat=True).get(pk=pk)
    return {
        plain_uid(row["uid"]): Base(row["number"], row["title"], _day(row["starts_on"]), _day(row["due_on"]))
        for row in content["measures"]
    }


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
