"""Who may do what to the tree of organisations and to people, as data (decision 2).

A right holds at or below the organisation of the appointment that gives it.
"""

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
