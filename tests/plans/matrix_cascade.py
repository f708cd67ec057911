"""Who gets what at the addresses of the cascade."""

from typing import Any

from medk.plans.choices import Level
from medk.plans.models import Measure, MeasureOrigin
from tests.architecture.access_matrix import Row
from tests.plans.cascading import regional_map, town_draft, town_map
from tests.plans.matrix_road_maps import PUBLISHED, READERS, TOWN
from tests.world import District

#: A draft is seen within the owner's territory and above it.
DRAFT = dict.fromkeys(("administrator", "observer", "regional", "operator", "municipal", "methodical"), 200)
#: Whoever reads the town's map but does not run it is refused.
REFUSED = dict.fromkeys(TOWN, 403)
#: Coordinators who prepare plans of territories below the region.
DRAFTERS = dict.fromkeys(READERS, 403) | dict.fromkeys(("regional", "municipal", "other_municipal"), 200)


def _region(district: District) -> list[Any]:
    return [regional_map(district).pk]


def _town(district: District) -> list[Any]:
    return [town_map(district, regional_map(district), titles=("Назначить",)).pk]


def _draft(district: District) -> list[Any]:
    return [town_draft(district, regional_map(district)).pk]


def _link(district: District) -> list[Any]:
    own = town_map(district, regional_map(district), titles=("Назначить",))
    return [own.pk, MeasureOrigin.objects.filter(measure__road_map=own).earliest("pk").pk]


def _reason(district: District) -> dict[str, str]:
    """A measure of the town's map beside one of the region's."""
    own, above = (
        Measure.objects.filter(road_map__level=level).earliest("pk").pk
        for level in (Level.MUNICIPAL, Level.REGIONAL)
    )
    return {"reason": "Не то", "pair": f"{own}:{above}", "change": "1:dates:x", "verdict": "declined"}


ROWS = [
    Row("plans:road-map-cascade", PUBLISHED, _region, about="region's"),
    Row("plans:road-map-cascade", TOWN, _town, about="municipality's"),
    Row("plans:road-map-cascade", DRAFT, _draft, about="draft"),
    Row("plans:cascade-begin", DRAFTERS, _region),
    Row("plans:cascade-export", PUBLISHED, _region),
    Row("plans:cascade-export", {}, _draft, about="draft"),
    Row("plans:cascade-links", REFUSED | {"municipal": 200}, _town),
    Row(
        "plans:cascade-links",
        dict.fromkeys(DRAFT, 403) | {"municipal": 200, "regional": 200},
        _draft,
        about="draft",
    ),
    Row("plans:cascade-decide", REFUSED | {"municipal": 302}, _town, method="post", data=_reason),
    Row("plans:cascade-link", REFUSED | {"municipal": 302}, _town, method="post"),
    Row("plans:cascade-decline", REFUSED | {"municipal": 302}, _town, method="post", data=_reason),
    Row("plans:cascade-unlink", REFUSED | {"municipal": 302}, _link, method="post", data=_reason),
]
