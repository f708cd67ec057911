"""Road maps of 60 measures, approved, with baseline, versions and occurrences."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.federation.places import Place
from benchmarks.federation.sizes import MEASURES, START
from medk.accounts.models import User
from medk.audit.recording import entry, record_many
from medk.kernel import clock
from medk.orgs.models import Organisation
from medk.plans.actions.occurrences import generate_occurrences
from medk.plans.actions.versions import keep_versions
from medk.plans.choices import BodyClass, Frequency, Level, Population, RoadMapStatus, ScheduleKind
from medk.plans.models import (
    Executor,
    Measure,
    Milestone,
    PlanBaseline,
    RoadMap,
    Section,
    Target,
)
from medk.plans.queries.content import digest, plan_content
from medk.workflow.models import Transition

END = dt.date(2022, 12, 20)
SECTIONS = ("Организация", "Диагностика", "Методическая помощь", "Обучение", "Контроль и итоги")
#: Frequency and population of the measures of a plan, 60 in all.
KINDS = (
    *(3 * [(Frequency.WEEKLY, Population.SCHOOL)]),
    *(12 * [(Frequency.MONTHLY, Population.SCHOOL)]),
    *(21 * [("", Population.SCHOOL)]),
    *(4 * [(Frequency.QUARTERLY, Population.MUNICIPALITY)]),
    *(4 * [("", Population.MUNICIPALITY)]),
    *(4 * [("", Population.CURATOR)]),
    *(2 * [("", Population.BODY)]),
    *(10 * [("", Population.ONCE)]),
)
_WORDS = (
    "Провести собеседования с командами школ о ходе исполнения антирисковых программ",
    "Организовать взаимопосещение уроков учителями школ-партнёров",
    "Подготовить справку об оснащении кабинетов",
    "Обсудить итоги диагностических работ на методическом объединении",
    "Уточнить концепцию развития школы и среднесрочную программу",
    "Провести вебинар для директоров и кураторов",
    "Разместить материалы мониторинга на сайте школы",
    "Составить индивидуальные маршруты повышения квалификации",
)


@dataclass(frozen=True)
class Drawn:
    """A plan with its measures in order."""

    road_map: RoadMap
    measures: list[Measure]


def draw(place: Place, users: dict[str, User]) -> Iterator[Drawn]:
    """The plan of the region and that of its first municipality."""
    n = place.size.number
    town = place.schools[0].parent
    assert town is not None
    plans = (
        (place.region, Level.REGIONAL, users[f"regional-{n}@medk.example"]),
        (town, Level.MUNICIPAL, users[f"municipal-{n}-1@medk.example"]),
    )
    for owner, level, by in plans:
        yield _plan(place, owner, level=level, by=by)


def _plan(place: Place, owner: Organisation, *, level: str, by: User) -> Drawn:
    road_map = RoadMap.objects.create(
        organisation=owner, cycle=place.cycle, level=level, plan_year=2022, created_by=by,
        title=f"Дорожная карта помощи школам, {owner}, 2022 год", status=RoadMapStatus.APPROVED,
        approved_on=START, order_kind="приказ", order_number=f"{place.size.number}-р", order_date=START,
    )  # fmt: skip
    sections = Section.objects.bulk_create(
        Section(road_map=road_map, position=n, number=str(n + 1), title=title)
        for n, title in enumerate(SECTIONS)
    )
    measures = Measure.objects.bulk_create(_measure(road_map, sections, n) for n in range(MEASURES))
    _parts(place, measures)
    generate_occurrences(road_map)
    _approve(road_map, by=by)
    return Drawn(road_map, measures)


def _measure(road_map: RoadMap, sections: list[Section], n: int) -> Measure:
    """Kinds are dealt round, so that every section has some of each."""
    frequency, population = KINDS[n * 7 % MEASURES]
    kind = ScheduleKind.RECURRING if frequency else ScheduleKind.PERIOD if n % 3 else ScheduleKind.DATE
    due = END if frequency else START + dt.timedelta(days=20 + 5 * n)
    starts = None if kind == ScheduleKind.DATE else START if frequency else due - dt.timedelta(days=25)
    section = n * len(sections) // MEASURES
    return Measure(
        road_map=road_map, section=sections[section], position=n, number=f"{section + 1}.{n % 12 + 1}",
        title=f"{_WORDS[n % len(_WORDS)]}, {n + 1}", schedule_kind=kind, starts_on=starts, due_on=due,
        frequency=frequency, population=population, deadline_text=f"до {due:%d.%m.%Y}",
    )  # fmt: skip


def _parts(place: Place, measures: list[Measure]) -> None:
    def named(n: int, measure: Measure) -> Iterator[Executor]:
        yield Executor(
            measure=measure, position=0, name="Институт развития образования", organisation=place.body
        )
        if measure.population == Population.ONCE:
            yield Executor(measure=measure, position=1, name="Министерство", organisation=place.region)
        elif n % 2:
            yield Executor(measure=measure, position=1, name="Школы-участницы", body_class=BodyClass.SCHOOLS)

    Executor.objects.bulk_create(row for n, measure in enumerate(measures) for row in named(n, measure))
    Target.objects.bulk_create(
        Target(measure=row, kind="share", value=100, unit="% школ-участниц")
        for row in measures
        if row.population
    )
    Milestone.objects.bulk_create(
        Milestone(
            measure=row, position=0, title="Промежуточный итог", due_on=row.due_on - dt.timedelta(days=10)
        )
        for row in measures[::6]
        if row.due_on
    )


def _approve(road_map: RoadMap, *, by: User) -> None:
    """What `approve_road_map` leaves, without counting leaves that are about to be filled."""
    content = plan_content(road_map)
    baseline = PlanBaseline.objects.create(
        road_map=road_map, ordinal=1, content=content, sha256=digest(content), approved_on=START, approved_by=by,
        entered_at=clock.now(),
    )  # fmt: skip
    keep_versions(list(road_map.measures.all()), effective_on=START, by=by)
    moved = Transition(
        subject_type="plans.roadmap", subject_id=road_map.pk, organisation_id=road_map.organisation_id,
        move="approve", source="draft", target="approved", happened_on=START, entered_at=clock.now(),
        by_id=by.pk, by_name=str(by),
    )  # fmt: skip
    moved.save()
    details: dict[str, Any] = {"move": "approve", "source": "draft", "target": "approved"}
    record_many(
        [
            entry(
                "workflow.moved",
                road_map,
                by=by,
                happened_on=START.isoformat(),
                transition=str(moved.uid),
                **details,
            ),
            entry(
                "plans.approved",
                road_map,
                by=by,
                sha256=baseline.sha256,
                ordinal=1,
                approved_on=START.isoformat(),
            ),
        ]
    )
