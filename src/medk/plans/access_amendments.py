"""Who prepares an amendment of an approved plan and who approves it (record 0031)."""

from typing import Any

from django.db.models import Q

from medk.accounts.models import User
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.models import Appointment, Organisation, TreeLink
from medk.orgs.roles import OWNER_ROLES
from medk.plans.access import owns
from medk.plans.access_drafts import PREPARES, may_prepare
from medk.plans.choices import AmendmentStatus, RoadMapStatus
from medk.plans.models import PlanAmendment, RoadMap
from medk.plans.moves import APPROVER, PREPARER, SOLE


def may_amend(user: Any, road_map: RoadMap) -> bool:
    """Whether the user prepares amendments of the plan: the owner's people and the level above them."""
    return road_map.status == RoadMapStatus.APPROVED and may_prepare(user, road_map.organisation)


def require_amender(user: Any, road_map: RoadMap) -> None:
    """Raise unless the plan is approved (`Refused`) and its amendments are the user's to prepare."""
    if not may_prepare(user, road_map.organisation):
        raise NotAllowed(
            f"План ведёт {road_map.organisation}. Изменения готовят координаторы этой организации "
            "или уровня выше.",
            who="Обратитесь к ним: контакты на странице организации.",
        )
    if road_map.status == RoadMapStatus.CLOSED:
        raise Refused("Дорожная карта закрыта: её план не меняют. Откройте её снова и повторите.")
    if road_map.status != RoadMapStatus.APPROVED:
        raise Refused(
            "Изменения готовят к утверждённой дорожной карте. Черновик правят на странице проверки."
        )


def authors_of(amendment: PlanAmendment) -> set[int]:
    """Users who had a hand in the amendment: began it, sent it, wrote a line of it."""
    writers = set(amendment.lines.order_by().values_list("by_id", flat=True))
    return authors_in(amendment, writers)


def authors_in(amendment: PlanAmendment, writers: set[int]) -> set[int]:
    """The same where those who wrote its lines are known already."""
    return writers | {amendment.prepared_by_id, amendment.submitted_by_id or amendment.prepared_by_id}


def approvers_of(organisation: Organisation) -> Any:
    """Active users who may prepare and approve plans of an organisation: its own and those above it."""
    above = TreeLink.objects.filter(descendant=organisation).values("ancestor_id")
    roles = [role for role, kinds in PREPARES.items() if organisation.kind in kinds]
    held = Appointment.objects.active().filter(organisation__in=above, role__in=roles)
    return User.objects.filter(person__in=held.values("person"), is_active=True)


def owners_of(organisation: Organisation) -> Any:
    """Active users who run the plans of an organisation."""
    roles = OWNER_ROLES.get(organisation.kind, frozenset())
    held = Appointment.objects.active().filter(organisation=organisation, role__in=roles)
    return User.objects.filter(person__in=held.values("person"), is_active=True)


def is_alone(user: Any, road_map: RoadMap, *, authors: set[int]) -> bool:
    """Whether the owner has nobody but those who wrote it, and the user runs the plan."""
    if not owns(user, road_map.organisation):
        return False
    return not owners_of(road_map.organisation).exclude(Q(pk__in=authors) | Q(pk=user.pk)).exists()


def amendment_capacities(
    user: Any, amendment: PlanAmendment, *, authors: set[int] | None = None
) -> frozenset[str]:
    """Capacities of the user towards an amendment: preparer, approver, sole.

    Whoever had a hand in it does not approve it; where the owner has nobody else, they may alone, and
    it is marked (decision 3 does the same for execution).
    """
    if not may_prepare(user, amendment.road_map.organisation):
        return frozenset()
    authors = authors_of(amendment) if authors is None else authors
    if user.pk not in authors:
        return frozenset({PREPARER, APPROVER})
    if is_alone(user, amendment.road_map, authors=authors):
        return frozenset({PREPARER, SOLE})
    return frozenset({PREPARER})


def require_drafting(amendment: PlanAmendment, user: Any) -> None:
    """Raise unless the amendment is being prepared and the user may work on it; its row is locked."""
    require_amender(user, amendment.road_map)
    held = PlanAmendment.objects.select_for_update().filter(pk=amendment.pk)
    amendment.status = held.values_list("status", flat=True).get()
    if amendment.status == AmendmentStatus.SUBMITTED:
        raise Refused("Изменение уже на утверждении. Верните его себе, исправьте и отправьте снова.")
    if amendment.status != AmendmentStatus.DRAFT:
        raise Refused("Это изменение уже не готовится: начните новое.")
