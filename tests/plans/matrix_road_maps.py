"""Who gets what at the addresses of road maps."""

from typing import Any

from medk.plans.actions.road_maps import close_road_map
from tests.architecture.access_matrix import Row
from tests.factories.plans import RoadMapFactory
from tests.plans.scenes import approved_measure
from tests.world import District

READERS = (
    "administrator", "observer", "regional", "operator", "municipal", "other_municipal", "methodical",
    "curator", "head", "staff", "neighbour_head", "expert", "body_staff",
)  # fmt: skip
#: An approved map of the region is published to everybody below it.
PUBLISHED = dict.fromkeys(READERS, 200)
ABOVE = dict.fromkeys(("administrator", "observer", "regional", "operator"), 200)
#: A municipality's map: its own people and those above; its schools read it, other territories do not.
TOWN = ABOVE | dict.fromkeys(("municipal", "methodical", "curator", "head", "staff", "neighbour_head"), 200)
#: Everybody who sees the plan but does not run it is refused.
OWNERS_ONLY = dict.fromkeys(READERS, 403) | {"regional": 302}


def _map(district: District) -> list[Any]:
    return [approved_measure(district, population="school").road_map_id]


def _draft(district: District) -> list[Any]:
    return [RoadMapFactory(cycle=district.cycle).pk]


def _town(district: District) -> list[Any]:
    return [approved_measure(district, owner=district.municipality, population="school").road_map_id]


def _closed(district: District) -> list[Any]:
    road_map = approved_measure(district).road_map
    close_road_map(road_map, by=district.users["regional"], reason="Год окончен")
    return [road_map.pk]


def _reason(district: District) -> dict[str, str]:
    return {"reason": "Год окончен"}


ROWS = [
    Row("plans:road-map-list", default=200),
    Row("plans:road-map-detail", PUBLISHED, _map, about="published"),
    Row("plans:road-map-detail", TOWN, _town, about="municipality's"),
    Row("plans:road-map-detail", ABOVE | {"regional": 302}, _draft, about="draft"),
    Row("plans:road-map-share", PUBLISHED, _map),
    Row("plans:road-map-share", TOWN, _town, about="municipality's"),
    Row("plans:road-map-journal", PUBLISHED, _map),
    Row("plans:road-map-journal", TOWN, _town, about="municipality's"),
    Row("plans:road-map-export", PUBLISHED, _map),
    Row("plans:road-map-export", TOWN, _town, about="municipality's"),
    Row("plans:road-map-close", OWNERS_ONLY, _map, method="post", data=_reason),
    Row("plans:road-map-reopen", OWNERS_ONLY, _closed, method="post", data=_reason),
]
