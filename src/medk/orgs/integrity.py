"""What must be true of the tree."""

from collections.abc import Iterable

from medk.kernel.integrity import register
from medk.orgs.actions.links import tree_problems


@register("Дерево организаций")
def tree() -> Iterable[str]:
    """The closure and the open memberships equal the parents."""
    return tree_problems()
