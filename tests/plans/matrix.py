"""Who gets what at the addresses of plans."""

from typing import Any

from tests.architecture.access_matrix import Row
from tests.factories.plans import RoadMapFactory
from tests.plans.matrix_drafts import ROWS as DRAFTS
from tests.plans.scenes import approved_measure
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


def _measure(district: District) -> list[Any]:
    return [approved_measure(district, population="school").pk]


def _school_part(district: District) -> list[Any]:
    return [*_measure(district), f"-o{district.school.pk}-"]


def _far_part(district: District) -> list[Any]:
    return [*_measure(district), f"-o{district.far_school.pk}-"]


def _whole_part(district: District) -> list[Any]:
    return [approved_measure(district).pk, "--"]


_ABOVE = dict.fromkeys(("administrator", "observer", "regional", "operator"), 200)
_SCHOOL = _ABOVE | dict.fromkeys(("municipal", "methodical", "curator", "head", "staff"), 200)

ROWS = [
    *DRAFTS,
    Row("plans:road-map-list", default=200),
    Row("plans:road-map-detail", PUBLISHED, _map, about="published"),
    Row("plans:road-map-detail", _ABOVE, _draft, about="draft"),
    Row("plans:measure-detail", PUBLISHED, _measure),
    Row("plans:part", _SCHOOL, _school_part, about="school's"),
    Row("plans:part", _ABOVE | {"other_municipal": 200}, _far_part, about="far school's"),
    Row("plans:part", _ABOVE, _whole_part, about="whole"),
]
