"""A plan at a moment: the only way by which its views read what it says and how it stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Q

from medk.accounts.models import Person
from medk.orgs.models import Organisation
from medk.plans.models import (
    Evidence,
    Execution,
    Executor,
    Measure,
    MeasureProgress,
    MeasureVersion,
    RoadMap,
    TargetReading,
)
from medk.plans.queries.closing import closing_counts, remember
from medk.plans.queries.late import Late, late_of
from medk.plans.queries.leaves import with_leaf_parts
from medk.plans.queries.progress import counted, progress_of
from medk.plans.queries.states_at import (
    OwnMoves,
    PlanState,
    leaves_at,
    measure_status_at,
    own_moves,
    pauses_at,
    plan_state_at,
)
from medk.plans.queries.units import Units
from medk.plans.queries.units_at import UnitsAt
from medk.plans.queries.versions import LISTS, put_back, put_rows, versions_at
from medk.plans.queries.zones import zone_of
from medk.plans.rules.moments import Cut, Mode, Moment, cut


def measures_at(road_map: RoadMap, moment: Moment) -> list[Measure]:
    """Measures in plan order with everything that their rows say, as of the moment.

    Past ones live in memory only and are never saved.
    """
    if moment.is_past:
        return PlanAt(road_map, moment).measures
    rows = with_leaf_parts(Measure.objects.filter(road_map=road_map)).select_related(
        "section", "cohort", "road_map__organisation", "road_map__cycle"
    )
    return list(rows.prefetch_related("milestones", "targets").order_by("position", "pk"))


def executions_at(
    measure_ids: Iterable[int], moment: Moment, *, organisations: Collection[int] | None = None
) -> dict[int, list[Any]]:
    """Measure → its stored leaves as of the moment; `organisations` limits them to these units.

    Past ones are slim values with the fields of `Execution`; `due_on` is the deadline that the part is
    stored with, that of the moment is its leaf's. Sight is the caller's: it asks only for what the
    reader may see.
    """
    ids = list(measure_ids)
    rows = Execution.objects.filter(measure_id__in=ids)
    if organisations is not None:
        rows = rows.filter(unit_organisation_id__in=organisations)
    kept: dict[int, list[Any]] = {}
    for row in leaves_at(rows, _cut_of(ids, moment)) if moment.is_past and ids else rows:
        kept.setdefault(row.measure_id, []).append(row)
    return kept


def _cut_of(measure_ids: list[int], moment: Moment) -> Cut:
    if moment.zone:
        return cut(moment, moment.zone)
    owners = RoadMap.objects.filter(measures__in=measure_ids[:1]).values_list("organisation_id", flat=True)
    return cut(moment, zone_of(owners[0]))


def units_at(road_map: RoadMap, moment: Moment, *, only: frozenset[str] | None = None) -> Units:
    """Who owes the plan's measures one by one, as of the moment."""
    if moment.is_past:
        zone = moment.zone or zone_of(road_map.organisation_id)
        return UnitsAt(road_map, cut(moment, zone), only=only)
    return Units(road_map, only=only)


def progress_at(road_map: RoadMap, moment: Moment) -> dict[int, MeasureProgress]:
    """Counts of every measure of the plan as of the moment, by the measure's number."""
    if moment.is_past:
        return PlanAt(road_map, moment).progress
    return progress_of(road_map, moment.on)


@dataclass
class PlanAt:
    """A plan at one past moment, each piece of it read once.

    `zone` is the plan owner's, when the caller knows it already.
    """

    road_map: RoadMap
    moment: Moment
    zone: str = ""

    @cached_property
    def _entered_late(self) -> set[int]:
        """Measures that are shown as a version entered after the day says."""
        return set()

    @cached_property
    def moves(self) -> OwnMoves:
        """Moves of the plan and of its measures."""
        return own_moves(self.road_map)

    @cached_property
    def cut(self) -> Cut:
        """What counts at the moment."""
        return cut(self.moment, self.zone or self.moment.zone or zone_of(self.road_map.organisation_id))

    @cached_property
    def state(self) -> PlanState:
        """How the plan itself stood."""
        return plan_state_at(self.road_map, self.moves.plan, self.cut)

    @cached_property
    def measures(self) -> list[Measure]:
        """Measures that stood in the plan, in its order, with their parts; none before it was approved."""
        if not self.state.is_in_force:
            return []
        rows = Measure.objects.filter(road_map=self.road_map).select_related("section", "cohort")
        return self._as_of({row.pk: row for row in rows})

    def measure(self, live: Measure) -> Measure | None:
        """One measure of the plan as of the moment; None when it did not stand in the plan."""
        held = self._as_of({live.pk: live}) if self.state.is_in_force else []
        return held[0] if held else None

    def _as_of(self, live: dict[int, Measure]) -> list[Measure]:
        versions = versions_at(list(live), self.cut)
        self._entered_late |= {pk for pk, row in versions.items() if row.entered_at >= self.cut.until}
        unkept = live.keys() - versions.keys()
        # A plan from before versions were kept is read as it is now.
        unkept -= set(_versioned(unkept))
        kept = [put_back(live[pk], version) for pk, version in versions.items()]
        kept += list(_as_now(unkept, live))
        pauses = pauses_at((row.pk for row in kept), self.cut)
        for row in kept:
            row.road_map = self.road_map
            row.status = measure_status_at(self.moves.measures.get(row.pk, ()), self.cut)
            put_rows(row, "pauses", pauses.get(row.pk, ()))
        _put_people(kept, versions)
        return sorted(kept, key=lambda row: (row.position, row.pk))

    @cached_property
    def units(self) -> UnitsAt:
        """Who owed the measures one by one."""
        return UnitsAt(self.road_map, self.cut)

    @cached_property
    def stored(self) -> dict[int, list[Any]]:
        """Stored parts of the measures that were counted from the facts."""
        return {}

    @cached_property
    def progress(self) -> dict[int, MeasureProgress]:
        """Measure → its counts at the moment.

        As it happened: as it was known, but for the measures about which something was entered later.
        """
        on = self.state.counted_on
        kept = closing_counts(self.road_map, on)
        late = frozenset() if self.cut.is_known else self.late
        anew = [row for row in self.measures if row.pk in late or row.pk not in kept]
        made = {row.measure_id: row for row in self.count(anew)}
        remember(self.road_map, on, (row for pk, row in made.items() if pk not in late))
        return {row.pk: made.get(row.pk) or kept[row.pk] for row in self.measures}

    @cached_property
    def as_known(self) -> "PlanAt":
        """The same day as it was known."""
        other = PlanAt(self.road_map, Moment(self.moment.on, Mode.KNOWN), zone=self.zone)
        other.moves = self.moves
        return other

    @cached_property
    def late(self) -> frozenset[int]:
        """Measures about whose counts of the day something was entered after it."""
        if self.entered_since.is_world or self.as_known.state != self.state:
            return frozenset(row.pk for row in self.measures)
        return self.entered_since.measures | self._entered_late

    @cached_property
    def entered_since(self) -> Late:
        """What was entered after the day about it."""
        return late_of(self.road_map, self.cut)

    def leaves(self, measure: Measure) -> list[Any]:
        """Stored parts of a measure with the number of proofs that held; three queries."""
        parts = Execution.objects.filter(measure=measure)
        until = self.cut.until
        held = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=until)
        proofs = Evidence.objects.filter(held, execution__in=parts.values("pk"), added_at__lt=until)
        counts = dict(proofs.order_by().values_list("execution_id").annotate(n=Count("pk")))
        rows = leaves_at(parts, self.cut)
        for row in rows:
            row.proofs = counts.get(row.pk, 0)
        return rows

    def count(self, measures: Collection[Measure]) -> list[MeasureProgress]:
        """Counts of some of the plan's measures from the facts."""
        if not measures:
            return []
        stored: dict[int, list[Any]] = {row.pk: [] for row in measures}
        for leaf in leaves_at(Execution.objects.filter(measure__in=[m.pk for m in measures]), self.cut):
            stored[leaf.measure_id].append(leaf)
        self.stored |= stored
        on = self.state.counted_on
        return [counted(row, self.units, on, stored=stored.get(row.pk, [])) for row in measures]

    def put_readings(self, measures: Iterable[Measure] | None = None) -> None:
        """Give the targets of measures (all by default) the readings of the moment, the latest first."""
        chosen = self.measures if measures is None else measures
        targets = {target.pk: target for row in chosen for target in row.targets.all()}
        held: dict[int, list[TargetReading]] = {}
        for reading in (
            TargetReading.objects.filter(target__in=targets)
            .select_related("by__person")
            .order_by("-on", "-pk")
        ):
            if self.cut.counts(reading.on, reading.entered_at):
                held.setdefault(reading.target_id, []).append(reading)
        for pk, target in targets.items():
            put_rows(target, "readings", held.get(pk, ()))


def _versioned(pks: Collection[int]) -> Iterable[int]:
    return MeasureVersion.objects.filter(measure__in=pks).values_list("measure_id", flat=True) if pks else ()


def _as_now(pks: Iterable[int], live: dict[int, Measure]) -> Iterable[Measure]:
    rows = with_leaf_parts(Measure.objects.filter(pk__in=list(pks))) if pks else Measure.objects.none()
    for row in rows.select_related("section", "cohort").prefetch_related("milestones", "targets"):
        live[row.pk] = row
        yield row


def _put_people(measures: Iterable[Measure], versions: dict[int, MeasureVersion]) -> None:
    """Give measures made of versions their executors and chosen units; two queries for all of them."""
    rows = {
        pk: [_executor(values) for values in v.structure.get("executors", ())] for pk, v in versions.items()
    }
    chosen = {pk: [row[0] for row in v.structure.get("chosen_units", ())] for pk, v in versions.items()}
    bodies = {row.organisation_id for held in rows.values() for row in held} | {
        pk for held in chosen.values() for pk in held
    }
    organisations = Organisation.objects.in_bulk(bodies - {None})
    people = Person.objects.in_bulk({row.person_id for held in rows.values() for row in held} - {None})
    for measure in measures:
        if measure.pk not in versions:
            continue
        for row in rows[measure.pk]:
            row.measure_id = measure.pk
            row.organisation = organisations.get(row.organisation_id) if row.organisation_id else None
            row.person = people.get(row.person_id) if row.person_id else None
        put_rows(measure, "executors", rows[measure.pk])
        units = [organisations[pk] for pk in chosen[measure.pk] if pk in organisations]
        put_rows(measure, "chosen_units", units)


def _executor(values: list[Any]) -> Executor:
    return Executor(**dict(zip(LISTS["executors"], values, strict=True)))
