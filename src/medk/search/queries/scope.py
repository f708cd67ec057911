"""Where a reader's sight can reach, as tokens of the index."""

from typing import Any

from medk.orgs.querysets import above_ids
from medk.orgs.roles import TERRITORY_ROLES
from medk.plans.access import held_by
from medk.plans.queries.naming import owners_naming
from medk.search.querysets import holds_everything
from medk.search.rules.scope import inside, near, personal


def reach_of(user: Any) -> frozenset[str]:
    """Tokens any of which a thing must carry; none for somebody who sees the whole tree. Two queries."""
    if holds_everything(user):
        return frozenset()
    territory = {held.organisation_id for held in held_by(user) if held.role in TERRITORY_ROLES}
    read = set(above_ids(user).values_list("ancestor_id", flat=True)) | set(owners_naming(user))
    return frozenset({*map(inside, territory), *map(near, read), personal(user.person_id or 0)})
