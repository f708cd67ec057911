"""The past as it happened, worked out from the facts by plain loops: what the engine is compared with."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from medk.cycles.models import CohortMembership, CohortMembershipEntry
from medk.orgs.models import Appointment, TreeMembership
from medk.plans.models import Execution, Measure, MeasureVersion, Pause, RoadMap
from medk.workflow.models import Transition

Leaf = tuple[str, str, str, str, str, str]
Span = tuple[dt.date, dt.date | None]


class Facts:
    """Every fact of a plan, and which of them count on a day."""

    def __init__(self, road_map: RoadMap, day: dt.date, zone: str) -> None:
        self.road_map = road_map
        self.day = day
        end = dt.datetime.combine(day, dt.time(23, 59, 59, 999999), ZoneInfo(zone))
        self.end = end.astimezone(dt.UTC)

    def counts(self, dated: dt.date, entered: dt.datetime | None) -> bool:
        return entered is None or entered <= self.end or dated <= self.day

    def leaves(self) -> dict[int, list[Leaf]]:
        """Measure → (name, deadline, state, status, done, confirmed) of each of its leaves."""
        found = {}
        for measure in Measure.objects.filter(road_map=self.road_map):
            versions = [v for v in MeasureVersion.objects.filter(measure=measure) if v.valid_from <= self.day]
            if versions:
                held = max(versions, key=lambda v: (v.valid_from, v.pk))
                found[measure.pk] = sorted(self._leaves(measure, held))
        return found

    def _leaves(self, measure: Measure, version: MeasureVersion) -> Iterator[Leaf]:
        content, structure = version.content, version.structure
        rows = {row.leaf_key: row for row in Execution.objects.filter(measure=measure)}
        for action, repeat, due in _parts(content, structure):
            for unit, spans in self._units(content, structure).items():
                if due and spans and not any(a <= due and (b is None or due <= b) for a, b in spans):
                    continue
                key = f"{f'a{action}' if action else ''}-{unit}-{f'r{repeat}' if repeat else ''}"
                yield self._leaf(measure, key, unit, due, rows.get(key))

    def _leaf(self, measure: Measure, key: str, unit: str, due: dt.date | None, row: Any) -> Leaf:
        status, done, confirmed = self._moved(row)
        pauses = [p for p in self._pauses(measure) if _concerns(p, unit, row)]
        for start, end, extends in sorted((a, b, e) for a, b, e in self._spans_of(pauses)):
            if due and extends and start <= due:
                last = max(end if end is not None else self.day, start)
                due += dt.timedelta(days=(last - start).days + 1)
        is_paused = any(a <= self.day and (b is None or self.day <= b) for a, b, _ in self._spans_of(pauses))
        state = self._state(status, due, is_paused=is_paused)
        return (key, str(due), state, status, str(done), str(confirmed))

    def _state(self, status: str, due: dt.date | None, *, is_paused: bool) -> str:
        if status in ("cancelled", "confirmed"):
            return status
        if is_paused:
            return "paused"
        if status == "submitted":
            return "submitted"
        if due and due < self.day:
            return "overdue"
        if status in ("in_progress", "returned"):
            return "in_progress"
        return "not_due" if due else "undated"

    def _moved(self, row: Execution | None) -> tuple[str, dt.date | None, dt.date | None]:
        status, done, confirmed = "planned", None, None
        if row is None:
            return status, done, confirmed
        for move in Transition.objects.filter(subject_type="plans.execution", subject_id=row.pk).order_by(
            "pk"
        ):
            if not self.counts(move.happened_on, move.entered_at):
                continue
            status, day = move.target, move.happened_on
            if move.move == "submit":
                done = day
            elif move.move in ("confirm", "confirm_alone"):
                confirmed = day
                done = done or (day if move.move == "confirm_alone" else None)
            elif move.move == "take_back":
                confirmed = None
            elif move.move in ("return", "withdraw"):
                done = None
        return status, done, confirmed

    def _pauses(self, measure: Measure) -> list[Pause]:
        return [p for p in Pause.objects.filter(measure=measure) if self.counts(p.starts_on, p.entered_at)]

    def _spans_of(self, pauses: list[Pause]) -> list[tuple[dt.date, Any, bool]]:
        found = []
        for row in pauses:
            is_open = row.ended_at and row.ends_on and not self.counts(row.ends_on, row.ended_at)
            found.append((row.starts_on, None if is_open else row.ends_on, row.extends_deadline))
        return found

    def _units(self, content: dict[str, Any], structure: dict[str, Any]) -> dict[str, list[Span]]:
        population = content["population"]
        if population == "":
            return {"": []}
        if population == "body":
            return {f"o{row[6]}": [] for row in structure["executors"] if row[6]}
        members = self._members()
        if population == "curator":
            return self._curators(members)
        if population == "municipality":
            return {f"o{self._parent(school)}": [] for school in members}
        chosen = {row[0] for row in structure["chosen_units"]}
        return {f"o{pk}": spans for pk, spans in members.items() if not chosen or pk in chosen}

    def _members(self) -> dict[int, list[Span]]:
        held: dict[int, Any] = {
            row.pk: (row.organisation_id, (row.valid_from, row.valid_to))
            for row in CohortMembership.objects.filter(cohort__cycle=self.road_map.cycle_id)
        }
        entries = list(CohortMembershipEntry.objects.filter(cohort__cycle=self.road_map.cycle_id))
        for row in entries:
            held.pop(row.membership_id, None)
        for row in sorted(entries, key=lambda row: row.pk):
            if self.counts(row.dated_on, row.entered_at):
                span = (row.organisation_id, (row.valid_from, row.valid_to))
                held[row.membership_id] = None if row.is_removed else span
        spans: dict[int, list[Span]] = defaultdict(list)
        for found in held.values():
            if found:
                spans[found[0]].append(found[1])
        return dict(spans)

    def _parent(self, school: int) -> int | None:
        places = [
            row
            for row in TreeMembership.objects.filter(organisation=school, valid_from__lte=self.day)
            if self.counts(row.valid_from, row.entered_at)
        ]
        return max(places, key=lambda row: (row.valid_from, row.pk)).parent_id

    def _curators(self, members: dict[int, list[Span]]) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = defaultdict(list)
        for row in Appointment.objects.filter(role="curator", organisation__in=list(members)):
            if self.counts(row.started_on, row.entered_at):
                is_ended = row.ended_on and self.counts(row.ended_on, row.ended_at)
                found[f"p{row.person_id}"].append((row.started_on, row.ended_on if is_ended else None))
        return found


def _concerns(pause: Pause, unit: str, row: Execution | None) -> bool:
    if pause.execution_id:
        return row is not None and row.pk == pause.execution_id
    return not pause.unit_organisation_id or unit == f"o{pause.unit_organisation_id}"


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _parts(content: dict[str, Any], structure: dict[str, Any]) -> Iterator[tuple[Any, Any, dt.date | None]]:
    actions = [(row[0], _day(row[3])) for row in structure["actions"]]
    due = _day(content["due_on"])
    if structure["occurrences"]:
        for repeat in structure["occurrences"]:
            for action, _ in actions or [(None, None)]:
                yield action, repeat[0], _day(repeat[3])
    elif actions:
        yield from ((action, None, own or due) for action, own in actions)
    else:
        yield None, None, due
