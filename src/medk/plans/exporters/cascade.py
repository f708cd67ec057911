"""Gaps and progress below a map as a spreadsheet: a row for each territory and measure that concerns it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from medk.kernel.exports import Column, Sheet
from medk.plans.choices import ProgressState, RoadMapStatus
from medk.plans.models import RoadMap
from medk.plans.queries.cascade_below import Below, Place, RolledUp, Taken

NO_MAP, GAP, DRAFT, TAKEN = "карты нет", "нет в карте", "есть в черновике", "есть"


@dataclass(frozen=True)
class Pair:
    """One measure of the map above for one territory below."""

    place: Place
    row: RolledUp
    taken: Taken | None

    @property
    def words(self) -> str:
        """Whether the territory's map has the measure."""
        if self.place.road_map is None:
            return NO_MAP
        if self.taken is None:
            return GAP
        return TAKEN if self.taken.covers else DRAFT


def pairs_of(below: Below) -> Iterator[Pair]:
    """Pairs in sight, territory by territory."""
    held: dict[tuple[int, int], Taken] = {}
    for one in below.taken:
        if one.measure_status == "active":
            held.setdefault((one.parent_id, one.place_id), one)
    for place in below.places:
        for row in below.measures:
            key = (row.measure.pk, place.organisation.pk)
            if key in held or key[1] in below.wanted[key[0]]:
                yield Pair(place, row, held.get(key))


def cascade_sheet(road_map: RoadMap, below: Below) -> Sheet:
    """A sheet of the pairs as one reader sees them."""
    columns = (
        Column("Территория", lambda pair: str(pair.place.organisation), 36),
        Column("Карта", _map, 16),
        Column("№", lambda pair: pair.row.measure.number, 8),
        Column("Мероприятие карты выше", lambda pair: pair.row.measure.title, 60),
        Column("Срок, как в карте выше", lambda pair: pair.row.measure.deadline_text, 28),
        Column("Дата", lambda pair: pair.row.measure.due_on, 12),
        Column("Есть ли в карте территории", lambda pair: pair.words, 24),
        Column("Исполнение", _state, 20),
    )
    return Sheet(
        title=f"Каскад: {road_map.title}",
        columns=columns,
        rows=pairs_of(below),
        file_name=f"каскад {road_map.organisation}",
    )


def _map(pair: Any) -> str:
    own = pair.place.road_map
    return str(RoadMapStatus(own.status).label) if own else NO_MAP


def _state(pair: Any) -> str:
    if pair.taken is None or not pair.taken.covers or not pair.taken.state:
        return ""
    return str(ProgressState(pair.taken.state).label)
