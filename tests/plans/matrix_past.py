"""Who gets what at the addresses of past days: whoever reads the plan reads its past."""

from typing import Any

from tests.architecture.access_matrix import Row
from tests.plans.matrix_road_maps import PUBLISHED, TOWN, _map, _town

#: The corrections of the present are none: the plan itself is shown.
_TO_PLAN = dict.fromkeys(PUBLISHED, 302)

ROWS: list[Any] = [
    Row("plans:road-map-corrections", _TO_PLAN, _map, about="published"),
    Row("plans:road-map-corrections", dict.fromkeys(TOWN, 302), _town, about="municipality's"),
]
