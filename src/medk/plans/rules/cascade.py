"""What a measure of a lower map takes from the one above, and how the two differ (no database).

A *content* is the flat mapping made by `queries.cascade_content`: the measure's own fields, dates in
ISO form, milestones and targets as rows, executors as `{"name"}` in their order, and `state`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from medk.orgs.roles import Role
from medk.plans.choices import BodyClass, Level, Population
from medk.plans.choices_cascade import Aspect
from medk.plans.rules.matching import class_of

Content = Mapping[str, Any]

#: Fields of the content by aspect: an aspect is decided as a whole, since «срок» is printed, stored
#: as dates and cut into repeats at once.
ASPECT_FIELDS: dict[str, tuple[str, ...]] = {
    Aspect.TITLE: ("title",),
    Aspect.DATES: (
        "deadline_text", "schedule_kind", "starts_on", "due_on", "frequency", "interval",
        "count_per_period", "is_at_least", "weekday", "monthday", "milestones",
    ),
    Aspect.EXECUTORS: ("executors",),
    Aspect.POPULATION: ("population", "population_role", "cohort"),
    Aspect.INDICATOR: ("indicator_text", "targets"),
    Aspect.STATE: ("state",),
}  # fmt: skip
#: Levels whose maps are drafted from the one above, and the classes of bodies by which a row of the
#: map above concerns them (issue 3: «measures that name МОУО, ОО, curators»).
CONCERNED_CLASSES: dict[str, frozenset[str]] = {
    Level.MUNICIPAL: frozenset(
        {
            BodyClass.MUNICIPALITIES,
            BodyClass.SCHOOLS,
            BodyClass.CURATORS,
            BodyClass.METHODICAL_SERVICES,
            BodyClass.MUNICIPAL_COORDINATORS,
        }
    ),
    Level.SCHOOL: frozenset({BodyClass.SCHOOLS, BodyClass.CURATORS}),
}
_POPULATIONS: dict[str, frozenset[str]] = {
    Level.MUNICIPAL: frozenset({Population.MUNICIPALITY, Population.SCHOOL, Population.CURATOR}),
    Level.SCHOOL: frozenset({Population.SCHOOL, Population.CURATOR}),
}
_ROLES: dict[str, frozenset[str]] = {
    Level.MUNICIPAL: frozenset(
        {
            Role.MUNICIPAL_COORDINATOR,
            Role.METHODICAL_SERVICE,
            Role.CURATOR,
            Role.SCHOOL_HEAD,
            Role.SCHOOL_STAFF,
        }
    ),
    Level.SCHOOL: frozenset({Role.CURATOR, Role.SCHOOL_HEAD, Role.SCHOOL_STAFF}),
}
#: What is one of many above is the owner's single work below.
_ONE_BELOW: dict[str, str] = {Level.MUNICIPAL: Population.MUNICIPALITY, Level.SCHOOL: Population.SCHOOL}
_OWNER_ROLES: dict[str, frozenset[str]] = {
    Level.MUNICIPAL: frozenset({Role.MUNICIPAL_COORDINATOR, Role.METHODICAL_SERVICE}),
    Level.SCHOOL: frozenset({Role.SCHOOL_HEAD, Role.SCHOOL_STAFF}),
}
#: The class that means the owner of a lower map itself.
OWNER_CLASS: dict[str, str] = {Level.MUNICIPAL: BodyClass.MUNICIPALITIES, Level.SCHOOL: BodyClass.SCHOOLS}


@dataclass(frozen=True, slots=True)
class Named:
    """One executor of a measure above: printed name, class, and the territory below that it lies in."""

    name: str
    short_name: str = ""
    body_class: str = ""
    side: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """Whom a measure of the map above calls: `schools_only` when only places with schools owe it."""

    everybody: bool
    sides: frozenset[int] = frozenset()
    schools_only: bool = False

    def concerns(self, place: int, *, has_schools: bool) -> bool:
        """Whether a territory below ought to have the measure in its own map."""
        if place in self.sides:
            return True
        return self.everybody and (has_schools or not self.schools_only)


def called(
    level: str, *, population: str, role: str, executors: Iterable[Named], chosen: frozenset[int]
) -> Call:
    """Whom of the territories of a level a measure above calls (the executors' classes, the population).

    `chosen` are the territories of the units chosen for the measure: only they are called then.
    """
    classes = {row.body_class or class_of(row.short_name or row.name) or "" for row in executors}
    by_class = classes & CONCERNED_CLASSES.get(level, frozenset())
    of_role = population == Population.ROLE and role in _ROLES.get(level, frozenset())
    by_population = population in _POPULATIONS.get(level, frozenset()) or of_role
    sides = frozenset(row.side for row in executors if row.side)
    if chosen:
        return Call(False, chosen | sides)
    through_schools = {BodyClass.SCHOOLS, BodyClass.CURATORS}
    schools_only = by_class <= through_schools and population not in (
        Population.MUNICIPALITY,
        Population.ROLE,
    )
    return Call(bool(by_class or by_population), sides, schools_only)


def population_below(level: str, population: str, role: str) -> tuple[str, str]:
    """The population and its role as the lower map says them: «каждый муниципалитет» is itself there."""
    if population == _ONE_BELOW.get(level):
        return Population.ONCE, ""
    if population == Population.ROLE and role in _OWNER_ROLES.get(level, frozenset()):
        return Population.ONCE, ""
    return population, role


def as_taken(content: Content, level: str) -> dict[str, Any]:
    """What the measure above says, in the terms of a map of the lower level."""
    population, role = population_below(level, content["population"], content["population_role"])
    cohort = content["cohort"] if population == Population.SCHOOL else None
    return {**content, "population": population, "population_role": role, "cohort": cohort}


@dataclass(frozen=True)
class Difference:
    """One aspect in which two contents differ; `old` and `new` hold the fields that differ."""

    aspect: str
    old: dict[str, Any]
    new: dict[str, Any]

    @property
    def key(self) -> str:
        """What a form sends back, so that nobody decides upon a change that they have not seen."""
        return digest(self.new)[:12]


def differences(old: Content, new: Content, *, skip: frozenset[str] = frozenset()) -> list[Difference]:
    """Aspects in which the contents differ, in the order of `ASPECT_FIELDS`."""
    found = []
    for aspect, fields in ASPECT_FIELDS.items():
        names = [name for name in fields if old.get(name) != new.get(name)]
        if names and aspect not in skip:
            found.append(Difference(aspect, {n: old.get(n) for n in names}, {n: new.get(n) for n in names}))
    return found


def digest(content: Content) -> str:
    """SHA-256 of the canonical form of a content or a part of one."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
