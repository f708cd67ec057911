"""Whom an executor's printed name may mean: organisations and people around the plan's owner."""

from typing import Any

from django.db.models import Q

from medk.orgs.models import Appointment, Organisation, OrganisationKind, TreeLink
from medk.orgs.roles import Role
from medk.plans.choices import BodyClass
from medk.plans.rules.matching import Candidate

#: Posts that an order may name as an executor in person.
NAMED_POSTS = (
    Role.REGIONAL_COORDINATOR,
    Role.REGIONAL_OPERATOR,
    Role.MUNICIPAL_COORDINATOR,
    Role.METHODICAL_SERVICE,
    Role.CURATOR,
    Role.SCHOOL_HEAD,
    Role.BODY_STAFF,
    Role.EXPERT,
)


def organisations_around(owner: Organisation) -> Any:
    """Open organisations that a plan of `owner` may name: above it with their bodies, and all below."""
    above = TreeLink.objects.filter(descendant=owner).values("ancestor_id")
    below = TreeLink.objects.filter(ancestor=owner).values("descendant_id")
    places = (OrganisationKind.REGION, OrganisationKind.MUNICIPALITY, OrganisationKind.SCHOOL)
    bodies = Q(parent_id__in=above) & ~Q(kind__in=places)
    return Organisation.objects.open().filter(Q(pk__in=above) | Q(pk__in=below) | bodies)


def people_around(owner: Organisation) -> Any:
    """Active appointments to posts that a plan of `owner` may name, at, above or below it."""
    above = TreeLink.objects.filter(descendant=owner).values("ancestor_id")
    below = TreeLink.objects.filter(ancestor=owner).values("descendant_id")
    near = Q(organisation_id__in=above) | Q(organisation_id__in=below)
    rows = Appointment.objects.active().filter(near, role__in=NAMED_POSTS)
    return rows.select_related("person", "organisation").order_by(
        "organisation__name", "role", "person__name"
    )


def organisation_candidates(owner: Organisation) -> list[Candidate]:
    """Organisations with their names and aliases, ready for `rules.matching.propose`."""
    rows = organisations_around(owner).prefetch_related("aliases")
    return [
        Candidate(
            kind="organisation",
            pk=row.pk,
            title=row.name,
            names=tuple(name for name in (row.name, row.short_name) if name),
            aliases=tuple(alias.name for alias in row.aliases.all()),
        )
        for row in rows
    ]


def person_candidates(owner: Organisation) -> list[Candidate]:
    """People by position and name; one candidate for each person."""
    found: dict[int, Candidate] = {}
    for held in people_around(owner):
        title = f"{held.person}: {held.get_role_display()}, {held.organisation}"
        names = tuple(name for name in (held.person.name, held.person.position) if len(name) > 5)
        found.setdefault(held.person_id, Candidate("person", held.person_id, title, names))
    return list(found.values())


def class_candidates() -> list[Candidate]:
    """Classes of bodies by their official names."""
    return [Candidate("body_class", value.value, value.label) for value in BodyClass]
