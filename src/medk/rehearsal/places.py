"""Territories of the demo world: counts and name patterns grown into schools and posts.

Real: regions, municipalities, bodies, the numbers of schools and curators that
the orders state. Invented: every school (its name says «демо») and which
municipality holds how many, so that no real school is called low-performing.
The same data always grow into the same world.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

#: Heads of schools were appointed long before any cycle of the demo.
HEADS_SINCE = date(2020, 8, 31)


@dataclass(frozen=True, slots=True)
class Body:
    """A body at a place: authority, institute, assessment centre, methodical service, partner."""

    code: str
    kind: str
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class School:
    """An invented school; `pool` is participants, identified (not selected) or others."""

    code: str
    number: int
    name: str
    short_name: str
    municipality: str
    pool: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A real municipality (one is invented) with its authority and methodical service."""

    code: str
    name: str
    area: str
    authority: Body
    methodical_service: Body
    plan: str | None
    schools: tuple[School, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A person known by position alone, and the appointment that he or she holds.

    `organisation` is the code of a region, municipality, body or school.
    """

    code: str
    role: str
    title: str
    organisation: str
    started_on: date
    act: str | None
    email: str


@dataclass(frozen=True, slots=True)
class Curator:
    """A deputy head of one school who helps one or two others (orders: at most 2)."""

    post: Post
    home_school: str
    schools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """A school's place in a cohort, with its dates and the reason it was put there."""

    cohort: str
    school: str
    valid_from: date
    valid_to: date | None
    basis: str
    act: str | None
    years: tuple[int, ...]
    left_because: str | None


@dataclass(frozen=True, slots=True)
class Territory:
    """A region with all that lives in it; `is_deep` ones are played measure by measure."""

    code: str
    name: str
    short_name: str
    timezone: str
    cycle: str
    plan: str | None
    is_deep: bool
    bodies: tuple[Body, ...]
    municipalities: tuple[Municipality, ...]
    posts: tuple[Post, ...]
    curators: tuple[Curator, ...]
    memberships: tuple[Membership, ...]

    @property
    def schools(self) -> tuple[School, ...]:
        """All schools in the order of their numbers."""
        return tuple(school for place in self.municipalities for school in place.schools)

    def cohort(self, code: str, on: date) -> tuple[str, ...]:
        """Codes of the schools that belong to a cohort on a date."""
        return tuple(
            row.school
            for row in self.memberships
            if row.cohort == code and row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
        )


def grow_territory(raw: Mapping[str, Any], *, email_domain: str) -> Territory:
    """Expand one territory's counts and patterns; the same input gives the same output."""
    places = tuple(_municipalities(raw))
    schools = [school for place in places for school in place.schools]
    curators = tuple(_curators(raw, places, email_domain))
    return Territory(
        code=raw["code"],
        name=raw["name"],
        short_name=raw["short_name"],
        timezone=raw["timezone"],
        cycle=raw["cycle"],
        plan=raw["plan"],
        is_deep=raw["is_deep"],
        bodies=tuple(Body(**row) for row in raw["bodies"]),
        municipalities=places,
        posts=(
            *grow_posts(raw["posts"], prefix=raw["code"], email_domain=email_domain),
            *_municipal_posts(raw, places, email_domain),
            *_school_posts(raw, schools, email_domain),
        ),
        curators=curators,
        memberships=tuple(_memberships(raw, schools)),
    )


def grow_posts(rows: Iterable[Mapping[str, Any]], *, prefix: str, email_domain: str) -> Iterator[Post]:
    """Posts listed one by one; codes count within a role: VLA-REGIONAL-COORDINATOR-1."""
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row["role"]] += 1
        code = f"{prefix}-{row['role'].replace('_', '-').upper()}-{seen[row['role']]}"
        started_on = date.fromisoformat(row["started_on"])
        yield _post(code, row["role"], row["title"], row["body"], started_on, email_domain, act=row["act"])


def _municipalities(raw: Mapping[str, Any]) -> Iterator[Municipality]:
    number = 0
    for row in raw["municipalities"]:
        schools = tuple(_schools(raw["code"], row, first=number + 1))
        number += len(schools)
        area = row["area"]
        yield Municipality(
            code=row["code"],
            name=row["name"],
            area=area,
            authority=_municipal_body(row, "authority", "UO", f"Управление образования ({area})"),
            methodical_service=_municipal_body(
                row, "methodical_service", "MS", f"Методическая служба ({area})"
            ),
            plan=row.get("plan"),
            schools=schools,
        )


def _municipal_body(row: Mapping[str, Any], kind: str, suffix: str, name: str) -> Body:
    name = row.get(kind, name)
    return Body(f"{row['code']}-{suffix}", kind, name, name)


def _schools(territory: str, row: Mapping[str, Any], *, first: int) -> Iterator[School]:
    pools = [pool for pool in ("participants", "identified", "others") for _ in range(row[pool])]
    for number, pool in enumerate(pools, first):
        yield School(
            code=f"{territory}-{number:03d}",
            number=number,
            name=f"Школа {number} (демо), {row['area']}",
            short_name=f"Школа {number}",
            municipality=row["code"],
            pool=pool,
        )


def _curators(raw: Mapping[str, Any], places: Sequence[Municipality], email_domain: str) -> Iterator[Curator]:
    """Municipalities with their own number of curators first by themselves, the rest together."""
    own = {row["code"]: row["curators"] for row in raw["municipalities"] if "curators" in row}
    groups = [([place], own[place.code]) for place in places if place.code in own]
    groups.append(([place for place in places if place.code not in own], raw["curators"]))
    started_on = date.fromisoformat(raw["appointed"]["curators"])
    number = 0
    for group, count in groups:
        for home, served in _pairs(group, count):
            number += 1
            code = f"{raw['code']}-CURATOR-{number}"
            title = f"Куратор {number}"
            yield Curator(
                post=_post(code, "curator", title, home.code, started_on, email_domain),
                home_school=home.code,
                schools=tuple(school.code for school in served),
            )


def _pairs(places: Sequence[Municipality], count: int) -> Iterator[tuple[School, list[School]]]:
    """Give each curator one or two schools and a home school, a neighbour's where none is near."""
    hosts = [school for place in places for school in place.schools if school.pool == "others"]
    for served in _portions(places, count):
        near = [host for host in hosts if host.municipality == served[0].municipality]
        home = (near or hosts)[0]
        hosts.remove(home)
        yield home, served


def _portions(places: Sequence[Municipality], count: int) -> list[list[School]]:
    """Split participants into `count` portions of one or two, pairs inside a municipality."""
    queues = [[s for s in place.schools if s.pool == "participants"] for place in places]
    pairs_left = sum(map(len, queues)) - count
    portions = []
    for queue in queues:
        while queue:
            size = 2 if pairs_left > 0 and len(queue) > 1 else 1
            pairs_left -= size - 1
            portions.append(queue[:size])
            del queue[:size]
    return portions


def _memberships(raw: Mapping[str, Any], schools: Sequence[School]) -> Iterator[Membership]:
    left = {(row["cohort"], row["school"]): row for row in raw["departures"]}
    for rule in raw["cohorts"]:
        pool = [school for school in schools if _in_pool(school, rule["pool"])]
        for school in pool[rule["offset"] :: rule["every"]]:
            departure = left.get((rule["code"], school.number), {})
            valid_to = departure.get("valid_to", rule["valid_to"])
            yield Membership(
                cohort=rule["code"],
                school=school.code,
                valid_from=date.fromisoformat(rule["valid_from"]),
                valid_to=date.fromisoformat(valid_to) if valid_to else None,
                basis=rule["basis"],
                act=rule["act"],
                years=tuple(rule["years"]),
                left_because=departure.get("reason"),
            )


def _in_pool(school: School, pool: str) -> bool:
    """Identified schools are the participants and those that were not selected."""
    if pool == "identified":
        return school.pool in {"participants", "identified"}
    if pool == "unselected":
        return school.pool == "identified"
    return school.pool == pool


def _municipal_posts(
    raw: Mapping[str, Any], places: Sequence[Municipality], email_domain: str
) -> Iterator[Post]:
    started_on = date.fromisoformat(raw["appointed"]["municipal_coordinators"])
    roles = (
        ("municipal_coordinator", "COORDINATOR", "Муниципальный координатор"),
        ("methodical_service", "METHODIST", "Методист муниципальной службы"),
    )
    for place in places:
        for role, suffix, title in roles:
            code = f"{place.code}-{suffix}"
            where = place.code if role == "municipal_coordinator" else place.methodical_service.code
            yield _post(code, role, f"{title}, {place.area}", where, started_on, email_domain)


def _school_posts(raw: Mapping[str, Any], schools: Sequence[School], email_domain: str) -> Iterator[Post]:
    """A head for every school; a deputy too where a participant's year is played in depth."""
    for school in schools:
        title = f"Директор школы {school.number}"
        yield _post(f"{school.code}-HEAD", "school_head", title, school.code, HEADS_SINCE, email_domain)
        if raw["is_deep"] and school.pool == "participants":
            yield _post(
                f"{school.code}-DEPUTY",
                "school_staff",
                f"Заместитель директора школы {school.number}",
                school.code,
                HEADS_SINCE + timedelta(days=1),
                email_domain,
            )


def _post(
    code: str,
    role: str,
    title: str,
    organisation: str,
    started_on: date,
    email_domain: str,
    *,
    act: str | None = None,
) -> Post:
    email = f"{code.lower()}@{email_domain}"
    return Post(code, role, title, organisation, started_on, act, email)
