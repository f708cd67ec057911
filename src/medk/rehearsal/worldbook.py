"""The demo world as frozen values: territories, road maps and cycle templates.

Pure Python: the rehearsal reads it and plays it through actions. Sizes come
from the orders: Омская область 376 identified, 123 selected, 76 curators;
Иркутская 41 routes; ХМАО 9 schools; Карпинск 3 schools and 2 curators.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from medk.rehearsal.places import Body, Post, Territory, grow_posts, grow_territory
from medk.rehearsal.planbook import Executor, Plan, WorldbookRefused, load_plans

WORLD_FILE = Path(__file__).parent / "data" / "territories.json"
#: The product's own templates; the demo has no copy of its own.
TEMPLATES_FILE = Path(__file__).parents[1] / "cycles" / "data" / "templates.json"

#: Participants, identified (participants included) and curators that the world must have.
TERRITORY_SIZES: Mapping[str, tuple[int, int, int]] = {
    "VLA": (45, 65, 32),
    "HMA": (9, 24, 7),
    "SVE": (7, 8, 5),
    "IRK": (41, 137, 28),
    "OMS": (123, 376, 76),
}


@dataclass(frozen=True, slots=True)
class KeyDate:
    """An event of a cycle's calendar; `source` is the order and row it comes from."""

    code: str
    title: str
    starts_on: date
    ends_on: date
    source: str


@dataclass(frozen=True, slots=True)
class CycleTemplate:
    """A programme year that a region copies and then changes as it likes.

    Sources of the settings: at most 2 schools for a curator, Омская область's
    preamble; 45 % of measures by 17.06.2022, Владимирская область, row 46.
    """

    code: str
    title: str
    starts_on: date
    ends_on: date
    curator_max_schools: int
    share_target: int | None
    share_target_on: date | None
    key_dates: tuple[KeyDate, ...]


@dataclass(frozen=True, slots=True)
class Federation:
    """The top of the tree, its partner bodies and its posts."""

    code: str
    name: str
    timezone: str
    bodies: tuple[Body, ...]
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class World:
    """All that the rehearsal needs to know before its first day."""

    federation: Federation
    territories: tuple[Territory, ...]
    plans: Mapping[str, Plan]
    cycles: Mapping[str, CycleTemplate]

    def territory(self, code: str) -> Territory:
        """The territory with this code; raises KeyError."""
        return {row.code: row for row in self.territories}[code]


def load_world() -> World:
    """Read, grow and check the demo world; raises WorldbookRefused saying what is wrong."""
    raw = json.loads(WORLD_FILE.read_text(encoding="utf-8"))
    domain = raw["email_domain"]
    world = World(
        federation=_federation(raw["federation"], domain),
        territories=tuple(_territory(row, email_domain=domain) for row in raw["territories"]),
        plans=load_plans(),
        cycles=load_templates(),
    )
    check_world(world)
    return world


def _territory(raw: Mapping[str, Any], *, email_domain: str) -> Territory:
    territory = grow_territory(raw, email_domain=email_domain)
    gone = sum(1 for row in territory.memberships if row.left_because)
    if gone != len(raw["departures"]):
        raise WorldbookRefused(f"{territory.code}: выбывшей школы нет в её когорте.")
    return territory


def load_templates(file: Path = TEMPLATES_FILE) -> dict[str, CycleTemplate]:
    """Read the cycle templates by code; raises WorldbookRefused on a date out of order."""
    rows = json.loads(file.read_text(encoding="utf-8"))["cycles"]
    templates = {row["code"]: _template(row) for row in rows}
    for template in templates.values():
        _check_template(template)
    return templates


def check_world(world: World) -> None:
    """Refuse a world whose sizes, codes, zones, curators or executors do not agree."""
    for fault in _faults(world):
        raise WorldbookRefused(fault)


def _faults(world: World) -> Iterator[str]:
    codes = Counter(_codes(world))
    yield from (f"Код {code} встречается {n} раза." for code, n in codes.items() if n > 1)
    for territory in world.territories:
        limit = world.cycles[territory.cycle].curator_max_schools
        yield from _territory_faults(territory, curator_max_schools=limit)
    for plan in world.plans.values():
        yield from _executor_faults(plan, set(codes))
    named = {place for row in world.territories for place in _plan_codes(row)}
    yield from (f"План {code} ни к чему не отнесён." for code in world.plans.keys() - named)


def _territory_faults(territory: Territory, *, curator_max_schools: int) -> Iterator[str]:
    pools = Counter(school.pool for school in territory.schools)
    participants = pools["participants"]
    sizes = (participants, participants + pools["identified"], len(territory.curators))
    if sizes != TERRITORY_SIZES[territory.code]:
        yield f"{territory.code}: участниц, выявленных, кураторов {sizes}, а не как задано."
    if not _is_zone(territory.timezone):
        yield f"{territory.code}: нет часового пояса {territory.timezone}."
    served = Counter(code for curator in territory.curators for code in curator.schools)
    wanted = {school.code for school in territory.schools if school.pool == "participants"}
    if set(served) != wanted or any(count > 1 for count in served.values()):
        yield f"{territory.code}: у каждой школы-участницы должен быть один куратор."
    for curator in territory.curators:
        if not 1 <= len(curator.schools) <= curator_max_schools:
            yield f"{curator.post.title} ({territory.code}): школ {len(curator.schools)}."
        if curator.home_school in curator.schools:
            yield f"{curator.post.title} ({territory.code}) курирует собственную школу."


def _executor_faults(plan: Plan, codes: set[str]) -> Iterator[str]:
    for measure in plan.measures:
        for executor in (*measure.executors, *measure.appoint):
            if not _is_known(executor, codes):
                yield f"{plan.code}, № {measure.number}: исполнитель {executor.ref} неизвестен."


#: Classes of executors, named as the plans name them.
EXECUTOR_CLASSES = frozenset(
    {"municipalities", "schools", "curators", "methodical_services", "municipal_coordinators"}
)


def _is_known(executor: Executor, codes: set[str]) -> bool:
    kind, _, code = executor.ref.partition(":")
    return code in codes if kind == "body" else kind == "class" and code in EXECUTOR_CLASSES


def _codes(world: World) -> Iterator[str]:
    """Every code of a place, body, school or post: they share one space."""
    yield world.federation.code
    yield from (body.code for body in world.federation.bodies)
    yield from (post.code for post in world.federation.posts)
    for territory in world.territories:
        yield territory.code
        yield from _codes_in(territory)


def _codes_in(territory: Territory) -> Iterator[str]:
    rows: Iterable[Any] = (*territory.bodies, *territory.posts, *territory.schools)
    yield from (row.code for row in rows)
    yield from (curator.post.code for curator in territory.curators)
    for place in territory.municipalities:
        yield from (place.code, place.authority.code, place.methodical_service.code)


def _plan_codes(territory: Territory) -> Iterator[str]:
    codes = (territory.plan, *(place.plan for place in territory.municipalities))
    yield from (code for code in codes if code)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return False
    return True


def _federation(raw: Mapping[str, Any], email_domain: str) -> Federation:
    return Federation(
        code=raw["code"],
        name=raw["name"],
        timezone=raw["timezone"],
        bodies=tuple(Body(**row) for row in raw["bodies"]),
        posts=tuple(grow_posts(raw["posts"], prefix=raw["code"], email_domain=email_domain)),
    )


def _template(raw: Mapping[str, Any]) -> CycleTemplate:
    settings = raw["settings"]
    target_on = settings["share_target_on"]
    return CycleTemplate(
        code=raw["code"],
        title=raw["title"],
        starts_on=date.fromisoformat(raw["starts_on"]),
        ends_on=date.fromisoformat(raw["ends_on"]),
        curator_max_schools=settings["curator_max_schools"],
        share_target=settings["share_target"],
        share_target_on=date.fromisoformat(target_on) if target_on else None,
        key_dates=tuple(
            KeyDate(
                code=row["code"],
                title=row["title"],
                starts_on=date.fromisoformat(row["from"]),
                ends_on=date.fromisoformat(row["to"]),
                source=row["source"],
            )
            for row in raw["key_dates"]
        ),
    )


def _check_template(template: CycleTemplate) -> None:
    codes = [row.code for row in template.key_dates]
    if len(set(codes)) != len(codes):
        raise WorldbookRefused(f"Цикл {template.code}: коды дат повторяются.")
    for row in template.key_dates:
        if not template.starts_on <= row.starts_on <= row.ends_on <= template.ends_on:
            raise WorldbookRefused(f"Цикл {template.code}: дата «{row.title}» вне цикла.")
