"""The programme years of the territories and the schools in them."""

from collections import defaultdict
from typing import Any

from medk.accounts.models import User
from medk.cycles.actions.cycles import create_cycle
from medk.cycles.actions.memberships import add_schools, end_memberships
from medk.cycles.models import CohortMembership, Cycle
from medk.kernel import clock
from medk.rehearsal.places import Membership, Territory
from medk.rehearsal.settle import Settled
from medk.rehearsal.worldbook import CycleTemplate


def begin_cycle(territory: Territory, template: CycleTemplate, *, settled: Settled, by: User) -> Cycle:
    """Start the territory's cycle with its calendar, and put schools into its cohorts by their acts."""
    region = settled.places[territory.code]
    year = int(template.code)
    with clock.at(template.starts_on):
        cycle = create_cycle(region, year=year, title=template.title, template=year, by=by)
    groups: dict[tuple[Any, ...], list[Membership]] = defaultdict(list)
    for row in territory.memberships:
        groups[(row.cohort, row.valid_from, row.act or row.basis, row.years)].append(row)
    for (cohort, valid_from, act, years), rows in groups.items():
        with clock.at(max(valid_from, template.starts_on)):
            add_schools(
                cycle.cohorts.get(code=cohort),
                schools=[settled.places[row.school] for row in rows],
                valid_from=valid_from,
                act=act,
                years=", ".join(str(year) for year in years),
                by=by,
            )
    _end(territory, cycle, settled=settled, by=by)
    return cycle


def _end(territory: Territory, cycle: Cycle, *, settled: Settled, by: User) -> None:
    for row in territory.memberships:
        if row.valid_to is None:
            continue
        held = CohortMembership.objects.get(
            cohort__cycle=cycle, cohort__code=row.cohort, organisation=settled.places[row.school]
        )
        with clock.at(row.valid_to):
            end_memberships(
                held.cohort, memberships=[held], on=row.valid_to, by=by, act=row.left_because or row.basis
            )
