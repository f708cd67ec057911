"""A map beside the one above it: links, differences, changes that wait for a decision, what is missing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from medk.cycles.models import CohortMembership
from medk.plans.choices import RoadMapStatus
from medk.plans.choices_cascade import Aspect, OriginState
from medk.plans.models import Measure, MeasureOrigin, OriginDecision, RoadMap
from medk.plans.queries.cascade_content import (
    Sides,
    cascade_content,
    chosen_sides,
    executor_places,
    named_executors,
    sides_of,
    with_cascade_parts,
)
from medk.plans.rules.cascade import Difference, as_taken, called, differences
from medk.plans.rules.cascade_words import aspect_words
from medk.plans.rules.word_diff import Piece, pieces
from medk.workflow.models import Transition

#: Maps in which a decision can still be carried out.
OPEN = (RoadMapStatus.DRAFT, RoadMapStatus.APPROVED)


@dataclass(frozen=True)
class Pending:
    """One aspect of a measure above that changed since the last decision."""

    origin: MeasureOrigin
    difference: Difference
    was: str
    now: str
    mine: str
    #: The lower measure says it already: accepting changes nothing in it.
    is_same: bool
    #: When the measure above was cancelled or its map closed.
    on: dt.date | None = None

    @property
    def aspect(self) -> Aspect:
        """What changed."""
        return Aspect(self.difference.aspect)

    @property
    def token(self) -> str:
        """What the form sends back: the link, the aspect, the change that was seen."""
        return f"{self.origin.pk}:{self.aspect}:{self.difference.key}"

    @property
    def pieces(self) -> list[Piece]:
        """Before and after, word by word."""
        return pieces(self.was, self.now)


@dataclass(frozen=True)
class Apart:
    """One aspect in which the lower measure differs from the one above now."""

    aspect: Aspect
    above: str
    mine: str

    @property
    def pieces(self) -> list[Piece]:
        """From the words above to one's own."""
        return pieces(self.above, self.mine)


@dataclass(frozen=True)
class Link:
    """One link with everything that is said about it."""

    origin: MeasureOrigin
    measure: Measure
    parent: Measure
    apart: tuple[Apart, ...]
    pending: tuple[Pending, ...]
    decisions: tuple[OriginDecision, ...]
    ended_on: dt.date | None

    @property
    def is_cancelled_above(self) -> bool:
        """Whether the measure above is not in force any more."""
        return self.ended_on is not None


@dataclass(frozen=True)
class Above:
    """A map beside one map above it."""

    parent: RoadMap
    links: tuple[Link, ...]
    #: Measures above that concern this map and are linked to none of its own.
    missing: tuple[Measure, ...]
    called: int

    @property
    def pending(self) -> list[Pending]:
        """Everything that waits for a decision."""
        return [change for link in self.links for change in link.pending]

    @property
    def covered(self) -> int:
        """How many of the measures that concern this map are in it."""
        return self.called - len(self.missing)


def live_origins(road_map: RoadMap, parent: RoadMap | None = None) -> Any:
    """Live links of a map's measures, to one map above or to any."""
    rows = MeasureOrigin.objects.filter(measure__road_map=road_map, state=OriginState.LIVE)
    return rows.filter(parent__road_map=parent) if parent else rows


def above_of(road_map: RoadMap, parent: RoadMap, *, with_decisions: bool) -> Above:
    """The map beside the `parent` map, in a fixed number of queries."""
    origins = list(live_origins(road_map, parent))
    own = {row.measure_id for row in origins}
    both = with_cascade_parts(Measure.objects.filter(Q(road_map=parent) | Q(pk__in=own)))
    measures = {row.pk: row for row in both if row.pk in own}
    parents = {row.pk: row for row in both if row.road_map_id == parent.pk}
    owner = road_map.organisation_id
    sides = sides_of(parent.organisation_id, executor_places(parents.values()) | {owner})
    decided = _decisions(origins) if with_decisions else {}
    ended = ended_days(parents.values(), parent)
    reader = _Reader(road_map, sides, ended)
    links = [
        reader.link(row, measures[row.measure_id], parents[row.parent_id], decided.get(row.pk, []))
        for row in origins
    ]
    concerned = concerning(road_map, parent, parents.values(), sides)
    linked = {row.parent_id for row in origins if measures[row.measure_id].status == "active"}
    return Above(
        parent=parent,
        links=tuple(sorted(links, key=lambda link: (link.measure.position, link.origin.pk))),
        missing=tuple(row for row in concerned if row.pk not in linked),
        called=len(concerned),
    )


@dataclass(frozen=True)
class _Reader:
    """Turns stored links into what a page shows."""

    road_map: RoadMap
    sides: Sides
    ended: dict[int, dt.date]

    def link(
        self, origin: MeasureOrigin, measure: Measure, parent: Measure, decided: list[OriginDecision]
    ) -> Link:
        level, place = self.road_map.level, self.sides.of(self.road_map.organisation_id)
        now = cascade_content(parent, sides=self.sides, place=place)
        mine = cascade_content(measure)
        origin.measure, origin.parent = measure, parent
        waiting = self.waiting(origin, now, mine) if is_open(self.road_map, measure) else ()
        apart = differences(as_taken(now, level), mine, skip=frozenset({Aspect.STATE}))
        return Link(
            origin=origin,
            measure=measure,
            parent=parent,
            apart=tuple(
                Apart(
                    Aspect(one.aspect),
                    aspect_words(one.aspect, as_taken(now, level)),
                    aspect_words(one.aspect, mine),
                )
                for one in apart
            ),
            pending=waiting,
            decisions=tuple(decided),
            ended_on=self.ended.get(parent.pk),
        )

    def waiting(
        self, origin: MeasureOrigin, now: dict[str, Any], mine: dict[str, Any]
    ) -> tuple[Pending, ...]:
        level = self.road_map.level
        told = as_taken(now, level)
        return tuple(
            Pending(
                origin=origin,
                difference=one,
                was=aspect_words(one.aspect, as_taken(origin.settled, level)),
                now=aspect_words(one.aspect, told),
                mine=aspect_words(one.aspect, mine),
                is_same=all(mine.get(name) == told.get(name) for name in one.new),
                on=self.ended.get(origin.parent_id) if one.aspect == Aspect.STATE else None,
            )
            for one in differences(origin.settled, now)
        )


def is_open(road_map: RoadMap, measure: Measure) -> bool:
    """Whether a change from above can still be decided for a measure."""
    return road_map.status in OPEN and measure.status == "active"


def concerning(road_map: RoadMap, parent: RoadMap, rows: Iterable[Measure], sides: Sides) -> list[Measure]:
    """Measures in force of the map above that this map ought to have."""
    active = [row for row in rows if row.status == "active"]
    place = sides.of(road_map.organisation_id) or road_map.organisation_id
    chosen = chosen_sides([row.pk for row in active], parent.organisation_id)
    has_schools = members_below(road_map.organisation_id, parent.cycle_id)
    return [
        row
        for row in active
        if called(
            road_map.level,
            population=row.population,
            role=row.population_role,
            executors=named_executors(row, sides),
            chosen=chosen.get(row.pk, frozenset()),
        ).concerns(place, has_schools=has_schools)
    ]


def members_below(organisation_id: int, cycle_id: int) -> bool:
    """Whether a school of any cohort of a cycle lies at or below an organisation."""
    rows = CohortMembership.objects.filter(cohort__cycle=cycle_id)
    return rows.filter(organisation__ancestor_links__ancestor=organisation_id).exists()


def ended_days(measures: Iterable[Measure], road_map: RoadMap) -> dict[int, dt.date]:
    """Measure → the day when it, or its whole map, stopped being in force."""
    rows = list(measures)
    cancelled = [row.pk for row in rows if row.status == "cancelled"]
    found: dict[int, dt.date] = {}
    if road_map.status in ("closed", "discarded"):
        day = _day("plans.roadmap", [road_map.pk], road_map.status).get(road_map.pk)
        found = {row.pk: day for row in rows if day}
    return found | _day("plans.measure", cancelled, "cancelled")


def _day(subject: str, ids: Collection[int], target: str) -> dict[int, dt.date]:
    if not ids:
        return {}
    rows = Transition.objects.filter(subject_type=subject, subject_id__in=ids, target=target)
    return dict(rows.order_by("pk").values_list("subject_id", "happened_on"))


def _decisions(origins: Collection[MeasureOrigin]) -> dict[int, list[OriginDecision]]:
    """Link → what was decided about it, newest first."""
    found: dict[int, list[OriginDecision]] = defaultdict(list)
    rows = OriginDecision.objects.filter(origin__in=[row.pk for row in origins]).select_related("by__person")
    for row in rows.order_by("-pk"):
        found[row.origin_id].append(row)
    return found
