"""An amendment beside the plan as it stands: what it would change, what has changed meanwhile."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from medk.kernel import clock
from medk.orgs.models import Organisation
from medk.plans.choices import AmendmentStatus, LineKind, MeasureStatus
from medk.plans.models import AmendmentLine, Measure, PlanAmendment, RoadMap
from medk.plans.queries.amendment_values import Links
from medk.plans.queries.content import measure_content, value_of
from medk.plans.queries.zones import zone_of
from medk.plans.rules.amendments import LABELS
from medk.plans.rules.plan_diff import AFTER, FIRST, Step

#: Named where an order says it with a short phrase.
_LONGEST_NAME = 90


class PlanNow:
    """A plan as it stands: its measures, those that were taken out too, by record number.

    What belongs to a measure in rows of its own is read when it is asked for.
    """

    def __init__(self, road_map: RoadMap, *, lock: bool = False) -> None:
        """`lock` holds the measures until the end of the transaction, in one order for everybody."""
        self.road_map = road_map
        rows = Measure.objects.filter(road_map=road_map).order_by("position", "pk")
        if lock:
            list(
                Measure.objects.select_for_update().filter(road_map=road_map).order_by("pk").values_list("pk")
            )
        found = rows.select_related("section", "cohort")
        self.measures: dict[str, Measure] = {str(row.uid): row for row in found}
        for row in self.measures.values():
            row.road_map = road_map
        self.order = [uid for uid, row in self.measures.items() if row.status != MeasureStatus.CANCELLED]
        self.links = Links(road_map)

    @cached_property
    def today(self) -> dt.date:
        """The date where the plan's owner is."""
        return clock.today(zone_of(self.road_map.organisation_id))

    def content(self, uid: str) -> dict[str, Any]:
        """The content of a measure with its place; empty when there is no such measure."""
        if uid not in self.measures:
            return {}
        return measure_content(self.measures[uid]) | {AFTER: self.place(uid)}

    def values(self, uid: str, names: Iterable[str]) -> dict[str, Any]:
        """Some fields of the content of a measure that is there."""
        measure = self.measures[uid]
        return {name: self.place(uid) if name == AFTER else value_of(measure, name) for name in names}

    def place(self, uid: str) -> str:
        """The measure in force behind which it stands (or would come back); `FIRST` for the first place."""
        last = FIRST
        for one, row in self.measures.items():
            if one == uid:
                break
            last = last if row.status == MeasureStatus.CANCELLED else one
        return last


def lines_of(amendment: PlanAmendment) -> list[AmendmentLine]:
    """Lines in their order with their measures."""
    return list(amendment.lines.select_related("measure", "by__person").order_by("position", "pk"))


def step_of(line: AmendmentLine) -> Step:
    """A line as a step between two contents."""
    return Step(line.kind, str(line.measure_uid), line.old, line.new)


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed since the line was written.

    `code` names the line, the field and the value now, so that an answer holds for that value only.
    """

    line: AmendmentLine
    field: str
    was: Any
    now: Any
    new: Any

    @property
    def code(self) -> str:
        plain = json.dumps([self.was, self.now], ensure_ascii=False, sort_keys=True)
        mark = hashlib.sha256(plain.encode()).hexdigest()[:12]
        return f"{self.line.pk}:{self.field}:{mark}"

    @property
    def label(self) -> str:
        return LABELS.get(self.field, self.field)


def conflicts_of(lines: Iterable[AmendmentLine], now: PlanNow) -> list[Conflict]:
    """Fields whose old value is not the plan's any more, unless it is the new one already.

    The place behind another measure is no conflict: it is taken as it will be.
    """
    found = []
    for line in lines:
        if line.kind != LineKind.CHANGE:
            continue
        names = [name for name in line.new if name != AFTER]
        uid = str(line.measure_uid)
        stored = now.values(uid, names) if uid in now.measures else {}
        for name, value in stored.items():
            if value not in (line.old.get(name), line.new[name]):
                found.append(Conflict(line, name, line.old.get(name), value, line.new[name]))
    return found


def names_in(now: PlanNow, lines: Sequence[AmendmentLine] = ()) -> dict[str, str]:
    """Words for record numbers of measures, organisations and cohorts; up to two queries."""
    names = {uid: short_name(str(row)) for uid, row in now.measures.items()}
    names |= {
        str(line.measure_uid): short_name(titled(line.new)) for line in lines if line.kind == LineKind.ADD
    }
    if any("cohort" in line.new for line in lines):
        names |= {row.code: row.title for row in now.links.cohorts.values()}
    units = {uid for line in lines for uid in [*_units(line.old), *_units(line.new)]}
    if units:
        names |= {str(row.uid): str(row) for row in Organisation.objects.filter(uid__in=units)}
    return names


def _units(fields: dict[str, Any]) -> Iterable[str]:
    return fields.get("chosen_units") or ()


def titled(fields: dict[str, Any]) -> str:
    """«1.2. Провести вебинар»."""
    number, title = fields.get("number"), str(fields.get("title") or "")
    return f"{number}. {title}" if number else title


def short_name(text: str) -> str:
    """A name that fits a line."""
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1].rstrip()}…"


def lines_and_beside(amendment: PlanAmendment) -> tuple[list[AmendmentLine], list[AmendmentLine]]:
    """Its lines, and lines of others, not in force yet, about the same measures; one query."""
    waiting = (AmendmentStatus.DRAFT, AmendmentStatus.SUBMITTED, AmendmentStatus.APPROVED)
    others = Q(amendment__road_map=amendment.road_map_id, amendment__status__in=waiting)
    rows = AmendmentLine.objects.filter(Q(amendment=amendment) | others)
    found = list(rows.select_related("amendment", "measure").order_by("position", "pk"))
    own = [line for line in found if line.amendment_id == amendment.pk]
    uids = {line.measure_uid for line in own}
    beside = [line for line in found if line.amendment_id != amendment.pk and line.measure_uid in uids]
    return own, beside
