"""Who gets what at the addresses of plans."""

from typing import Any

from tests.architecture.access_matrix import Row
from tests.factories.plans import RoadMapFactory
from tests.plans import matrix_measures
from tests.plans.matrix_drafts import ROWS as DRAFTS
from tests.world import District

REGION = (
    "administrator", "observer", "regional", "operator", "municipal", "other_municipal", "methodical",
    "curator", "head", "staff", "neighbour_head", "expert", "body_staff",
)  # fmt: skip
#: An approved map of the region is published to everybody below it.
PUBLISHED = dict.fromkeys(REGION, 200)


def _map(district: District) -> list[Any]:
    return [RoadMapFactory(approved=True, cycle=district.cycle).pk]


def _draft(district: District) -> list[Any]:
    return [RoadMapFactory(cycle=district.cycle).pk]


_ABOVE = dict.fromkeys(("administrator", "observer", "regional", "operator"), 200)

ROWS = [
    *DRAFTS,
    Row("plans:road-map-list", default=200),
    Row("plans:road-map-detail", PUBLISHED, _map, about="published"),
    Row("plans:road-map-detail", _ABOVE, _draft, about="draft"),
    *matrix_measures.ROWS,
]
