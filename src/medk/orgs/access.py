"""What a person may do to organisations and people that she sees; the reason when she may not."""

from collections.abc import Iterable
from typing import Any

from medk.kernel.refusals import NotAllowed
from medk.orgs.grants import TREE_RIGHTS
from medk.orgs.models import Appointment, Organisation, OrganisationKind, TreeLink
from medk.orgs.querysets import active_appointments
from medk.orgs.roles import Role

ASK_COORDINATOR = "Это может региональный координатор или администратор."


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


def root_roles(user: Any) -> frozenset[str]:
    """Roles held at a root of the tree: they alone add another root."""
    held = active_appointments(user).filter(organisation__parent__isnull=True)
    return frozenset(held.values_list("role", flat=True))


def active_at(organisation: Organisation) -> Any:
    """Appointments that hold at an organisation today."""
    return Appointment.objects.active().filter(organisation=organisation)
