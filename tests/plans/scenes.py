"""Approved road maps for tests of execution."""

from typing import Any

from medk.kernel import clock
from medk.plans.actions.occurrences import generate_occurrences
from medk.plans.actions.progress import count_progress
from medk.plans.actions.versions import keep_versions
from medk.plans.models import Execution, Measure
from medk.plans.parts import blank, find_leaf
from medk.plans.queries.leaves import with_leaf_parts
from tests.factories.plans import MeasureFactory, RoadMapFactory
from tests.world import District


def approved_measure(district: District, *, owner: Any = None, **fields: Any) -> Measure:
    """A measure of an approved map of the region (or of `owner`), with its slots and its counts."""
    road_map = fields.pop("road_map", None) or RoadMapFactory(
        approved=True, cycle=district.cycle, organisation=owner or district.region
    )
    measure = MeasureFactory(road_map=road_map, **fields)
    generate_occurrences(road_map)
    with clock.at(road_map.approved_on):
        keep_versions([measure], effective_on=road_map.approved_on)
    count_progress([measure.pk])
    return with_leaf_parts(Measure.objects.all()).get(pk=measure.pk)


def part(measure: Measure, key: str = "--") -> Execution:
    """The stored or blank row of a leaf; fails when the measure does not owe it."""
    row = Execution.objects.filter(measure=measure, leaf_key=key).first()
    if row:
        return row
    leaf = find_leaf(measure, key)
    assert leaf, f"{measure} does not owe {key}"
    return blank(measure, leaf)


def school_part(measure: Measure, school: Any) -> Execution:
    """The part of one school."""
    return part(measure, f"-o{school.pk}-")
