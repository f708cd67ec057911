"""What was entered later than a past day about it, and so parts what happened from what was known."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, FilteredRelation, Q

from medk.cycles.models import CohortMembershipEntry
from medk.orgs.models import Appointment, TreeMembership
from medk.plans.models import LateFact, RoadMap
from medk.plans.rules.moments import Cut


def late_facts(road_map: RoadMap, cut: Cut) -> Any:
    """Facts of the plan dated by the day and entered after it, the latest entry first."""
    return LateFact.objects.filter(
        road_map=road_map, entered_on__gt=cut.on, happened_on__lte=cut.on, entered_at__gte=cut.until
    )


def late_memberships(road_map: RoadMap, cut: Cut) -> Any:
    """Entries about cohorts of the plan's cycle dated by the day and entered after it."""
    return CohortMembershipEntry.objects.filter(
        cohort__cycle_id=road_map.cycle_id, dated_on__lte=cut.on, entered_at__gte=cut.until
    )


@dataclass(frozen=True)
class Late:
    """What was entered after a day about it: measures whose counts it touches, and the last entry.

    `is_world`: cohorts, the tree or posts of the region got entries about the day, so any count may differ.
    """

    measures: frozenset[int]
    last: int
    is_world: bool


def late_of(road_map: RoadMap, cut: Cut) -> Late:
    """What was entered after the day about it; one query."""
    around = {"organisation__ancestor_links__ancestor": road_map.cycle.organisation_id}
    moved = TreeMembership.objects.filter(valid_from__lte=cut.on, entered_at__gte=cut.until, **around)
    posts = Appointment.objects.filter(
        Q(started_on__lte=cut.on, entered_at__gte=cut.until)
        | Q(ended_on__lte=cut.on, ended_at__gte=cut.until),
        **around,
    )
    late = Q(
        late_facts__entered_on__gt=cut.on,
        late_facts__happened_on__lte=cut.on,
        late_facts__entered_at__gte=cut.until,
    )
    rows = RoadMap.objects.filter(pk=road_map.pk).annotate(
        is_world=Exists(late_memberships(road_map, cut)) | Exists(moved) | Exists(posts),
        late=FilteredRelation("late_facts", condition=late),
    )
    found = list(rows.values_list("is_world", "late__measure_id", "late__kind", "late__pk"))
    return Late(
        frozenset(pk for _, pk, kind, _ in found if pk and kind != LateFact.Kind.READING),
        max((number or 0 for *_, number in found), default=0),
        any(is_world for is_world, *_ in found),
    )
