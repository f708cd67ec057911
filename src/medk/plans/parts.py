"""One part of execution by its name: stored, or not touched yet."""

from typing import Any

from django.http import Http404

from medk.plans.access import executes, in_territory, sees_parts_of
from medk.plans.models import Execution, Measure
from medk.plans.queries.leaves import leaves_of
from medk.plans.queries.units import Units
from medk.plans.rules.leaves import Leaf, pieces


def blank(measure: Measure, leaf: Leaf) -> Execution:
    """The unsaved row of a leaf that nobody has touched."""
    return Execution(
        measure=measure,
        leaf_key=leaf.key,
        action_id=leaf.part.action_id,
        occurrence_id=leaf.part.occurrence_id,
        unit_organisation_id=leaf.unit.organisation_id,
        unit_person_id=leaf.unit.person_id,
        due_on=leaf.part.due_on,
    )


def find_leaf(measure: Measure, key: str) -> Leaf | None:
    """The leaf of that name if the measure owes it (pass the measure through `with_leaf_parts`)."""
    if pieces(key) is None:
        return None
    return next((leaf for leaf in leaves_of(measure, Units(measure.road_map)) if leaf.key == key), None)


def part_for(user: Any, measure: Measure, key: str) -> Execution:
    """A part as the user may see it, stored or blank; Http404 otherwise."""
    stored = (
        Execution.objects.visible_to(user)
        .filter(measure=measure, leaf_key=key)
        .select_related("measure__road_map__organisation", "unit_organisation", "unit_person", "submitted_by")
        .first()
    )
    if stored:
        return stored
    leaf = (
        None if Execution.objects.filter(measure=measure, leaf_key=key).exists() else find_leaf(measure, key)
    )
    if leaf is None or not sees_blank(user, measure, leaf):
        raise Http404
    return blank(measure, leaf)


def sees_blank(user: Any, measure: Measure, leaf: Leaf) -> bool:
    """Whether the user sees a part that nobody has touched."""
    owner = measure.road_map.organisation_id
    if leaf.unit.organisation_id:
        return leaf.unit.organisation_id in sees_parts_of(user, measure, [leaf.unit.organisation_id])
    if owner in in_territory(user, [owner]):
        return True
    if leaf.unit.person_id:
        return leaf.unit.person_id == user.person_id
    return executes(user, blank(measure, leaf))
