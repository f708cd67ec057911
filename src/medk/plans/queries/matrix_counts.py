"""Counts of the matrix: set-wise where SQL can, leaf by leaf where pauses or the past ask for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count as SqlCount
from django.db.models import Q

from medk.plans.choices import ExecutionStatus
from medk.plans.models import Execution
from medk.plans.queries.matrix_columns import Column
from medk.plans.queries.plan_at import executions_at
from medk.plans.rules.leaves import Leaf, Unit, owed
from medk.plans.rules.matrix import NONE, Count, Tally, owed_count, tally, tally_of
from medk.plans.rules.moments import Moment
from medk.plans.rules.progress import LeafFacts, extended

_Groups = dict[Any, list[tuple[str, Count]]]
#: More units than this are asked for as a whole: a long list of numbers costs more than it spares.
_MOST_NAMED = 400


@dataclass
class Circle:
    """One population: its units in the reader's sight, each with its own membership, and its measures."""

    units: dict[str, Unit]
    measures: set[int] = field(default_factory=set)

    @cached_property
    def has_left(self) -> bool:
        """Whether somebody's membership ends: what is stored of them may be owed no more."""
        return any(end is not None for unit in self.units.values() for _, end in unit.spans)


class Counts:
    """Counts of the leaves that units owe of columns on a day.

    Sight is the caller's: the circles hold only units that the reader sees.
    """

    def __init__(self, moment: Moment, on: dt.date, circles: Iterable[Circle]) -> None:
        self.moment = moment
        self.on = on
        self.circles = list(circles)
        self._of = {measure: circle for circle in self.circles for measure in circle.measures}
        self._owed: dict[Any, Count] = {}
        #: Columns of which some parts are for some units alone.
        self._limited: dict[int, bool] = {}
        #: Counts had leaf by leaf, by unit and measure; a page asks for a row's cells and for its sum.
        self._slow: dict[str, dict[int, Tally | None]] = defaultdict(dict)

    def owed(self, column: Column, unit: Unit) -> Count:
        """What one unit owes of one column by definition; `unit` is of the column's circle."""
        pk = column.measure.pk
        if pk not in self._limited:
            self._limited[pk] = any(part.only for part in column.parts)
        key = (pk, unit.spans, unit.key if self._limited[pk] else "")
        if key not in self._owed:
            self._owed[key] = owed_count(column.parts, unit, self.on)
        return self._owed[key]

    def unit_of(self, column: Column, key: str) -> Unit | None:
        """The unit as the column counts it; None when it owes nothing of it."""
        return self._of[column.measure.pk].units.get(key)

    def cells(self, units: Collection[Unit], columns: Collection[Column]) -> dict[tuple[str, int], Tally]:
        """(unit's key, measure's number) → counts, absent where the unit owes nothing."""
        plain, slow = self._parted(columns)
        groups = self._grouped(plain, units, by_measure=True)
        found: dict[tuple[str, int], Tally] = {}
        for column in plain:
            pk = column.measure.pk
            held = self._of[pk].units
            for unit in units:
                own = held.get(unit.key)
                if own and (count := self.owed(column, own)).total:
                    found[unit.key, pk] = tally(count, groups.get((unit.key, pk), ()))
        for key, pk, made in self._listed(slow, units):
            found[key, pk] = made
        return found

    def sums(self, units: Collection[Unit], columns: Collection[Column]) -> dict[str, Tally]:
        """Unit's key → counts over all the columns."""
        plain, slow = self._parted(columns)
        groups = self._grouped(plain, units, by_measure=False)
        owing = [(c.units, [p for p in plain if p.measure.pk in c.measures]) for c in self.circles]
        whole: dict[Any, Count] = {}
        found: dict[str, Tally] = {}
        for unit in units:
            own = [(held.get(unit.key), cols) for held, cols in owing]
            key = tuple(mine and mine.spans for mine, _ in own)
            if key not in whole:
                each = (self.owed(column, mine) for mine, cols in own if mine for column in cols)
                whole[key] = sum(each, NONE)
            found[unit.key] = tally(whole[key], groups.get(unit.key, ()))
        for unit_key, _, made in self._listed(slow, units):
            found[unit_key].add(made)
        return found

    def _parted(self, columns: Iterable[Column]) -> tuple[list[Column], list[Column]]:
        """Columns that SQL counts, and those whose leaves are listed."""
        plain: list[Column] = []
        slow: list[Column] = []
        for column in columns:
            is_plain = column.is_plain and not self._of[column.measure.pk].has_left
            (plain if is_plain else slow).append(column)
        return plain, slow

    def _grouped(self, columns: list[Column], units: Collection[Unit], *, by_measure: bool) -> _Groups:
        """Stored leaves by unit (and measure) and status, with how many of them are past, due, undated."""
        found: _Groups = defaultdict(list)
        for letter, path in (("o", "unit_organisation_id"), ("p", "unit_person_id")):
            keys = [int(unit.key[1:]) for unit in units if unit.key.startswith(letter)]
            if not columns or not keys:
                continue
            names = [path, "measure_id"] if by_measure else [path]
            rows = _stored(columns, path, keys).exclude(status=ExecutionStatus.PLANNED).order_by()
            for unit, *measure, status, n, past, due, undated in rows.values(*names, "status").annotate(
                n=SqlCount("pk"),
                past=SqlCount("pk", filter=Q(due_on__lt=self.on)),
                due=SqlCount("pk", filter=Q(due_on__lte=self.on)),
                undated=SqlCount("pk", filter=Q(due_on__isnull=True)),
            ).values_list(*names, "status", "n", "past", "due", "undated"):  # fmt: skip
                key = (f"{letter}{unit}", *measure) if by_measure else f"{letter}{unit}"
                found[key].append((status, Count(n, past, due, undated)))
        return found

    def _listed(self, columns: list[Column], units: Collection[Unit]) -> Iterator[tuple[str, int, Tally]]:
        """Counts had leaf by leaf: unit's key, measure's number, counts; what was read is kept."""
        wanted = [column.measure.pk for column in columns]
        missing = [unit for unit in units if any(pk not in self._slow[unit.key] for pk in wanted)]
        for unit in missing:
            self._slow[unit.key] |= dict.fromkeys(wanted)
        for column, unit, leaves in self.leaves(columns, missing):
            made = tally_of((facts for _, _, facts in leaves), self.on)
            self._slow[unit.key][column.measure.pk] = made
        for unit in units:
            for pk in wanted:
                made_here = self._slow[unit.key][pk]
                if made_here:
                    yield unit.key, pk, made_here

    def leaves(
        self, columns: Collection[Column], units: Collection[Unit]
    ) -> Iterator[tuple[Column, Unit, list[tuple[Leaf, Any, LeafFacts]]]]:
        """Every leaf of the units with its stored row, or None, and its facts."""
        if not columns or not units:
            return
        bodies = [unit.organisation_id for unit in units if unit.organisation_id]
        few = bodies if bodies and len(bodies) == len(units) <= _MOST_NAMED else None
        stored = executions_at([c.measure.pk for c in columns], self.moment, organisations=few)
        for column in columns:
            rows = {row.leaf_key: row for row in stored.get(column.measure.pk, ())}
            for unit in filter(None, (self.unit_of(column, one.key) for one in units)):
                held = [(leaf, rows.get(leaf.key)) for leaf in owed([unit], column.parts)]
                if held:
                    yield column, unit, [(leaf, row, self._facts(column, leaf, row)) for leaf, row in held]

    def _facts(self, column: Column, leaf: Leaf, row: Any) -> LeafFacts:
        pauses = [pause for pause in column.pauses if _concerns(pause, leaf, row)]
        longer = [(p.starts_on, p.ends_on) for p in pauses if p.extends_deadline]
        return LeafFacts(
            status=row.status if row else ExecutionStatus.PLANNED,
            due_on=extended(leaf.part.due_on, longer, self.on),
            done_on=row.done_on if row else None,
            is_paused=any(_holds(pause, self.on) for pause in pauses),
            is_self_confirmed=bool(row and row.is_self_confirmed),
        )


def _stored(columns: Iterable[Column], path: str, keys: list[int]) -> Any:
    rows = Execution.objects.filter(measure_id__in=[column.measure.pk for column in columns])
    return rows.filter(**{f"{path}__in": keys} if len(keys) <= _MOST_NAMED else {f"{path}__isnull": False})


def _holds(pause: Any, on: dt.date) -> bool:
    return pause.starts_on <= on and (pause.ends_on is None or on <= pause.ends_on)


def _concerns(pause: Any, leaf: Leaf, row: Any) -> bool:
    """A pause concerns a leaf by its measure, its unit, or itself."""
    if pause.execution_id:
        return bool(row and row.pk == pause.execution_id)
    if pause.unit_organisation_id:
        return leaf.unit.organisation_id == pause.unit_organisation_id
    return True


def total_of(sums: Mapping[str, Tally], units: Iterable[Unit]) -> Tally:
    """Counts of several rows together."""
    made = Tally()
    for unit in units:
        if unit.key in sums:
            made.add(sums[unit.key])
    return made
