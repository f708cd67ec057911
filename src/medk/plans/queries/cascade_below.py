"""A map beside those below it: what they cover, what they miss, how far they are, what they decided."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from medk.cycles.models import CohortMembership
from medk.orgs.models import Organisation, TreeLink
from medk.plans.choices import Level, ProgressState, RoadMapStatus
from medk.plans.choices_cascade import OriginState, Verdict
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
from medk.plans.queries.cascade_maps import places_below
from medk.plans.querysets import PUBLISHED
from medk.plans.rules.aggregates import may_show
from medk.plans.rules.cascade import called, digest

#: Levels of the maps that stand under a map of a level.
LEVEL_BELOW = {Level.REGIONAL: Level.MUNICIPAL, Level.MUNICIPAL: Level.SCHOOL}
NO_MAP, DRAFT, GAP, COVERED, IDLE = "no_map", "draft", "gap", "covered", "idle"


class Taken(NamedTuple):
    """One live link from below, without its words."""

    origin_id: int
    parent_id: int
    measure_id: int
    place_id: int
    road_map_id: int
    map_status: str
    measure_status: str
    state: str
    settled_sha256: str

    @property
    def covers(self) -> bool:
        """Whether it covers the measure above: in force, in an approved or closed map."""
        return self.measure_status == "active" and self.map_status in PUBLISHED


@dataclass(frozen=True)
class Place:
    """A territory below with its map, and what of the map above it has, lacks and has not decided."""

    organisation: Organisation
    road_map: RoadMap | None
    called: int
    covered: int
    missing: tuple[Measure, ...]
    pending: int
    accepted: int
    declined: int

    @property
    def state(self) -> str:
        """How the territory stands towards the map above."""
        return NO_MAP if self.road_map is None else GAP if self.missing else COVERED


@dataclass(frozen=True)
class RolledUp:
    """One measure above: how many territories ought to have it, have it, and how theirs stand.

    `is_hidden`: the figures are about too few others to be shown to this reader (decision 1).
    """

    measure: Measure
    called: int
    covered: int
    drafted: int
    total: int
    confirmed: int
    overdue: int
    missing: tuple[Place, ...]
    #: Of those who ought to have it, how many have no map at all.
    unmapped: int = 0
    is_hidden: bool = False


@dataclass(frozen=True)
class Below:
    """Everything below one map, for one reader."""

    places: tuple[Place, ...]
    measures: tuple[RolledUp, ...]
    is_above: bool
    #: Links from below, and measure → territories that ought to have it.
    taken: tuple[Taken, ...] = ()
    wanted: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @property
    def without_map(self) -> list[Place]:
        """Territories that have no map for the year."""
        return [place for place in self.places if place.road_map is None]

    @property
    def gaps(self) -> int:
        """Pairs of a measure and a territory with a map that does not cover it."""
        return sum(len(place.missing) for place in self.places)

    @property
    def uncovered(self) -> list[RolledUp]:
        """Measures that no map below covers, though territories ought to."""
        return [row for row in self.measures if row.called and not row.covered and not row.is_hidden]

    @property
    def pending(self) -> int:
        """Changes of this map that territories have not decided upon."""
        return sum(place.pending for place in self.places)


def below_of(road_map: RoadMap, *, is_above: bool, seen: frozenset[int]) -> Below:
    """The maps below one, in a fixed number of queries.

    `is_above`: the reader sees every territory below the owner; otherwise only those in `seen`, and
    figures of others as groups no smaller than the cycle's.
    """
    places = list(places_below(road_map).order_by("name"))
    maps = _maps(road_map, [place.pk for place in places])
    rows = list(with_cascade_parts(Measure.objects.filter(road_map=road_map)))
    sides = sides_of(road_map.organisation_id, executor_places(rows))
    wanted = _wanted(road_map, rows, sides, places)
    taken = _taken(road_map, maps)
    missing = _missing(wanted, taken, maps)
    pending = _pending(rows, taken, sides)
    decided = _decided(road_map)
    lacking = {place.pk: tuple(row for row in rows if (row.pk, place.pk) in missing) for place in places}
    shown = [
        _place(place, maps.get(place.pk), wanted, lacking.get(place.pk, ()), (pending, decided))
        for place in places
        if is_above or place.pk in seen
    ]
    known = len(places) if is_above else len(seen & {place.pk for place in places})
    hidden = not is_above and not may_show(len(places), known=known, smallest=road_map.cycle.smallest_group)
    held = _by_parent(taken)
    measures = [
        _rolled(
            row,
            wanted[row.pk],
            held.get(row.pk, ()),
            (place for place in shown if (row.pk, place.organisation.pk) in missing),
            unmapped=len(wanted[row.pk] - maps.keys()),
            is_hidden=hidden,
        )
        for row in rows
        if row.status == "active"
    ]
    kept = [row for row in measures if row.called or row.total or row.drafted]
    return Below(tuple(shown), tuple(kept), is_above, tuple(taken), wanted)


def _maps(road_map: RoadMap, places: Collection[int]) -> dict[int, RoadMap]:
    """Territory → its map of the year: an approved one before a closed one before a draft."""
    rank = {RoadMapStatus.DRAFT: 0, RoadMapStatus.CLOSED: 1, RoadMapStatus.APPROVED: 2}
    level = LEVEL_BELOW.get(Level(road_map.level), "")
    levels = [level, Level.SCHOOL] if level == Level.MUNICIPAL else [level]
    rows = RoadMap.objects.filter(organisation_id__in=places, plan_year=road_map.plan_year, level__in=levels)
    found = sorted(
        rows.exclude(status=RoadMapStatus.DISCARDED),
        key=lambda row: (rank[RoadMapStatus(row.status)], row.pk),
    )
    return {row.organisation_id: row for row in found}


def _wanted(
    road_map: RoadMap, rows: Iterable[Measure], sides: Sides, places: Collection[Organisation]
) -> dict[int, frozenset[int]]:
    """Measure in force → territories that ought to have it."""
    active = [row for row in rows if row.status == "active"]
    chosen = chosen_sides([row.pk for row in active], road_map.organisation_id)
    with_schools = _with_members(road_map)
    level = LEVEL_BELOW[Level(road_map.level)]
    found = {}
    for row in active:
        call = called(
            level,
            population=row.population,
            role=row.population_role,
            executors=named_executors(row, sides),
            chosen=chosen.get(row.pk, frozenset()),
        )
        found[row.pk] = frozenset(
            place.pk for place in places if call.concerns(place.pk, has_schools=place.pk in with_schools)
        )
    return found


def _with_members(road_map: RoadMap) -> frozenset[int]:
    """Organisations at or above a school of the cycle's cohorts."""
    schools = CohortMembership.objects.filter(cohort__cycle=road_map.cycle_id).values("organisation_id")
    links = TreeLink.objects.filter(descendant_id__in=schools)
    return frozenset(links.values_list("ancestor_id", flat=True).distinct())


def _taken(road_map: RoadMap, maps: Mapping[int, RoadMap]) -> list[Taken]:
    rows = MeasureOrigin.objects.filter(
        parent__road_map=road_map,
        state=OriginState.LIVE,
        measure__road_map__in=[row.pk for row in maps.values()],
    )
    return [
        Taken._make(row)
        for row in rows.order_by("pk").values_list(
            "pk", "parent_id", "measure_id", "measure__road_map__organisation_id", "measure__road_map_id",
            "measure__road_map__status", "measure__status", "measure__progress__state", "settled_sha256",
        )
    ]  # fmt: skip


def _missing(
    wanted: Mapping[int, frozenset[int]], taken: Iterable[Taken], maps: Mapping[int, RoadMap]
) -> frozenset[tuple[int, int]]:
    """(measure, territory with a map that ought to have it and does not); a draft's own rows count."""
    held = {(row.parent_id, row.place_id) for row in taken if row.measure_status == "active"}
    pairs = {(pk, place) for pk, places in wanted.items() for place in places if place in maps}
    return frozenset(pairs - held)


def _pending(rows: Iterable[Measure], taken: Iterable[Taken], sides: Sides) -> dict[int, int]:
    """Territory → links whose measure above says something else than was last decided upon."""
    by_pk = {row.pk: row for row in rows}
    named = {
        pk for pk, row in by_pk.items() if any(sides.of(one.organisation_id) for one in row.executors.all())
    }
    kept: dict[tuple[int, int | None], str] = {}
    found: dict[int, int] = defaultdict(int)
    for row in taken:
        if row.measure_status != "active" or row.map_status not in ("draft", "approved"):
            continue
        key = (row.parent_id, row.place_id if row.parent_id in named else None)
        if key not in kept:
            kept[key] = digest(cascade_content(by_pk[row.parent_id], sides=sides, place=row.place_id))
        found[row.place_id] += kept[key] != row.settled_sha256
    return found


def _decided(road_map: RoadMap) -> dict[tuple[int, str], int]:
    """(territory, verdict) → how many decisions about changes of this map."""
    rows = OriginDecision.objects.filter(origin__parent__road_map=road_map).order_by()
    found: dict[tuple[int, str], int] = defaultdict(int)
    for place, verdict in rows.values_list("origin__measure__road_map__organisation_id", "verdict"):
        found[(place, verdict)] += 1
    return found


def _place(
    organisation: Organisation,
    road_map: RoadMap | None,
    wanted: Mapping[int, frozenset[int]],
    lacking: tuple[Measure, ...],
    counted: tuple[Mapping[int, int], Mapping[tuple[int, str], int]],
) -> Place:
    pending, decided = counted
    pk = organisation.pk
    calls = sum(pk in places for places in wanted.values())
    return Place(
        organisation=organisation,
        road_map=road_map,
        called=calls,
        covered=calls - len(lacking) if road_map else 0,
        missing=lacking,
        pending=pending.get(pk, 0),
        accepted=decided.get((pk, Verdict.ACCEPTED), 0),
        declined=decided.get((pk, Verdict.DECLINED), 0),
    )


def _by_parent(taken: Iterable[Taken]) -> dict[int, list[Taken]]:
    """Measure above → its links to measures in force."""
    found: dict[int, list[Taken]] = defaultdict(list)
    for row in taken:
        if row.measure_status == "active":
            found[row.parent_id].append(row)
    return found


def _rolled(
    row: Measure,
    wanted: frozenset[int],
    held: Collection[Taken],
    missing: Iterable[Place],
    *,
    unmapped: int,
    is_hidden: bool,
) -> RolledUp:
    live = [one for one in held if one.covers]
    return RolledUp(
        measure=row,
        called=len(wanted),
        covered=len({one.place_id for one in live}),
        drafted=len({one.place_id for one in held} - {one.place_id for one in live}),
        total=len(live),
        confirmed=sum(one.state == ProgressState.CONFIRMED for one in live),
        overdue=sum(one.state == ProgressState.OVERDUE for one in live),
        missing=tuple(missing),
        unmapped=unmapped,
        is_hidden=is_hidden,
    )


def children_of(measure: Measure, user: Any) -> list[MeasureOrigin]:
    """The list behind a rolled-up figure: linked measures of the maps that the reader sees."""
    maps = RoadMap.objects.visible_to(user).values("pk")
    rows = MeasureOrigin.objects.filter(
        parent=measure, state=OriginState.LIVE, measure__road_map__in=maps
    ).exclude(measure__road_map__status=RoadMapStatus.DISCARDED)
    return list(
        rows.select_related("measure__road_map__organisation", "measure__progress").order_by(
            "measure__road_map__organisation__name", "measure__position"
        )
    )


def decisions_of(road_map: RoadMap, user: Any, *, limit: int = 100) -> list[OriginDecision]:
    """What the territories in sight decided about changes of a map, newest first."""
    rows = OriginDecision.objects.visible_to(user).filter(origin__parent__road_map=road_map)
    return list(
        rows.select_related(
            "origin__parent", "origin__measure__road_map__organisation", "by__person"
        ).order_by("-pk")[:limit]
    )
