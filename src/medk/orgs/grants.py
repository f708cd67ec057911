"""Who may do what to the tree of organisations and to people, as data (decision 2).

A right holds at or below the organisation of the appointment that gives it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from medk.orgs.models import OrganisationKind as Kind
from medk.orgs.roles import Role

BODIES = frozenset(
    {Kind.AUTHORITY, Kind.INSTITUTE, Kind.ASSESSMENT_CENTRE, Kind.METHODICAL_SERVICE, Kind.PARTNER}
)
LOCAL_BODIES = frozenset({Kind.METHODICAL_SERVICE, Kind.AUTHORITY, Kind.PARTNER})


@dataclass(frozen=True)
class TreeRight:
    """What one role may do to organisations of the kinds named, inside its territory.

    `shapes`: create, move, rename, close, merge; `describes`: short name, contacts, codes, other names.
    """

    shapes: frozenset[str]
    describes: frozenset[str]


TREE_RIGHTS = {
    Role.ADMINISTRATOR: TreeRight(frozenset(Kind), frozenset(Kind)),
    Role.REGIONAL_COORDINATOR: TreeRight(
        frozenset({Kind.MUNICIPALITY, Kind.SCHOOL}) | BODIES,
        frozenset({Kind.REGION, Kind.MUNICIPALITY, Kind.SCHOOL}) | BODIES,
    ),
    Role.REGIONAL_OPERATOR: TreeRight(
        frozenset({Kind.MUNICIPALITY, Kind.SCHOOL}) | BODIES,
        frozenset({Kind.MUNICIPALITY, Kind.SCHOOL}) | BODIES,
    ),
    Role.MUNICIPAL_COORDINATOR: TreeRight(
        LOCAL_BODIES, frozenset({Kind.MUNICIPALITY, Kind.SCHOOL}) | LOCAL_BODIES
    ),
    Role.SCHOOL_HEAD: TreeRight(frozenset(), frozenset({Kind.SCHOOL})),
}

#: Kinds of organisation at which a role is held.
PLACES: dict[Role, frozenset[Kind]] = {
    Role.ADMINISTRATOR: frozenset({Kind.FEDERATION, Kind.REGION}),
    Role.FEDERAL_OBSERVER: frozenset({Kind.FEDERATION}),
    Role.REGIONAL_COORDINATOR: frozenset({Kind.REGION}),
    Role.REGIONAL_OPERATOR: frozenset({Kind.REGION}),
    Role.EXPERT: frozenset({Kind.REGION, Kind.MUNICIPALITY}),
    Role.MUNICIPAL_COORDINATOR: frozenset({Kind.MUNICIPALITY}),
    Role.METHODICAL_SERVICE: frozenset({Kind.MUNICIPALITY}),
    Role.CURATOR: frozenset({Kind.SCHOOL}),
    Role.SCHOOL_HEAD: frozenset({Kind.SCHOOL}),
    Role.SCHOOL_STAFF: frozenset({Kind.SCHOOL}),
    # A partner is an outside body without users (decision 4).
    Role.BODY_STAFF: BODIES - {Kind.PARTNER},
}

_OF_A_SCHOOL = frozenset({Role.CURATOR, Role.SCHOOL_HEAD, Role.SCHOOL_STAFF})
_OF_A_MUNICIPALITY = _OF_A_SCHOOL | {Role.METHODICAL_SERVICE, Role.BODY_STAFF}


@dataclass(frozen=True)
class Grant:
    """Roles that a role gives to others by itself, and those that it proposes for confirmation."""

    gives: frozenset[Role]
    proposes: frozenset[Role] = frozenset()


#: Only roles below one's own; a peer is proposed, the administrator confirms (decision 2).
GRANTS: dict[Role, Grant] = {
    Role.ADMINISTRATOR: Grant(frozenset(Role)),
    Role.REGIONAL_COORDINATOR: Grant(
        _OF_A_MUNICIPALITY | {Role.REGIONAL_OPERATOR, Role.MUNICIPAL_COORDINATOR, Role.EXPERT},
        frozenset({Role.REGIONAL_COORDINATOR}),
    ),
    Role.REGIONAL_OPERATOR: Grant(_OF_A_SCHOOL | {Role.EXPERT}),
    Role.MUNICIPAL_COORDINATOR: Grant(_OF_A_MUNICIPALITY, frozenset({Role.MUNICIPAL_COORDINATOR})),
    Role.SCHOOL_HEAD: Grant(frozenset({Role.SCHOOL_STAFF})),
}


def gives(held: Iterable[str], kind: str) -> list[Role]:
    """Roles that may be given at an organisation of a kind by whoever holds `held` over it, in order."""
    return _listed((GRANTS[Role(role)].gives for role in held if role in GRANTS), kind)


def proposes(held: Iterable[str], kind: str) -> list[Role]:
    """Roles that may only be proposed there, in order."""
    given = set(gives(held, kind))
    offered = _listed((GRANTS[Role(role)].proposes for role in held if role in GRANTS), kind)
    return [role for role in offered if role not in given]


def _listed(sets: Iterable[frozenset[Role]], kind: str) -> list[Role]:
    united = frozenset[Role]().union(*sets)
    return [role for role in Role if role in united and kind in PLACES[role]]
