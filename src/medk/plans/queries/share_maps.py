"""Shares of many road maps at once, for their list."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from medk.orgs.models import Organisation, OrganisationKind
from medk.orgs.querysets import territory_ids
from medk.orgs.roles import Role
from medk.plans.choices import Population, ProgressState, RoadMapStatus
from medk.plans.models import Executor, MeasureProgress, RoadMap
from medk.plans.queries.table_sight import Held, Reach, reach_of
from medk.plans.rules.progress import Share

#: Larger than any smallest group.
NOBODY_TO_KEEP = 1_000_000
_OUT = (ProgressState.PAUSED, ProgressState.CANCELLED)


@dataclass(frozen=True)
class MapShare:
    """What is said of one road map: measures, both shares, how many are in each state, on which day."""

    measures: int
    due: Share
    whole: Share
    states: Mapping[str, int]
    hidden: int
    counted_on: dt.date | None

    def on(self, basis: str) -> Share:
        """The share on a basis."""
        return self.whole if basis == "whole" else self.due


def with_sight(rows: QuerySet[RoadMap], user: Any) -> QuerySet[RoadMap]:
    """The same maps, each with `is_above`: whether its owner lies in the user's territory."""
    above = Case(When(organisation_id__in=territory_ids(user), then=Value(1)), default=Value(0))
    return rows.annotate(is_above=above)


def visible_maps(user: Any) -> QuerySet[RoadMap]:
    """Road maps that the user sees, the newest year first, from the region down.

    Each carries `is_above`: whether its owner lies in the user's territory.
    """
    order = {"federal": 0, "regional": 1, "municipal": 2, "school": 3}
    rank = Case(
        *(When(level=level, then=Value(n)) for level, n in order.items()), output_field=IntegerField()
    )
    rows = RoadMap.objects.visible_to(user).select_related("organisation", "cycle__organisation")
    return (
        with_sight(rows, user)
        .annotate(rank=rank)
        .order_by("-plan_year", "cycle_id", "rank", "organisation__name", "pk")
    )


def shares_of(user: Any, road_maps: Collection[Any], *, held: Iterable[Held]) -> dict[int, MapShare]:
    """Road map → its figures, in one query for those above the plans and two for others.

    Measures whose figures would tell of one or two units are left out, by the same rule as on the
    page of the plan.
    """
    below = [row for row in road_maps if not row.is_above]
    cycles = {row.cycle_id for row in below}
    others = _others(reach_of(user, held, cycle_ids=cycles)) if below else F("units")
    rows = MeasureProgress.objects.filter(measure__road_map__in=[row.pk for row in road_maps])
    whole = Q(measure__population=Population.ONCE) | Q(
        measure__road_map__in=[r.pk for r in road_maps if r.is_above]
    )
    shown = whole | Q(others__gte=F("measure__road_map__cycle__smallest_group"))
    counted = shown & ~Q(state__in=_OUT)
    confirmed = counted & Q(state=ProgressState.CONFIRMED)
    found = (
        rows.annotate(others=others)
        .order_by()
        .values("measure__road_map_id")
        .annotate(
            measures=Count("pk"),
            planned=Count("pk", filter=counted),
            confirmed=Count("pk", filter=confirmed),
            planned_due=Count("pk", filter=counted & Q(due__gt=0)),
            confirmed_due=Count("pk", filter=confirmed & Q(due__gt=0)),
            **{f"is_{state}": Count("pk", filter=shown & Q(state=state)) for state in ProgressState},
            shown=Count("pk", filter=shown),
            on=Min("counted_on"),
        )
    )
    return {row["measure__road_map_id"]: _share(row) for row in found}


def _others(reach: Reach) -> Any:
    """Units of a measure that the reader does not know one by one, at least.

    Of named bodies only schools are kept from sight; without schools there is nobody to keep.
    """
    schools = Executor.objects.filter(measure=OuterRef("measure"), organisation__kind=OrganisationKind.SCHOOL)
    unknown = schools.exclude(organisation__in=reach.places).order_by().values("measure")
    named = Subquery(unknown.annotate(n=Count("organisation", distinct=True)).values("n"))
    held = {"", *reach.roles} if Role.SCHOOL_HEAD in reach.roles else reach.roles
    cases = [
        When(measure__population=Population.ROLE, measure__population_role__in=held, then=F("units") - 1)
    ]
    cases += [
        When(measure__population=population, then=F("units") - reach.known(population))
        for population in (Population.SCHOOL, Population.MUNICIPALITY, Population.CURATOR)
    ]
    cases.append(When(measure__population=Population.ROLE, then=F("units")))
    return Case(*cases, default=Coalesce(named, NOBODY_TO_KEEP), output_field=IntegerField())


def _share(row: Any) -> MapShare:
    return MapShare(
        measures=row["measures"],
        due=Share("due", row["confirmed_due"], row["planned_due"]),
        whole=Share("whole", row["confirmed"], row["planned"]),
        states={state: row[f"is_{state}"] for state in ProgressState},
        hidden=row["measures"] - row["shown"],
        counted_on=row["on"],
    )


def towns_without_plan(user: Any, year: int) -> QuerySet[Organisation]:
    """Open municipalities of the user's territory that have no plan for a year, not even a draft."""
    having = RoadMap.objects.filter(plan_year=year).exclude(status=RoadMapStatus.DISCARDED)
    towns = Organisation.objects.in_territory(user).open().filter(kind=OrganisationKind.MUNICIPALITY)
    return towns.exclude(pk__in=having.values("organisation_id"))
