"""Who owed a plan's measures at a past moment: cohorts, the tree and posts as they were (decision 27)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

from django.db.models import DateTimeField, Q, Value

from medk.cycles.models import Cohort, CohortMembership, CohortMembershipEntry
from medk.orgs.models import Appointment, Organisation, OrganisationKind, TreeMembership
from medk.plans.models import Measure, RoadMap
from medk.plans.queries.units import PARTICIPANTS, Span, Units, units_by_name
from medk.plans.rules.leaves import Unit
from medk.plans.rules.moments import Cut


class UnitsAt(Units):
    """Units of the measures of one road map at a past moment."""

    def __init__(self, road_map: RoadMap, cut: Cut, *, only: frozenset[str] | None = None) -> None:
        super().__init__(road_map, only=only)
        self._cut = cut
        self._tree = TreeAt(road_map, cut)
        self._spans: dict[int | None, dict[int, list[Span]]] = {}
        self._named: dict[int, str] = {}

    def limited(self, only: frozenset[str]) -> "UnitsAt":
        """The same limited to some unit keys; what was read of cohorts and the tree is shared."""
        other = UnitsAt(self.road_map, self._cut, only=only)
        other._tree, other._spans, other._named = self._tree, self._spans, self._named
        return other

    def schools_among(self, measure: Measure, keys: frozenset[str]) -> int:
        """How many of the named units were schools of the measure's cohort."""
        return sum(f"o{pk}" in keys for pk in self._members_at(measure))

    def _names(self, ids: Iterable[int]) -> dict[int, str]:
        missing = set(ids) - self._named.keys()
        if missing:
            rows = Organisation.objects.filter(pk__in=missing).only("pk", "name", "short_name")
            self._named |= {row.pk: str(row) for row in rows}
        return self._named

    def _schools(self, measure: Measure) -> list[Unit]:
        spans = self._members_at(measure)
        if self._only is not None:
            wanted = {int(key[1:]) for key in self._only if key[0] == "o"}
            spans = {pk: held for pk, held in spans.items() if pk in wanted}
        names = self._names([*spans, *self._tree.parents_of(spans).values()])
        places = {
            f"o{pk}": (parent, names[parent])
            for pk, parent in self._tree.parents_of(spans).items()
            if parent in names
        }
        rows = ((f"o{pk}", names[pk], span) for pk, held in spans.items() for span in held if pk in names)
        return units_by_name(rows, places)

    def _municipalities(self, measure: Measure) -> list[Unit]:
        above = self._tree.above(self._members_at(measure))
        holding = {place for chain in above.values() for place in chain}
        held = self._places_at(holding) or self._places_at(self._known_places)
        return units_by_name((f"o{pk}", name, None) for pk, name in held.items())

    def _places_at(self, ids: Collection[int]) -> dict[int, str]:
        towns = Organisation.objects.filter(pk__in=ids, kind=OrganisationKind.MUNICIPALITY)
        names = {row.pk: str(row) for row in towns.only("pk", "name", "short_name")}
        return {pk: names[pk] for pk in self._below(names)}

    @cached_property
    def _known_places(self) -> set[int]:
        """Municipalities that ever stood under the owner or what is below it."""
        below = Organisation.objects.below(self.road_map.organisation_id).exclude(
            kind=OrganisationKind.SCHOOL
        )
        ever = TreeMembership.objects.filter(
            Q(parent__in=below.values("pk")) | Q(organisation=self.road_map.organisation_id),
            organisation__kind=OrganisationKind.MUNICIPALITY,
        )
        return set(ever.values_list("organisation_id", flat=True))

    def _below(self, ids: Collection[int]) -> list[int]:
        """Which of the organisations stood at or below the plan's owner."""
        owner = self.road_map.organisation_id
        return [pk for pk, chain in self._tree.above(ids).items() if owner in chain]

    def _curators(self, measure: Measure) -> list[Unit]:
        return self._people(Q(role="curator", organisation_id__in=list(self._members_at(measure))))

    def _holders(self, measure: Measure) -> list[Unit]:
        around = Organisation.objects.below(self.road_map.cycle.organisation_id).values("pk")
        own = Organisation.objects.below(self.road_map.organisation_id).values("pk")
        role = measure.population_role or "school_head"
        posts = Appointment.objects.filter(Q(organisation__in=around) | Q(organisation__in=own), role=role)
        places = self._below(set(posts.values_list("organisation_id", flat=True)))
        return self._people(Q(role=role, organisation_id__in=places))

    def _people(self, which: Q) -> list[Unit]:
        rows = Appointment.objects.filter(which).values_list(
            "person_id", "person__name", "started_on", "ended_on", "entered_at", "ended_at"
        )
        held = []
        for pk, name, started, ended, entered_at, ended_at in rows:
            if self._cut.counts(started, entered_at):
                is_ended = ended is not None and (ended_at is None or self._cut.counts(ended, ended_at))
                held.append((f"p{pk}", name, (started, ended if is_ended else None)))
        return units_by_name(held)

    def _members_at(self, measure: Measure) -> dict[int, list[Span]]:
        """School → its days in the measure's cohort, of schools that stood at or below the owner."""
        if measure.cohort_id not in self._spans:
            cohorts = Cohort.objects.filter(cycle_id=self.road_map.cycle_id, code=PARTICIPANTS)
            if measure.cohort_id:
                cohorts = Cohort.objects.filter(pk=measure.cohort_id)
            spans = cohort_spans(cohorts.values("pk"), self._cut)
            below = set(self._below(spans))
            self._spans[measure.cohort_id] = {pk: held for pk, held in spans.items() if pk in below}
        return self._spans[measure.cohort_id]


def cohort_spans(cohorts: Any, cut: Cut) -> dict[int, list[Span]]:
    """School → its days in any of the cohorts, as they stood at the moment; one query."""
    held: dict[int, tuple[int, Span] | None] = {}
    told: set[int] = set()
    for row in sorted(_told_and_untold(cohorts), key=lambda row: row[0]):
        order, number, school, start, end, is_removed, dated_on, entered_at = row
        if not order:
            held[number] = (school, (start, end))
        elif cut.counts(dated_on, entered_at):
            held[number] = None if is_removed else (school, (start, end))
            told.add(number)
        elif number not in told:
            held[number] = None
    spans: dict[int, list[Span]] = defaultdict(list)
    for found in held.values():
        if found:
            spans[found[0]].append(found[1])
    return dict(spans)


def _told_and_untold(cohorts: Any) -> list[tuple]:
    """Memberships as they stand (their order is 0) and every entry about any, the untold first."""
    plain = (
        "membership_id",
        "organisation_id",
        "valid_from",
        "valid_to",
        "is_removed",
        "dated_on",
        "entered_at",
    )
    entries = CohortMembershipEntry.objects.filter(cohort__in=cohorts).order_by().values_list("pk", *plain)
    standing: Any = CohortMembership.objects.filter(cohort__in=cohorts).order_by()
    never = Value(None, output_field=DateTimeField())
    told = {"told": Value(0), "is_out": Value(False), "at": never}
    rows = standing.annotate(**told).values_list(
        "told", "pk", "organisation_id", "valid_from", "valid_to", "is_out", "valid_from", "at"
    )
    return list(rows.union(entries, all=True))


class TreeAt:
    """The tree of organisations at a past moment, read level by level from the memberships."""

    def __init__(self, road_map: RoadMap, cut: Cut) -> None:
        self._cut = cut
        self._parents: dict[int, int | None] = {}
        self._region = road_map.cycle.organisation_id
        # What stands above a plan's owner, or above its region, is not asked.
        self._roots = {road_map.organisation_id}
        if road_map.organisation.kind != OrganisationKind.FEDERATION:
            self._roots.add(self._region)

    def parents_of(self, ids: Iterable[int]) -> dict[int, int]:
        """Organisation → what it stood under, of those that stood under something."""
        self._read(ids)
        return {pk: parent for pk in ids if (parent := self._parents.get(pk)) is not None}

    def above(self, ids: Iterable[int]) -> dict[int, list[int]]:
        """Organisation → itself and everything above it; those that did not stand in the tree are left out."""
        wave = set(ids)
        while wave:
            self._read(wave)
            parents = {parent for pk in wave if (parent := self._parents.get(pk))}
            wave = parents - self._parents.keys()
        return {pk: self._chain(pk) for pk in ids if pk in self._parents}

    def _chain(self, pk: int) -> list[int]:
        chain, step = [], pk
        while step and step not in chain:
            chain.append(step)
            step = self._parents.get(step) or 0
        return chain

    def _read(self, ids: Iterable[int]) -> None:
        """A closed organisation stays where it stood, so the end of a place is not asked."""
        if not self._parents:
            self._parents |= dict.fromkeys(self._roots)
            towns = Organisation.objects.below(self._region).filter(kind=OrganisationKind.MUNICIPALITY)
            wanted = Q(organisation__in=towns.exclude(pk__in=self._roots).values("pk"))
        else:
            wanted = Q()
        asked = [pk for pk in ids if pk not in self._parents]
        if not asked:
            return
        wanted |= Q(organisation_id__in=asked)
        rows = TreeMembership.objects.filter(wanted, valid_from__lte=self._cut.on)
        for pk, parent, start, entered_at in rows.order_by("valid_from", "pk").values_list(
            "organisation_id", "parent_id", "valid_from", "entered_at"
        ):
            if self._cut.counts(start, entered_at):
                self._parents[pk] = parent
