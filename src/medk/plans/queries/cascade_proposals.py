"""Measures of two existing maps that may be one and the same, for a person to accept or decline."""

from dataclasses import dataclass

from medk.plans.choices_cascade import OriginState
from medk.plans.models import Measure, MeasureOrigin, RoadMap
from medk.plans.rules.cascade_matching import Line, Pair, propose_pairs


@dataclass(frozen=True)
class Proposed:
    """One proposal with its measures; never a fact until somebody accepts it."""

    measure: Measure
    parent: Measure
    pair: Pair

    @property
    def token(self) -> str:
        """What the form sends back."""
        return f"{self.measure.pk}:{self.parent.pk}"


@dataclass(frozen=True)
class Beside:
    """Two maps side by side: what is proposed, what is free on both sides, what was declined."""

    proposals: tuple[Proposed, ...]
    own: tuple[Measure, ...]
    above: tuple[Measure, ...]
    declined: tuple[MeasureOrigin, ...]


def beside(road_map: RoadMap, parent: RoadMap) -> Beside:
    """Proposals for the own measures in force that have no link to the map above; three queries."""
    links = list(
        MeasureOrigin.objects.filter(measure__road_map=road_map, parent__road_map=parent)
        .select_related("measure", "parent", "changed_by__person")
        .order_by("-pk")
    )
    linked = {row.measure_id for row in links if row.state == OriginState.LIVE}
    own = [row for row in _active(road_map) if row.pk not in linked]
    above = _active(parent)
    barred = frozenset((row.measure_id, row.parent_id) for row in links)
    pairs = propose_pairs(map(_line, own), map(_line, above), barred=barred)
    mine, theirs = {row.pk: row for row in own}, {row.pk: row for row in above}
    return Beside(
        proposals=tuple(Proposed(mine[pair.child], theirs[pair.parent], pair) for pair in pairs),
        own=tuple(own),
        above=tuple(above),
        declined=tuple(row for row in links if row.state == OriginState.DECLINED),
    )


def _active(road_map: RoadMap) -> list[Measure]:
    rows = Measure.objects.filter(road_map=road_map, status="active")
    return list(rows.order_by("position", "pk"))


def _line(row: Measure) -> Line:
    return Line(row.pk, row.title, row.number, row.starts_on, row.due_on)
