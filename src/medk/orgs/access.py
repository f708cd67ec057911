"""What a person may do to organisations and people that she sees; the reason when she may not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from medk.accounts.models import Person, User
from medk.kernel.refusals import NotAllowed
from medk.orgs.grants import TREE_RIGHTS, gives, proposes
from medk.orgs.models import Appointment, Organisation, OrganisationKind, TreeLink
from medk.orgs.querysets import active_appointments, root_roles
from medk.orgs.roles import Role
from medk.orgs.rules.tree import PARENTS

ASK_COORDINATOR = "Это может региональный координатор или администратор."
ASK_ABOVE = "Назначает координатор уровнем выше или администратор."


def is_system(by: Any) -> bool:
    """Jobs and commands act without an account and are not asked for rights."""
    return by.pk is None


def roles_over(user: Any, organisation: Organisation) -> frozenset[str]:
    """Roles that the user holds today at the organisation or at anything above it."""
    above = TreeLink.objects.filter(descendant=organisation).values("ancestor_id")
    held = active_appointments(user).filter(organisation_id__in=above)
    return frozenset(held.values_list("role", flat=True))


def roles_at(user: Any, organisation: Organisation) -> frozenset[str]:
    """Roles that the user holds today at this very organisation."""
    held = active_appointments(user).filter(organisation=organisation)
    return frozenset(held.values_list("role", flat=True))


def may_shape(roles: Iterable[str], kind: str) -> bool:
    """Create, move, rename, close and merge organisations of a kind, given roles over the place."""
    return any(kind in TREE_RIGHTS[Role(role)].shapes for role in roles if role in TREE_RIGHTS)


def may_describe(roles: Iterable[str], kind: str) -> bool:
    """Edit short name, contacts, codes and other names, given roles over the organisation."""
    return any(kind in TREE_RIGHTS[Role(role)].describes for role in roles if role in TREE_RIGHTS)


def require_shape(by: Any, place: Organisation | None, kind: str) -> None:
    """Raise NotAllowed unless `by` may shape organisations of a kind at or below `place`."""
    if is_system(by):
        return
    roles = roles_over(by, place) if place else root_roles(by)
    if not may_shape(roles, kind):
        label = OrganisationKind(kind).label
        raise NotAllowed(f"Ваша роль не меняет состав организаций вида «{label}».", who=ASK_COORDINATOR)


def require_describe(by: Any, organisation: Organisation) -> None:
    """Raise NotAllowed unless `by` may edit the description of the organisation."""
    if is_system(by):
        return
    if not may_describe(roles_over(by, organisation), organisation.kind):
        raise NotAllowed("Сведения об этой организации меняет не ваша роль.", who=ASK_COORDINATOR)


@dataclass(frozen=True)
class Abilities:
    """What a user may do at one organisation, read in one query."""

    describes: bool
    shapes: bool
    adds: list[str]
    gives: list[Role]
    proposes: list[Role]

    @property
    def appoints(self) -> bool:
        return bool(self.gives or self.proposes)


def abilities(user: Any, organisation: Organisation) -> Abilities:
    """Everything that a page of an organisation offers the user; nothing for a closed one."""
    roles = roles_over(user, organisation)
    is_open = organisation.closed_on is None
    below = [kind for kind in OrganisationKind if organisation.kind in PARENTS[kind]]
    return Abilities(
        describes=may_describe(roles, organisation.kind),
        shapes=is_open and may_shape(roles, organisation.kind),
        adds=[kind for kind in below if is_open and may_shape(roles, kind)],
        gives=gives(roles, organisation.kind) if is_open else [],
        proposes=proposes(roles, organisation.kind) if is_open else [],
    )


def active_at(organisation: Organisation) -> Any:
    """Appointments that hold at an organisation today."""
    return Appointment.objects.active().filter(organisation=organisation)


def _held_over(user: Any, person: Person) -> frozenset[str]:
    """Roles that the user holds at or above any organisation where the person ever held one."""
    places = Appointment.objects.filter(person=person).values("organisation_id")
    above = TreeLink.objects.filter(descendant_id__in=places).values("ancestor_id")
    held = active_appointments(user).filter(organisation_id__in=above)
    return frozenset(held.values_list("role", flat=True))


def may_change_person(user: Any, person: Person) -> bool:
    """Oneself; else whoever could give a role that the person holds today."""
    if user.person_id == person.pk:
        return True
    rows = Appointment.objects.active().filter(person=person).select_related("organisation")
    roles = _held_over(user, person)
    return Role.ADMINISTRATOR in roles or any(may_grant(user, row.organisation, row.role) for row in rows)


def require_person_right(by: Any, person: Person) -> None:
    """Raise NotAllowed unless `by` may change what is told about the person."""
    if not is_system(by) and not may_change_person(by, person):
        raise NotAllowed("Сведения об этом человеке меняет он сам или тот, кто его назначает.")


def may_switch_account(user: Any, person: Person) -> bool:
    """An administrator over a place of the person, and never one's own account."""
    if user.person_id == person.pk:
        return False
    roles = _held_over(user, person) or root_roles(user)
    return Role.ADMINISTRATOR in roles


def require_account_right(by: Any, account: User) -> None:
    """Raise NotAllowed unless `by` may close or open the account."""
    if not is_system(by) and not may_switch_account(by, account.person):
        raise NotAllowed("Вход закрывает и открывает администратор, и не самому себе.")


def may_grant(user: Any, organisation: Organisation, role: str) -> bool:
    """Whether the user may appoint to a role at an organisation by herself."""
    return role in gives(roles_over(user, organisation), organisation.kind)


def require_grant(by: Any, organisation: Organisation, role: str) -> None:
    """Raise NotAllowed unless `by` may appoint to the role there; says when proposing is possible."""
    if is_system(by):
        return
    held = roles_over(by, organisation)
    if role in gives(held, organisation.kind):
        return
    label = Role(role).label
    if role in proposes(held, organisation.kind):
        raise NotAllowed(f"Роль «{label}» вы можете предложить.", who="Подтверждает администратор.")
    raise NotAllowed(f"Назначить на роль «{label}» здесь вы не можете.", who=ASK_ABOVE)


def may_propose(user: Any, organisation: Organisation, role: str) -> bool:
    """Whether the user may only propose somebody for the role there: a peer (decision 2)."""
    return role in proposes(roles_over(user, organisation), organisation.kind)


def grantable(user: Any, held: Iterable[Appointment]) -> set[int]:
    """Numbers of those appointments that the user may end or pass on; two queries for all of them."""
    rows = list(held)
    links = TreeLink.objects.filter(descendant_id__in=[row.organisation_id for row in rows])
    above: dict[int, set[int]] = {}
    for descendant, ancestor in links.values_list("descendant_id", "ancestor_id"):
        above.setdefault(descendant, set()).add(ancestor)
    own = list(active_appointments(user).values_list("organisation_id", "role"))
    return {
        row.pk
        for row in rows
        if row.role
        in gives(
            [role for place, role in own if place in above.get(row.organisation_id, ())],
            row.organisation.kind,
        )
    }
