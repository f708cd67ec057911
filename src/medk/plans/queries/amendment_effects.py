"""What an amendment would do to the plan: counted in memory, nothing is written."""

import copy
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as numbers
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from medk.kernel import clock
from medk.orgs.models import Organisation
from medk.plans.choices import ExecutionStatus, LineKind, MeasureStatus, Population
from medk.plans.models import Action, AmendmentLine, Execution, Measure, MeasureProgress, Occurrence, RoadMap
from medk.plans.queries.amendment_values import columns_of
from medk.plans.queries.amendments import PlanNow
from medk.plans.queries.progress import count, progress_of, share_of
from medk.plans.queries.slots import slots_of
from medk.plans.queries.zones import zone_of
from medk.plans.rules.amendments import WHEN
from medk.plans.rules.progress import Share
from medk.plans.rules.recurrence import not_kept

BASES = ("due", "whole")
_IDLE = (ExecutionStatus.PLANNED, ExecutionStatus.CANCELLED)


@dataclass(frozen=True)
class Moved:
    """A measure whose deadline moves, by how many days (None: it had none, or has none any more)."""

    measure: str
    was: dt.date | None
    becomes: dt.date | None


@dataclass(frozen=True)
class Effects:
    """What approving brings: shares before and after on both bases, marks touched, deadlines moved."""

    before: Mapping[str, Share]
    after: Mapping[str, Share]
    touched: int
    moved: tuple[Moved, ...]
    on: dt.date

    @property
    def changes_share(self) -> bool:
        """Whether any of the shares becomes another one."""
        return any(
            (self.before[basis].confirmed, self.before[basis].planned)
            != (self.after[basis].confirmed, self.after[basis].planned)
            for basis in BASES
        )


def shares(progress: Iterable[MeasureProgress]) -> dict[str, Share]:
    """The share on both bases."""
    rows = list(progress)
    return {basis: share_of(rows, basis) for basis in BASES}


def effects_of(lines: Sequence[AmendmentLine], now: PlanNow) -> Effects:
    """Count the plan as it would be with the lines in force today."""
    before = progress_of(now.road_map, now.today)
    stored = Execution.objects.filter(measure__uid__in=[line.measure_uid for line in lines])
    marks = list(stored.order_by().values_list("occurrence_id", "status"))
    imagined = Imagined(now, {occurrence for occurrence, _ in marks})
    imagined.read(lines)
    pairs = [(now.measures.get(str(line.measure_uid)), imagined.after(line)) for line in lines]
    fresh = {row.measure_id: row for row in count([after for _, after in pairs], now.today)}
    moved = [
        Moved(str(row or after), row.due_on if row else None, after.due_on)
        for row, after in pairs
        if after.status != MeasureStatus.CANCELLED and (not row or row.due_on != after.due_on)
    ]
    return Effects(
        shares(before.values()),
        shares((before | fresh).values()),
        sum(status not in _IDLE for _, status in marks),
        tuple(moved),
        now.today,
    )


def today_of(road_map: RoadMap) -> dt.date:
    """The date where the plan's owner is."""
    return clock.today(zone_of(road_map.organisation_id))


class Imagined:
    """Measures as the lines would make them: copies in memory, never saved."""

    def __init__(self, now: PlanNow, worked: set[int | None]) -> None:
        """`worked` are numbers of repeats that somebody has worked on: they stay."""
        self.now = now
        self._worked = worked
        self._fake = numbers(-1, -1)

    def read(self, lines: Sequence[AmendmentLine]) -> None:
        """Read what the leaves of the lines' measures are made of; named bodies only where they are the units."""
        rows = [row for line in lines if (row := self.now.measures.get(str(line.measure_uid)))]
        live = Prefetch("occurrences", Occurrence.objects.filter(is_withdrawn=False))
        prefetch_related_objects(rows, "actions", live, "chosen_units", "pauses__execution")
        if any(row.population == Population.BODY for row in rows):
            prefetch_related_objects(rows, "executors__organisation")

    def after(self, line: AmendmentLine) -> Measure:
        """The measure of a line as it would be."""
        stored = self.now.measures.get(str(line.measure_uid))
        measure = self._copy(stored) if stored else self._blank(line.measure_uid)
        if line.kind == LineKind.REMOVE:
            measure.status = MeasureStatus.CANCELLED
            return measure
        measure.status = MeasureStatus.ACTIVE
        for name, value in columns_of(line.new, self.now.links, section_id=line.section_id).items():
            setattr(measure, name, value)
        if "actions" in line.new:
            self._put_actions(measure, line.new["actions"])
        if "chosen_units" in line.new:
            units = Organisation.objects.filter(uid__in=line.new["chosen_units"])
            _keep(measure, "chosen_units", units)
        if not stored or WHEN & set(line.new):
            self._put_slots(measure)
        return measure

    def _copy(self, stored: Measure) -> Measure:
        twin: Any = copy.copy(stored)
        twin._prefetched_objects_cache = dict(getattr(stored, "_prefetched_objects_cache", {}))
        return twin

    def _blank(self, uid: UUID) -> Measure:
        measure = Measure(pk=next(self._fake), uid=uid, road_map=self.now.road_map, position=0)
        for name in ("actions", "occurrences", "executors", "chosen_units", "pauses"):
            _keep(measure, name, [])
        return measure

    def _put_actions(self, measure: Measure, rows: Sequence[Mapping[str, Any]]) -> None:
        known = {action.title: action for action in measure.actions.all()}
        made = []
        for position, row in enumerate(rows):
            due_on = dt.date.fromisoformat(row["due_on"]) if row["due_on"] else None
            same = known.get(row["title"])
            pk = same.pk if same else next(self._fake)
            made.append(Action(pk=pk, title=row["title"], due_on=due_on, position=position))
        _keep(measure, "actions", made)

    def _put_slots(self, measure: Measure) -> None:
        rows = [row for row in measure.occurrences.all() if row.is_entered or row.pk in self._worked]
        kept = [(row.starts_on, row.due_on) for row in rows if not row.is_entered]
        rows += [
            Occurrence(pk=next(self._fake), starts_on=slot.starts_on, due_on=slot.due_on)
            for slot in not_kept(slots_of(measure), kept)
        ]
        _keep(measure, "occurrences", rows)


def _keep(measure: Any, name: str, rows: Iterable[Any]) -> None:
    """Put rows where a prefetch would have put them."""
    held = getattr(type(measure), name).rel
    model = held.model if name == "chosen_units" else held.related_model
    found = model._default_manager.none()
    found._result_cache = list(rows)
    found._prefetch_done = True
    if not hasattr(measure, "_prefetched_objects_cache"):
        measure._prefetched_objects_cache = {}
    measure._prefetched_objects_cache[name] = found
