"""The world that is measured: one region, 100 schools, an approved road map of 60 measures.

Run as a module it fills the database of the current settings and prints the road map's number.
"""

import datetime as dt
import random

import django

django.setup()

from benchmarks.account import EMAIL, PASSWORD  # noqa: E402
from medk.accounts.models import User  # noqa: E402
from medk.audit.recording import SYSTEM  # noqa: E402
from medk.cycles.actions.cycles import create_cycle  # noqa: E402
from medk.cycles.models import CohortMembership, Cycle  # noqa: E402
from medk.kernel import clock  # noqa: E402
from medk.orgs.actions.appointments import appoint  # noqa: E402
from medk.orgs.actions.bulk import Draft, create_organisations  # noqa: E402
from medk.orgs.actions.people import create_person  # noqa: E402
from medk.orgs.actions.tree import create_organisation  # noqa: E402
from medk.orgs.models import Organisation  # noqa: E402
from medk.orgs.roles import Role  # noqa: E402
from medk.plans.actions.progress import count_progress  # noqa: E402
from medk.plans.choices import ExecutionStatus, Level, Population, RoadMapStatus, ScheduleKind  # noqa: E402
from medk.plans.models import Execution, Executor, Measure, RoadMap, Section, Target  # noqa: E402
from medk.plans.rules.leaves import leaf_key  # noqa: E402

SEED = 500
MEASURES, SCHOOLS, MUNICIPALITIES = 60, 100, 10
START, TODAY = dt.date(2022, 1, 10), dt.date(2022, 5, 20)
STATUSES = [ExecutionStatus.CONFIRMED, ExecutionStatus.SUBMITTED, ExecutionStatus.IN_PROGRESS]
TITLE = "Провести собеседования с командами школ о ходе исполнения антирисковых программ"


def build() -> RoadMap:
    """Everything, as of 20.05.2022; deterministic."""
    region = create_organisation(
        "region", "Озёрный край", by=SYSTEM,
        parent=create_organisation("federation", "Федерация", parent=None, by=SYSTEM, on=START), on=START,
    )  # fmt: skip
    schools = _schools(region)
    cycle = create_cycle(region, year=2022, title="Цикл 2022 года", by=SYSTEM, template=2022)
    _join(cycle, schools)
    person = create_person("Координатор", by=SYSTEM, organisation=region, email=EMAIL)
    User.objects.create_user(EMAIL, PASSWORD, person=person)
    appoint(person, region, role=Role.REGIONAL_COORDINATOR, by=SYSTEM, started_on=START)
    return _plan(cycle, schools)


def _schools(region: Organisation) -> list[Organisation]:
    towns = [Draft("municipality", f"Район {n}", parent=region, key=f"m{n}") for n in range(MUNICIPALITIES)]
    schools = [
        Draft("school", f"Средняя школа № {n} района {n % MUNICIPALITIES}", parent=f"m{n % MUNICIPALITIES}")
        for n in range(SCHOOLS)
    ]
    return create_organisations([*towns, *schools], by=SYSTEM, within=region, on=START)[MUNICIPALITIES:]


def _join(cycle: Cycle, schools: list[Organisation]) -> None:
    cohort = cycle.cohorts.get(code="participants")
    CohortMembership.objects.bulk_create(
        CohortMembership(cohort=cohort, organisation=school, valid_from=START) for school in schools
    )


def _plan(cycle: Cycle, schools: list[Organisation]) -> RoadMap:
    """Every second measure is executed by each school; two thirds of what is due are touched."""
    road_map = RoadMap.objects.create(
        organisation=cycle.organisation, cycle=cycle, level=Level.REGIONAL, plan_year=2022,
        title="Дорожная карта Озёрного края на 2022 год", status=RoadMapStatus.APPROVED, approved_on=START,
    )  # fmt: skip
    sections = [Section.objects.create(road_map=road_map, position=n, title=f"Раздел {n}") for n in range(5)]
    measures = Measure.objects.bulk_create(_measure(road_map, sections, n) for n in range(MEASURES))
    Executor.objects.bulk_create(
        Executor(measure=row, position=n, name=name, organisation=cycle.organisation if n == 0 else None)
        for row in measures
        for n, name in enumerate(["Министерство образования", "Институт развития образования"])
    )
    Target.objects.bulk_create(
        Target(measure=row, kind="share", value=100, unit="% школ-участниц") for row in measures
    )
    _touch(measures, schools)
    count_progress([row.pk for row in measures], on=TODAY)
    return road_map


def _measure(road_map: RoadMap, sections: list[Section], n: int) -> Measure:
    return Measure(
        road_map=road_map, section=sections[n * len(sections) // MEASURES], position=n, number=str(n + 1),
        title=f"{TITLE} ({n + 1})", schedule_kind=ScheduleKind.DATE, due_on=START + dt.timedelta(days=5 * n),
        population=Population.SCHOOL if n % 2 else Population.ONCE,
    )  # fmt: skip


def _touch(measures: list[Measure], schools: list[Organisation]) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a benchmark
    rows = []
    for measure in measures:
        for school in schools if measure.population else [None]:
            if measure.due_on <= TODAY and chance.random() < 2 / 3:
                key = leaf_key(None, f"o{school.pk}" if school else "", None)
                status = chance.choice(STATUSES)
                rows.append(
                    Execution(
                        measure=measure,
                        leaf_key=key,
                        unit_organisation=school,
                        status=status,
                        due_on=measure.due_on,
                        confirmed_on=measure.due_on if status == ExecutionStatus.CONFIRMED else None,
                        done_on=measure.due_on if status != ExecutionStatus.IN_PROGRESS else None,
                    )
                )
    Execution.objects.bulk_create(rows, batch_size=500)


if __name__ == "__main__":
    with clock.at(TODAY):
        print(build().pk)
