"""Who gets what at the addresses of the Gantt chart."""

from typing import Any

from tests.architecture.access_matrix import Row
from tests.factories.plans import RoadMapFactory
from tests.plans.matrix_road_maps import ABOVE, PUBLISHED, TOWN
from tests.plans.scenes import approved_measure
from tests.world import District


def _map(district: District) -> list[Any]:
    return [approved_measure(district, population="school").road_map_id]


def _town(district: District) -> list[Any]:
    return [approved_measure(district, owner=district.municipality, population="school").road_map_id]


def _draft(district: District) -> list[Any]:
    return [RoadMapFactory(cycle=district.cycle).pk]


ROWS = [
    Row("plans:road-map-gantt", PUBLISHED, _map, about="published"),
    Row("plans:road-map-gantt", TOWN, _town, about="municipality's"),
    Row("plans:road-map-gantt", ABOVE, _draft, about="draft"),
    Row("plans:road-map-gantt-export", PUBLISHED, _map, about="published"),
    Row("plans:road-map-gantt-export", TOWN, _town, about="municipality's"),
]
