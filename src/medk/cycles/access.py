"""Who may run a cycle; dates are seen by everyone below and above the region."""

from typing import Any

from django.db.models import QuerySet

from medk.cycles.models import Cycle
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.access import is_system, roles_over
from medk.orgs.models import Organisation, OrganisationKind
from medk.orgs.querysets import active_appointments
from medk.orgs.roles import Role

EDITORS = frozenset({Role.ADMINISTRATOR, Role.REGIONAL_COORDINATOR})
WHO = "Это делает региональный координатор или администратор."


def may_edit(user: Any, region: Organisation) -> bool:
    """Administrators and regional coordinators at or above the cycle's region."""
    return bool(roles_over(user, region) & EDITORS)


def regions_to_run(user: Any) -> QuerySet:
    """Regions for which the user may start a cycle."""
    held = active_appointments(user).filter(role__in=EDITORS).values("organisation_id")
    below = Organisation.objects.filter(ancestor_links__ancestor_id__in=held).values("pk")
    return Organisation.objects.visible_to(user).open().filter(kind=OrganisationKind.REGION, pk__in=below)


def require_edit(by: Any, region: Organisation) -> None:
    """Raise `NotAllowed` unless `by` runs cycles of the region; jobs and commands may."""
    if not is_system(by) and not may_edit(by, region):
        raise NotAllowed("Цикл вы можете только смотреть.", who=WHO)


def require_open(cycle: Cycle) -> None:
    """Raise `Refused` for a closed cycle."""
    if cycle.closed_on:
        raise Refused(
            f"Цикл закрыт {cycle.closed_on:%d.%m.%Y}, его настройки и когорты не меняются. Сначала откройте его снова.",
            who=WHO,
        )
