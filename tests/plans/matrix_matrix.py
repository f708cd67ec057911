"""Who gets what at the addresses of the matrix of schools and measures."""

from typing import Any

from tests.architecture.access_matrix import Row
from tests.plans.matrix_measures import NOBODYS, READERS, SCHOOL
from tests.plans.scenes import approved_measure
from tests.world import District

ABOVE = dict.fromkeys(("administrator", "observer", "regional", "operator"), 200)
#: Coordinators and curators choose cells; the others look at their own rows.
CHOOSE = dict.fromkeys(READERS, 403) | dict.fromkeys(
    ("regional", "municipal", "other_municipal", "curator"), 302
)


def _map(district: District) -> list[Any]:
    return [approved_measure(district, population="school").road_map_id]


def _town(district: District) -> list[Any]:
    """A municipality's plan: its school knows it, other territories do not."""
    return [approved_measure(district, owner=district.municipality, population="school").road_map_id]


TOWN = ABOVE | dict.fromkeys(("municipal", "methodical", "curator", "head", "staff", "neighbour_head"), 200)


def _nobodys(_: District) -> list[Any]:
    return [NOBODYS]


def _unit(district: District, school: Any) -> list[Any]:
    return [approved_measure(district, population="school").road_map_id, f"o{school.pk}"]


def _cell(district: District, school: Any) -> list[Any]:
    measure = approved_measure(district, population="school")
    return [measure.road_map_id, measure.pk, f"o{school.pk}"]


def _forged_cell(district: District) -> list[Any]:
    """A measure of one plan asked for in another."""
    mine, other = (
        approved_measure(district, population="school"),
        approved_measure(district, population="school"),
    )
    return [mine.road_map_id, other.pk, f"o{district.school.pk}"]


OWN = dict.fromkeys(SCHOOL, 200)
FAR = ABOVE | {"other_municipal": 200}

ROWS = [
    Row("plans:road-map-matrix", READERS, _map, about="region's"),
    Row("plans:road-map-matrix", TOWN, _town, about="municipality's"),
    Row("plans:matrix-export", READERS, _map, about="region's"),
    Row("plans:matrix-export", TOWN, _town, about="municipality's"),
    Row("plans:matrix-unit", OWN, lambda d: _unit(d, d.school), about="school's"),
    Row("plans:matrix-unit", FAR, lambda d: _unit(d, d.far_school), about="far school's"),
    Row("plans:matrix-cell", OWN, lambda d: _cell(d, d.school), about="school's"),
    Row("plans:matrix-cell", FAR, lambda d: _cell(d, d.far_school), about="far school's"),
    Row("plans:matrix-cell", {}, _forged_cell, about="of another plan"),
    Row("plans:matrix-remind", CHOOSE, _map, method="post"),
    Row("plans:matrix-remind", {}, _nobodys, method="post", about="foreign"),
    Row("plans:matrix-confirm", CHOOSE, _map, method="post"),
    Row("plans:matrix-confirm", {}, _nobodys, method="post", about="foreign"),
]
