"""Who gets what at the addresses of the calendar and the load: whoever reads the plan reads them."""

from tests.architecture.access_matrix import Row
from tests.plans.matrix_road_maps import ABOVE, PUBLISHED, TOWN, _draft, _map, _town

_NAMES = ("road-map-calendar", "road-map-calendar-export", "road-map-load", "road-map-load-export")

ROWS = [
    Row("plans:my-calendar", default=200),
    Row("plans:my-calendar-export", default=200),
    *(
        row
        for name in _NAMES
        for row in (
            Row(f"plans:{name}", PUBLISHED, _map, about="published"),
            Row(f"plans:{name}", TOWN, _town, about="municipality's"),
            Row(f"plans:{name}", ABOVE | {"regional": 200}, _draft, about="draft"),
        )
    ),
]
