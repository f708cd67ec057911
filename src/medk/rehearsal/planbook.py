"""The five road maps of the demo world, read from data/plans into frozen values.

Facts (numbers, dates, executors, targets) are those of the five published
orders; every sentence is our own. The shape is the reading contract's, with
keys that a person settles on the review page: population, cohort, confirmer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

PLANS_DIR = Path(__file__).parent / "data" / "plans"

#: Measures in each order; five orders, 205 rows in all.
MEASURE_COUNTS: Mapping[str, int] = {
    "hmao-2022": 18,
    "vladimir-2022": 47,
    "karpinsk-2022": 40,
    "irkutsk-2021": 74,
    "omsk-2021": 26,
}
#: Plans that we made up where no order was at hand; they are no part of the 205.
INVENTED_COUNTS: Mapping[str, int] = {"sverdlovsk-2022": 15}
SCHEDULE_KINDS = frozenset({"date", "period", "recurring", "on_request", "by_separate_schedule", "none"})
TARGET_KINDS = frozenset({"share", "count", "count_min", "count_max", "rate", "document", "fact"})
POPULATIONS = frozenset({None, "school", "municipality", "curator", "body", "role"})
CONFIRMERS = frozenset({None, "curator", "municipal_coordinator", "regional_coordinator"})
#: Cohorts of schools that measures address, with their titles.
COHORTS: Mapping[str, str] = {
    "participants": "Школы-участницы",
    "identified": "Школы с низкими результатами",
    "low_two_years": "Низкие результаты два года и дольше",
    "last_year": "Участницы прошлого года",
    "disadvantaged": "Школы в трудных социальных условиях",
    "resilient": "Резильентные школы",
    "improved": "Школы с заметным ростом",
}
ROLES = frozenset({"regional_coordinator", "municipal_coordinator", "curator", "school_head"})


class WorldbookRefused(ValueError):
    """The demo world's data contradict themselves; the message says where."""


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The order that approves a road map; number and date only where printed."""

    kind: str
    authority: str
    number: str | None
    date: date | None
    title: str
    territory: str
    level: str
    plan_year: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a road map, in order of appearance."""

    number: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often a recurring measure falls due within its period."""

    freq: str
    interval: int
    count_per_period: int
    weekday: str | None
    monthday: int | None
    at_least: bool


@dataclass(frozen=True, slots=True)
class Milestone:
    """One of several deadlines printed in one row."""

    title: str | None
    end: date


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a measure is done, after the reading contract's conventions."""

    kind: str
    start: date | None
    end: date | None
    recurrence: Recurrence | None
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True)
class Executor:
    """A body, a class of bodies or a role that carries a measure out.

    `ref` is "body:CODE" of the world or "class:NAME", the names being those of
    the plans' classes of bodies (municipalities, schools, curators …).
    """

    name: str
    short_name: str | None
    by_agreement: bool
    ref: str


@dataclass(frozen=True, slots=True)
class Target:
    """What a measure must reach; `action` is an index where one action bears it."""

    kind: str
    value: int | None
    unit: str | None
    per: str | None
    action: int | None


@dataclass(frozen=True, slots=True)
class Action:
    """One of several works in one row, with its own deadline where printed."""

    title: str
    end: date | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a road map and how its execution is counted.

    `population` None is counted once; `roles` names whose holders are the
    units of population "role", the principal role first; `appoint` proposes executors where the order
    prints none; `is_series_external` marks meetings that an outside body calls,
    so that their number comes from the occurrences entered (decision 7).
    """

    number: str
    section: int | None
    title: str
    deadline_text: str | None
    schedule: Schedule
    executors: tuple[Executor, ...]
    indicator_text: str | None
    targets: tuple[Target, ...]
    goal: str | None
    tasks: tuple[str, ...]
    audience: str | None
    place_format: str | None
    publication: tuple[str, ...]
    actions: tuple[Action, ...]
    population: str | None
    roles: tuple[str, ...]
    cohort: str
    confirmer: str | None
    appoint: tuple[Executor, ...]
    is_series_external: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A road map as its order approves it; `raw` is the contract's JSON itself."""

    code: str
    document: PlanDocument
    sections: tuple[Section, ...]
    measures: tuple[Measure, ...]
    raw: Mapping[str, Any]


def load_plans(folder: Path = PLANS_DIR) -> dict[str, Plan]:
    """Read the five road maps by code; raises WorldbookRefused if one is wrong."""
    return {code: load_plan(code, folder) for code in MEASURE_COUNTS}


def load_plan(code: str, folder: Path = PLANS_DIR) -> Plan:
    """Read and check one road map; raises WorldbookRefused naming the row."""
    raw = json.loads((folder / f"{code}.json").read_text(encoding="utf-8"))
    plan = Plan(
        code=code,
        document=_document(raw["document"]),
        sections=tuple(Section(**section) for section in raw["sections"]),
        measures=tuple(_measure(row, raw["executors"]) for row in raw["measures"]),
        raw=raw,
    )
    check_plan(plan)
    return plan


def check_plan(plan: Plan) -> None:
    """Refuse a plan whose row count, numbers or codes are not what they must be."""
    expected = {**MEASURE_COUNTS, **INVENTED_COUNTS}[plan.code]
    if len(plan.measures) != expected:
        raise WorldbookRefused(f"{plan.code}: мероприятий {len(plan.measures)}, нужно {expected}.")
    numbers = [measure.number for measure in plan.measures]
    if len(set(numbers)) != len(numbers):
        raise WorldbookRefused(f"{plan.code}: номера мероприятий повторяются.")
    for measure in plan.measures:
        for fault in _faults(measure, len(plan.sections)):
            raise WorldbookRefused(f"{plan.code}, № {measure.number}: {fault}")


def _faults(measure: Measure, sections: int) -> Iterable[str]:
    """Say what is wrong with a row, one sentence for each fault."""
    schedule = measure.schedule
    closed = (
        (schedule.kind, SCHEDULE_KINDS, "вид срока"),
        (measure.population, POPULATIONS, "охват"),
        (measure.confirmer, CONFIRMERS, "кто подтверждает"),
        (measure.cohort, COHORTS, "когорта"),
        *((target.kind, TARGET_KINDS, "вид показателя") for target in measure.targets),
        *((role, ROLES, "роль") for role in measure.roles),
    )
    yield from (f"{what}: {value!r} не из списка." for value, known, what in closed if value not in known)
    if schedule.start and schedule.end and schedule.start > schedule.end:
        yield "срок начинается позже, чем кончается."
    if (schedule.kind == "recurring") != (schedule.recurrence is not None):
        yield "повтор и вид срока не согласованы."
    if bool(measure.roles) != (measure.population == "role"):
        yield "роли названы не там, где охват по ролям."
    if measure.section is not None and not 0 <= measure.section < sections:
        yield "такого раздела нет."
    actions = {target.action for target in measure.targets} - {None}
    if actions - set(range(len(measure.actions))):
        yield "показатель отнесён к действию, которого нет."


def _document(raw: Mapping[str, Any]) -> PlanDocument:
    return PlanDocument(**{**raw, "date": _day(raw["date"])})


def _measure(raw: Mapping[str, Any], refs: Mapping[str, str]) -> Measure:
    return Measure(
        number=raw["number"],
        section=raw["section"],
        title=raw["title"],
        deadline_text=raw["deadline_text"],
        schedule=_schedule(raw["schedule"]),
        executors=tuple(Executor(**row, ref=_ref(row["name"], refs)) for row in raw["executors"]),
        indicator_text=raw["indicator_text"],
        targets=tuple(Target(**{"action": None, **row}) for row in raw["targets"]),
        goal=raw["goal"],
        tasks=tuple(raw["tasks"]),
        audience=raw["audience"],
        place_format=raw["place_format"],
        publication=tuple(raw["publication"]),
        actions=tuple(Action(row["title"], _day(row["end"])) for row in raw["actions"]),
        population=raw["population"],
        roles=tuple(raw.get("roles", ())),
        cohort=raw["cohort"],
        confirmer=raw["confirmer"],
        appoint=tuple(Executor(n, None, False, _ref(n, refs)) for n in raw.get("appoint", ())),
        is_series_external=raw.get("is_series_external", False),
    )


def _schedule(raw: Mapping[str, Any]) -> Schedule:
    rule = raw["recurrence"]
    return Schedule(
        kind=raw["kind"],
        start=_day(raw["start"]),
        end=_day(raw["end"]),
        recurrence=Recurrence(**rule) if rule else None,
        milestones=tuple(
            Milestone(row["title"], date.fromisoformat(row["end"])) for row in raw["milestones"]
        ),
    )


def _ref(name: str, refs: Mapping[str, str]) -> str:
    if name not in refs:
        raise WorldbookRefused(f"Исполнитель «{name}» не описан в разделе executors.")
    return refs[name]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
