"""Who may do what with a plan: capacities of a person towards a road map or a part of it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from medk.kernel.refusals import NotAllowed
from medk.orgs.models import Organisation, TreeLink
from medk.orgs.querysets import active_appointments
from medk.orgs.roles import EXECUTING_ROLES, OWNER_ROLES, Role
from medk.plans.choices import BodyClass, Population
from medk.plans.models import Execution, Measure, RoadMap
from medk.plans.moves import CONFIRMER, EXECUTOR, OWNER, SOLE
from medk.plans.queries.confirmers import Confirmers
from medk.plans.queries.tasks import Mine
from medk.plans.rules.leaves import Unit

#: Roles that a class of executors means.
CLASS_ROLES: dict[str, frozenset[Role]] = {
    BodyClass.MUNICIPALITIES: frozenset({Role.MUNICIPAL_COORDINATOR}),
    BodyClass.METHODICAL_SERVICES: frozenset({Role.METHODICAL_SERVICE}),
    BodyClass.SCHOOLS: frozenset({Role.SCHOOL_HEAD, Role.SCHOOL_STAFF}),
    BodyClass.CURATORS: frozenset({Role.CURATOR}),
    BodyClass.REGIONAL_COORDINATORS: frozenset({Role.REGIONAL_COORDINATOR}),
    BodyClass.MUNICIPAL_COORDINATORS: frozenset({Role.MUNICIPAL_COORDINATOR}),
}


@dataclass(frozen=True)
class Held:
    """One active appointment of the person who asks."""

    organisation_id: int
    role: str
    body_id: int | None
    kind: str
    body_kind: str | None
    short_name: str
    name: str
    started_on: dt.date
    act: str

    @property
    def place(self) -> str:
        """The organisation as pages call it."""
        return self.short_name or self.name


def held_by(user: Any) -> tuple[Held, ...]:
    """The user's active appointments, read once for each request's user object."""
    if not hasattr(user, "_medk_held"):
        rows = active_appointments(user).values_list(
            "organisation_id", "role", "body_id", "organisation__kind", "body__kind", "organisation__short_name",
            "organisation__name", "started_on", "act",
        )  # fmt: skip
        user._medk_held = tuple(Held(*row) for row in rows)
    return user._medk_held


def owns(user: Any, organisation: Organisation) -> bool:
    """Whether the user runs plans of an organisation: is one of its coordinators (or its school's head)."""
    roles = OWNER_ROLES.get(organisation.kind, frozenset())
    return any(h.organisation_id == organisation.pk and h.role in roles for h in held_by(user))


def require_owner(user: Any, road_map: RoadMap) -> None:
    """Raise `NotAllowed` unless the user runs the plan."""
    if not owns(user, road_map.organisation):
        raise NotAllowed(
            f"План ведёт {road_map.organisation}. Изменять его может координатор этой организации.",
            who="Обратитесь к нему: его контакты на странице организации.",
        )


def acts_for(user: Any, organisation: Organisation) -> bool:
    """Whether the user executes measures in the name of an organisation.

    Schools and territories act through the roles named for them; any other body through everybody
    who works there.
    """
    roles = EXECUTING_ROLES.get(organisation.kind)
    for held in held_by(user):
        if roles is None and organisation.pk in (held.organisation_id, held.body_id):
            return True
        if roles and held.organisation_id == organisation.pk and held.role in roles:
            return True
    return False


def executes(user: Any, row: Execution) -> bool:
    """Whether a part is the user's to carry out: as its unit, its assignee, or a named executor.

    The plan's owner enters for a whole measure, and for a unit that has nobody of its own.
    """
    if row.assignee_id and row.assignee_id == user.person_id:
        return True
    if row.unit_person_id:
        return row.unit_person_id == user.person_id
    if row.unit_organisation:
        return acts_for(user, row.unit_organisation) or (
            owns(user, row.measure.road_map.organisation) and has_nobody(row.unit_organisation)
        )
    return owns(user, row.measure.road_map.organisation) or _is_named(user, row.measure, row.action_id)


def has_nobody(organisation: Organisation) -> bool:
    """Whether no active person with an account works for an organisation (an outside partner)."""
    people = organisation.appointments.active().filter(person__user__is_active=True)
    sent = organisation.sent_people.active().filter(person__user__is_active=True)
    roles = EXECUTING_ROLES.get(organisation.kind)
    if roles is not None:
        return not people.filter(role__in=roles).exists()
    return not (people.exists() or sent.exists())


def _is_named(user: Any, measure: Measure, action_id: int | None) -> bool:
    """Whether the measure (or its action) names the user, the user's body, or a class the user is of."""
    return any(
        executor.person_id == user.person_id
        if executor.person_id
        else (executor.organisation and acts_for(user, executor.organisation))
        or (executor.body_class and _is_of_class(user, executor.body_class, measure.road_map.organisation_id))
        for executor in measure.executors.all()
        if executor.action_id in (None, action_id)
    )


def _is_of_class(user: Any, body_class: str, owner_id: int) -> bool:
    places = {h.organisation_id for h in held_by(user) if h.role in CLASS_ROLES[body_class]}
    return bool(places) and TreeLink.objects.filter(ancestor_id=owner_id, descendant_id__in=places).exists()


def capacities(user: Any, row: Execution, *, confirmers: Confirmers | None = None) -> frozenset[str]:
    """Capacities of the user towards a part: owner, executor, confirmer, sole.

    Nobody confirms what they submitted; `sole` is for an executor where no other body can be found
    (decision 3), and what it confirms is counted apart.
    """
    hands = (confirmers or Confirmers([row])).of(row)
    found = set()
    if owns(user, row.measure.road_map.organisation):
        found.add(OWNER)
    if executes(user, row):
        found.add(EXECUTOR)
    if user.person_id in hands.people:
        found.add(CONFIRMER)
    if EXECUTOR in found and _is_alone(user, row, hands.people):
        found.discard(CONFIRMER)
        found.add(SOLE)
    return frozenset(found)


def _is_alone(user: Any, row: Execution, confirmers: frozenset[int]) -> bool:
    """Whether nobody but the one who does it could confirm it; what another submitted is no such case."""
    is_theirs = row.submitted_by_id in (None, user.pk)
    return is_theirs and not (confirmers - {user.person_id})


def in_territory(user: Any, organisation_ids: Iterable[int]) -> set[int]:
    """Which of the organisations lie at or below the user's appointments."""
    seen = Organisation.objects.in_territory(user).filter(pk__in=set(organisation_ids))
    return set(seen.values_list("pk", flat=True))


def sees_parts_of(user: Any, measure: Measure, organisation_ids: Iterable[int]) -> set[int]:
    """Which of the units (organisation ids) the user sees: all of them for those at or above the plan.

    Others see the units of their territory and those they belong to.
    """
    wanted = set(organisation_ids)
    owner = measure.road_map.organisation_id
    seen = in_territory(user, wanted | {owner})
    if owner in seen:
        return wanted
    return wanted & (seen | mine_of(user).organisations)


def seen_units(user: Any, measure: Measure, units: Sequence[Unit]) -> frozenset[str]:
    """Keys of the units whose parts the user sees one by one.

    Everybody at or above the plan's owner sees all; others their territory's, their own, and the
    whole measure when they carry it out.
    """
    owner = measure.road_map.organisation_id
    ids = {unit.organisation_id for unit in units if unit.organisation_id}
    places = in_territory(user, ids | {owner})
    if owner in places:
        return frozenset(unit.key for unit in units)
    own = mine_of(user).organisations
    return frozenset(unit.key for unit in units if _sees_unit(user, measure, unit, places | own))


def _sees_unit(user: Any, measure: Measure, unit: Unit, places: set[int]) -> bool:
    if unit.organisation_id:
        return unit.organisation_id in places
    if unit.person_id:
        return unit.person_id == user.person_id
    return owns(user, measure.road_map.organisation) or _is_named(user, measure, None)


def may_read_target(user: Any, measure: Measure) -> bool:
    """Whether the user enters what an indicator of the measure came to.

    The plan's coordinator always; the executors of a measure that is done once as a whole. What one
    school of many knows is not the value of the measure.
    """
    if owns(user, measure.road_map.organisation):
        return True
    return not measure.population and _is_named(user, measure, None)


def mine_of(user: Any) -> Mine:
    """In whose names the user works, for the lists of tasks."""
    held = held_by(user)
    places = [(h.organisation_id, h.kind) for h in held] + [(h.body_id, h.body_kind) for h in held]
    acted = {h.organisation_id for h in held if h.role in EXECUTING_ROLES.get(h.kind, ())}
    free = {pk for pk, kind in places if pk and kind not in EXECUTING_ROLES}
    return Mine(
        organisations=frozenset(acted | free),
        person=user.person_id,
        owned=frozenset(h.organisation_id for h in held if h.role in OWNER_ROLES.get(h.kind, ())),
        classes=frozenset(name for name, roles in CLASS_ROLES.items() if any(h.role in roles for h in held)),
        populations=_populations(held, acted),
        roles=frozenset(h.role for h in held),
    )


def _populations(held: Iterable[Held], acted: set[int]) -> frozenset[str]:
    """Populations that the person could be one of: nobody reads what cannot be theirs."""
    kinds = {h.kind for h in held if h.organisation_id in acted}
    found = {Population.BODY, Population.ROLE}
    found |= {Population.SCHOOL} if "school" in kinds else set()
    found |= {Population.MUNICIPALITY} if "municipality" in kinds else set()
    found |= {Population.CURATOR} if any(h.role == Role.CURATOR for h in held) else set()
    return frozenset(found)
