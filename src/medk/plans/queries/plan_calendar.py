"""What falls on the days of a plan: deadlines, actions, repeats, milestones, dates of the cycle."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from medk.cycles.models import KeyDate
from medk.plans.choices import Population, ProgressState
from medk.plans.models import Execution, Measure, Milestone, Occurrence
from medk.plans.queries.leaves import known_leaves
from medk.plans.queries.plan_at import executions_at, units_at
from medk.plans.queries.states_at import leaves_at
from medk.plans.queries.table import Table
from medk.plans.queries.units import Units
from medk.plans.rules.leaves import Part, Unit, concerned, parts_of
from medk.plans.rules.moments import Cut
from medk.plans.rules.plan_calendar import Event, EventKind, Span, part_state
from medk.plans.rules.table import MeasureRow

#: Part of a measure → how many of those who owe it are in each stored status.
Counts = dict[tuple[int, int | None, int | None], Counter[str]]
_MEASURE = ("pk", "status", "population", "cohort_id", "population_role", "due_on")
_STILL = (ProgressState.CANCELLED, ProgressState.PAUSED)


@dataclass(frozen=True)
class Dated:
    """One part of a measure that falls on a day of the span: what it is and its words."""

    part: Part
    on: dt.date
    kind: EventKind
    note: str


class PlanCalendar:
    """The events of a plan's table before its reader, on the days of a span."""

    def __init__(self, table: Table, span: Span) -> None:
        """`table` may leave out parts near: its rows learn here which of them are the reader's own."""
        self.table = table
        self.span = span
        self._reach = table.sight.reach
        self.measures = {measure.pk: measure for measure in self._measures()}
        self._units = table.plan.units if table.plan else units_at(table.road_map, table.moment)
        self._mark_mine()

    def _measures(self) -> Sequence[Measure]:
        """Measures with their dated pieces, in the present those of the span alone."""
        if self.table.plan:
            return self.table.plan.measures
        rows = Measure.objects.filter(pk__in=[row.pk for row in self.table.rows]).only(
            *_MEASURE, "road_map_id", "position"
        )
        first, last = self.span.first, self.span.last
        return list(
            with_repeats(rows, first, last)
            .order_by("position", "pk")
            .prefetch_related(
                "actions",
                "chosen_units",
                "pauses",
                Prefetch("milestones", Milestone.objects.filter(due_on__range=(first, last))),
            )
        )

    def events(self, rows: Iterable[MeasureRow]) -> list[Event]:
        """Events of the rows that the filter let through, in plan order, then the cycle's dates."""
        rows = list(rows)
        dated = {row.pk: self._dated(self.measures[row.pk]) for row in rows if row.pk in self.measures}
        counts = self._counts([pk for pk, parts in dated.items() if parts])
        found: list[Event] = []
        for row in rows:
            if row.pk in dated:
                found += self._row_events(row, dated[row.pk], counts)
        return [*found, *self._key_dates()]

    def _dated(self, measure: Measure) -> list[Dated]:
        """Parts of a measure whose deadline falls into the span."""
        return [held for held in parts_in_words(measure) if self.span.first <= held.on <= self.span.last]

    def _row_events(self, row: MeasureRow, dated: Sequence[Dated], counts: Counts) -> Iterator[Event]:
        measure = self.measures[row.pk]
        for held in dated:
            yield self._event(row, measure, held, counts)
        for milestone in measure.milestones.all():
            if self.span.first <= milestone.due_on <= self.span.last:
                yield Event(
                    milestone.due_on,
                    EventKind.MILESTONE,
                    row.title,
                    row.pk,
                    row.number,
                    milestone.title,
                    row.state,
                    executors=row.executor_words,
                )

    def _event(self, row: MeasureRow, measure: Measure, held: Dated, counts: Counts) -> Event:
        keys, whose = self._scope(row, measure, held)
        state, confirmed, total = row.state if row.state in _STILL else "", 0, 0
        if self.table.is_live and not state and keys:
            state, confirmed, total = self._stand(measure, held, keys, counts)
        return Event(
            held.on,
            held.kind,
            row.title,
            row.pk,
            row.number,
            held.note,
            state,
            confirmed,
            total,
            whose,
            row.executor_words,
        )

    def _scope(self, row: MeasureRow, measure: Measure, held: Dated) -> tuple[frozenset[str], str]:
        """Names of the units whose part it is and that the reader may count, and whose they are."""
        units = concerned(self._of(measure), held.part)
        owing = frozenset(unit.key for unit in units if unit.belongs_on(held.on))
        if self.table.sight.is_above:
            return owing, ""
        own = owing & self._reach.keys
        if own:
            return own, "ваша часть" if len(own) == 1 else "в вашей территории"
        return (frozenset() if row.is_hidden else owing), ""

    def _of(self, measure: Measure) -> list[Unit]:
        """Units of a measure; of named bodies as the table names them."""
        if measure.population != Population.BODY:
            return self._units.of(measure)
        row = self._rows[measure.pk]
        return [Unit(key, name) for key, name in row.executors if key.startswith("o")]

    @cached_property
    def _rows(self) -> dict[int, MeasureRow]:
        return {row.pk: row for row in self.table.rows}

    def _stand(
        self, measure: Measure, held: Dated, keys: frozenset[str], counts: Counts
    ) -> tuple[str, int, int]:
        """State of the part over the units, how many of them are confirmed, out of how many."""
        on = self.table.counted_on
        if measure.pauses.all():
            return self._stand_paused(measure, held, keys)
        found = counts.get((measure.pk, held.part.action_id, held.part.occurrence_id), Counter())
        total = len(keys)
        state = part_state(found, total, due_on=held.on, on=on)
        return state, min(found["confirmed"], total), total

    def _stand_paused(self, measure: Measure, held: Dated, keys: frozenset[str]) -> tuple[str, int, int]:
        """The same leaf by leaf: a pause holds for some of them and may move their deadlines."""
        on = self.table.counted_on
        stored = executions_at([measure.pk], self.table.moment).get(measure.pk, [])
        leaves = [
            leaf
            for leaf in known_leaves(measure, _Known(self._of(measure)), on, stored=stored)
            if leaf.leaf.part == held.part and leaf.leaf.unit.key in keys
        ]
        states = Counter(leaf.state for leaf in leaves)
        worst = next(
            (state for state in _LOUDEST if states[state]),
            leaves[0].state if leaves else ProgressState.NOT_DUE,
        )
        return worst, states[ProgressState.CONFIRMED], len(leaves)

    def _counts(self, measure_ids: Sequence[int]) -> Counts:
        """Stored statuses of each part over the units that the reader may count."""
        if not self.table.is_live or not measure_ids:
            return {}
        rows = Execution.objects.filter(self._of_span(measure_ids))
        if self.table.plan:
            return self._past_counts(rows, self.table.plan.cut)
        if not self.table.sight.is_above:
            rows = rows.filter(self._countable(measure_ids))
        found: Counts = {}
        grouped = rows.order_by().values("measure_id", "action_id", "occurrence_id", "status")
        for row in grouped.annotate(n=Count("pk")):
            key = (row["measure_id"], row["action_id"], row["occurrence_id"])
            found.setdefault(key, Counter())[row["status"]] += row["n"]
        return found

    def _countable(self, measure_ids: Sequence[int]) -> Q:
        """Leaves of a reader below the plan: their own, or everybody's where they have none."""
        own = [pk for pk in measure_ids if self._has_own(self.measures[pk])]
        others = [pk for pk in measure_ids if pk not in set(own)]
        mine = Q(unit_organisation_id__in=self._reach.places | self._reach.bodies)
        return Q(measure_id__in=others) | Q(
            mine | Q(unit_person_id=self._reach.person_id), measure_id__in=own
        )

    def _of_span(self, measure_ids: Sequence[int]) -> Q:
        """Parts that fall into the span: of a series only its repeats of these days."""
        first, last = self.span.first, self.span.last
        repeats = [
            row.pk
            for pk in measure_ids
            for row in self.measures[pk].occurrences.all()
            if row.due_on and first <= row.due_on <= last
        ]
        return Q(measure_id__in=measure_ids) & (Q(occurrence__isnull=True) | Q(occurrence_id__in=repeats))

    def _past_counts(self, parts: QuerySet[Execution], cut: Cut) -> Counts:
        found: Counts = {}
        own = {
            pk for pk, row in self.measures.items() if not self.table.sight.is_above and self._has_own(row)
        }
        for row in leaves_at(parts, cut):
            if row.measure_id in own and _unit_key(row) not in self._reach.keys:
                continue
            key = (row.measure_id, row.action_id, row.occurrence_id)
            found.setdefault(key, Counter())[row.status] += 1
        return found

    def _has_own(self, measure: Measure) -> bool:
        return any(unit.key in self._reach.keys for unit in self._of(measure))

    def _mark_mine(self) -> None:
        """Measures counted one by one are also the reader's when one of their units is."""
        if self.table.sight.is_above:
            return
        for row in self.table.rows:
            measure = self.measures.get(row.pk)
            if measure is not None and row.population and not row.is_mine:
                row.is_mine = any(unit.key in self._reach.own_keys for unit in self._of(measure))

    def _key_dates(self) -> Iterator[Event]:
        """Dates of the cycle's own calendar."""
        rows = KeyDate.objects.filter(
            cycle_id=self.table.road_map.cycle_id, ends_on__range=(self.span.first, self.span.last)
        )
        for row in rows:
            yield Event(row.ends_on, EventKind.KEY_DATE, row.title)


#: The most urgent state speaks for a part.
_LOUDEST = (
    ProgressState.OVERDUE, ProgressState.SUBMITTED, ProgressState.IN_PROGRESS, ProgressState.NOT_DUE,
    ProgressState.PAUSED, ProgressState.CONFIRMED, ProgressState.CANCELLED,
)  # fmt: skip


class _Known(Units):
    """Units found before."""

    def __init__(self, units: list[Unit]) -> None:
        self._found = units

    def of(self, measure: Measure) -> list[Unit]:
        return self._found


def _unit_key(row: Any) -> str:
    if row.unit_organisation_id:
        return f"o{row.unit_organisation_id}"
    return f"p{row.unit_person_id}" if row.unit_person_id else ""


def with_repeats(measures: Any, first: dt.date, last: dt.date) -> Any:
    """Measures with their repeats of some days alone, and whether they have any at all (`has_repeats`)."""
    live = Occurrence.objects.filter(is_withdrawn=False)
    shown = Prefetch("occurrences", live.filter(due_on__range=(first, last)))
    return measures.annotate(has_repeats=Exists(live.filter(measure=OuterRef("pk")))).prefetch_related(shown)


def parts_in_words(measure: Measure) -> list[Dated]:
    """Every dated part of a measure with its words; of a series the repeats that were read."""
    if getattr(measure, "has_repeats", False) and not measure.occurrences.all():
        return []
    actions = {action.pk: action for action in measure.actions.all()}
    repeats = {row.pk: row for row in measure.occurrences.all() if not row.is_withdrawn}
    parts = parts_of(
        measure.due_on,
        actions=[(pk, action.due_on) for pk, action in actions.items()],
        occurrences=[(pk, row.due_on) for pk, row in repeats.items()],
        limits={pk: row.unit_ids for pk, row in repeats.items() if row.unit_ids},
    )
    return [_words(part, part.due_on, actions, repeats) for part in parts if part.due_on]


def _words(part: Part, on: dt.date, actions: dict[int, Any], repeats: dict[int, Any]) -> Dated:
    said = [str(actions[part.action_id])] if part.action_id else []
    if part.occurrence_id:
        return Dated(part, on, EventKind.OCCURRENCE, ": ".join([str(repeats[part.occurrence_id]), *said]))
    return Dated(part, on, EventKind.ACTION if said else EventKind.DEADLINE, "".join(said))
