"""Who gets what at the addresses of plans."""

from tests.plans import (
    matrix_amend,
    matrix_calendar,
    matrix_cascade,
    matrix_drafts,
    matrix_gantt,
    matrix_links,
    matrix_matrix,
    matrix_measures,
    matrix_past,
    matrix_road_maps,
)

ROWS = [
    *matrix_amend.ROWS,
    *matrix_calendar.ROWS,
    *matrix_cascade.ROWS,
    *matrix_drafts.ROWS,
    *matrix_gantt.ROWS,
    *matrix_links.ROWS,
    *matrix_matrix.ROWS,
    *matrix_measures.ROWS,
    *matrix_past.ROWS,
    *matrix_road_maps.ROWS,
]
