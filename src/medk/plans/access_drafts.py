"""Who may make a plan, work on its draft, approve it."""

from typing import Any

from django.db.models import Q, QuerySet

from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.models import Organisation, OrganisationKind, TreeLink
from medk.orgs.roles import Role
from medk.plans.access import held_by, owns
from medk.plans.choices import Level, RoadMapStatus
from medk.plans.models import RoadMap

#: Kinds of organisation at or below the appointment whose plans a role may upload and prepare: the
#: region helps a municipality that has no plan, a municipality its schools (issue 2, "Done when").
PREPARES: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset({OrganisationKind.FEDERATION}),
    Role.REGIONAL_COORDINATOR: frozenset({OrganisationKind.REGION, OrganisationKind.MUNICIPALITY}),
    Role.MUNICIPAL_COORDINATOR: frozenset({OrganisationKind.MUNICIPALITY, OrganisationKind.SCHOOL}),
    Role.SCHOOL_HEAD: frozenset({OrganisationKind.SCHOOL}),
    Role.SCHOOL_STAFF: frozenset({OrganisationKind.SCHOOL}),
}
LEVEL_OF = {
    OrganisationKind.FEDERATION: Level.FEDERAL,
    OrganisationKind.REGION: Level.REGIONAL,
    OrganisationKind.MUNICIPALITY: Level.MUNICIPAL,
    OrganisationKind.SCHOOL: Level.SCHOOL,
}
APPROVERS = {
    OrganisationKind.FEDERATION: "администратор",
    OrganisationKind.REGION: "региональный координатор",
    OrganisationKind.MUNICIPALITY: "муниципальный координатор",
    OrganisationKind.SCHOOL: "директор школы",
}


def preparable(user: Any) -> QuerySet[Organisation]:
    """Open organisations whose plans the user may upload or type in."""
    wanted = Q(pk__in=[])
    for held in held_by(user):
        kinds = PREPARES.get(held.role)
        if kinds:
            below = TreeLink.objects.filter(ancestor_id=held.organisation_id).values("descendant_id")
            wanted |= Q(pk__in=below, kind__in=kinds)
    return Organisation.objects.open().filter(wanted)


def may_prepare(user: Any, organisation: Organisation) -> bool:
    """Whether the user may upload, type in and correct a draft of this organisation."""
    return preparable(user).filter(pk=organisation.pk).exists()


def require_preparer(user: Any, organisation: Organisation) -> None:
    """Raise `NotAllowed` unless the user may prepare plans of the organisation."""
    if not may_prepare(user, organisation):
        raise NotAllowed(
            f"Черновик плана организации «{organisation}» готовите не вы.",
            who=_who(organisation, "Это может"),
        )


def require_editable(user: Any, road_map: RoadMap) -> None:
    """Raise unless the plan is still a draft (`Refused`) and the user's to prepare (`NotAllowed`).

    Called inside a transaction: the plan's row is locked and read anew, so that nobody's correction
    slips in while somebody else approves.
    """
    require_preparer(user, road_map.organisation)
    held = RoadMap.objects.select_for_update().filter(pk=road_map.pk)
    road_map.status = held.values_list("status", flat=True).get()
    if road_map.status == RoadMapStatus.DISCARDED:
        raise Refused("Черновик отменён. Сначала верните его.")
    if road_map.status != RoadMapStatus.DRAFT:
        raise Refused("План утверждён: его строки меняются только отдельным изменением с основанием.")


def require_approver(user: Any, road_map: RoadMap) -> None:
    """Raise `NotAllowed` unless the user approves plans of the owner."""
    if not owns(user, road_map.organisation):
        raise NotAllowed(
            f"Утвердить план организации «{road_map.organisation}» вы не можете.",
            who=_who(road_map.organisation, "Утверждает"),
        )


def may_appoint(user: Any, road_map: RoadMap) -> bool:
    """Whether the user says who executes: preparers of a draft, the owner once it is approved."""
    if road_map.status == RoadMapStatus.DRAFT:
        return may_prepare(user, road_map.organisation)
    return road_map.status == RoadMapStatus.APPROVED and owns(user, road_map.organisation)


def require_appointer(user: Any, road_map: RoadMap) -> None:
    """Raise unless the user may appoint executors of this plan."""
    if not may_appoint(user, road_map):
        raise NotAllowed(
            "Исполнителей этого плана назначаете не вы.", who=_who(road_map.organisation, "Это делает")
        )


def _who(organisation: Organisation, verb: str) -> str:
    return f"{verb} {APPROVERS.get(OrganisationKind(organisation.kind), 'координатор')} ({organisation})."
