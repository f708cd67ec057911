"""The matrix of a plan before one reader: its columns, its rows in their order, counts of a block."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from medk.orgs.roles import Role
from medk.plans.choices import RoadMapStatus
from medk.plans.models import RoadMap
from medk.plans.queries.matrix_columns import Column, columns_of, day_of, kinds_among
from medk.plans.queries.matrix_counts import Circle, Counts, total_of
from medk.plans.queries.plan_at import units_at
from medk.plans.queries.table_sight import Held, Sight
from medk.plans.rules.leaves import Unit
from medk.plans.rules.matrix import (
    BY_COUNTS,
    KINDS,
    Tally,
    Wanted,
    arranged,
    due_matches,
    kind_of,
    says,
    unit_matches,
)
from medk.plans.rules.moments import Moment


@dataclass(frozen=True)
class Asked:
    """Whose matrix is read and of what: the plan, the reader's sight, the moment, the filter.

    `measure` reads one column alone, with the names of its parts.
    """

    road_map: RoadMap
    sight: Sight
    moment: Moment
    wanted: Wanted
    held: Collection[Held] = ()
    measure: int | None = None


class Matrix:
    """Rows and columns that pass the filter; a reader below the plan's owner has only their own rows."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.road_map, self.moment, self.wanted = asked.road_map, asked.moment, asked.wanted
        self.is_live = self.road_map.status in (RoadMapStatus.APPROVED, RoadMapStatus.CLOSED)
        self.on: dt.date = day_of(self.road_map, self.moment)
        self.every: list[Column] = []
        if self.is_live:
            self.every = columns_of(self.road_map, self.moment, only=asked.measure)
        self.kinds = [code for code, _, _ in KINDS if code in kinds_among(self.every)]
        self.kind = self.wanted.rows if self.wanted.rows in self.kinds else next(iter(self.kinds), "")
        #: All that are counted by this kind of rows, and those that pass the filter.
        self.of_kind = [c for c in self.every if kind_of(c.measure.population) == self.kind]
        self.columns = [column for column in self.of_kind if self._passes(column)]

    def _passes(self, column: Column) -> bool:
        wanted = self.wanted
        return (
            (not wanted.section or str(column.measure.section_id or 0) == wanted.section)
            and (not wanted.only or column.measure.pk in wanted.only)
            and due_matches(column.parts, wanted.due, self.on)
            and says(f"{column.measure.number} {column.measure.title}", wanted.q)
        )

    @cached_property
    def _circles(self) -> list[Circle]:
        """Populations of the columns with those of them that the reader sees; each is read once."""
        keys = None if self.asked.sight.is_above else self.asked.sight.reach.keys
        units = units_at(self.road_map, self.moment, only=keys)
        found: dict[int, tuple[list[Unit], Circle]] = {}
        for column in self.of_kind:
            held = units.of(column.measure)
            if id(held) not in found:
                seen = {unit.key: unit for unit in held if keys is None or unit.key in keys}
                found[id(held)] = (held, Circle(seen))
            found[id(held)][1].measures.add(column.measure.pk)
        return [circle for _, circle in found.values()]

    @cached_property
    def counts(self) -> Counts:
        """Counts of the plan on the day."""
        return Counts(self.moment, self.on, self._circles)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Every row in the reader's sight, by key, before the filter."""
        found: dict[str, Unit] = {}
        for circle in self._circles:
            found |= circle.units
        return found

    @cached_property
    def mine(self) -> frozenset[str]:
        """Rows that are the reader's own: as themselves, their body, or as a curator's schools."""
        curated = {f"o{held.organisation_id}" for held in self.asked.held if held.role == Role.CURATOR}
        return (self.asked.sight.reach.own_keys | curated) & self.units.keys()

    @cached_property
    def rows(self) -> list[Unit]:
        """Rows that pass the filter, in their order."""
        found = [unit for unit in self.units.values() if unit_matches(unit, self.wanted, self.mine)]
        if self.wanted.state or self.wanted.sort in BY_COUNTS:
            self.sums.update(self.counts.sums(found, self.columns))
        if self.wanted.state:
            found = [unit for unit in found if self.sums[unit.key].states[self.wanted.state]]
        return arranged(found, self.wanted.sort, self.sums)

    @cached_property
    def sums(self) -> dict[str, Tally]:
        """Counts of rows read so far."""
        return {}

    def sum_up(self, units: Collection[Unit]) -> dict[str, Tally]:
        """Counts of these rows over all the columns that pass the filter."""
        missing = [unit for unit in units if unit.key not in self.sums]
        if missing:
            self.sums.update(self.counts.sums(missing, self.columns))
        return self.sums

    def companions(self, units: Collection[Unit]) -> list[Unit]:
        """Rows of the same territories that pass the filter: a heading counts all of its own."""
        places = {unit.place for unit in units if unit.place}
        return [unit for unit in self.rows if unit.place in places]

    def place_sums(self, units: Collection[Unit]) -> dict[tuple[int, str], tuple[int, Tally]]:
        """Territory of the rows → how many rows it has and their counts together."""
        near = self.companions(units)
        sums = self.sum_up(near)
        by_place: dict[tuple[int, str], list[Unit]] = {}
        for unit in near:
            if unit.place:
                by_place.setdefault(unit.place, []).append(unit)
        return {place: (len(held), total_of(sums, held)) for place, held in by_place.items()}

    @property
    def places(self) -> list[tuple[int, str]]:
        """Territories among all rows in sight, for the filter."""
        return sorted({unit.place for unit in self.units.values() if unit.place}, key=lambda p: p[1])

    @property
    def sections(self) -> dict[int, str]:
        """Sections of the columns of this kind, for the filter."""
        return {c.measure.section_id: c.section for c in self.of_kind if c.measure.section_id}
