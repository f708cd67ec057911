"""Addresses of amendments and of comparisons."""

from django.urls import path

from medk.plans.views import amendment_lines, amendments, changes

_ONE = "amendments/<int:pk>/"

urlpatterns = [
    path("road-maps/<int:pk>/changes/", changes.road_map_changes, name="road-map-changes"),
    path(
        "road-maps/<int:pk>/changes/export/", changes.road_map_changes_export, name="road-map-changes-export"
    ),
    path("road-maps/<int:pk>/amendments/new/", amendments.amendment_new, name="amendment-new"),
    path(_ONE, amendments.amendment_detail, name="amendment-detail"),
    path(f"{_ONE}head/", amendments.amendment_head, name="amendment-head"),
    path(f"{_ONE}move/", amendments.amendment_move, name="amendment-move"),
    path(f"{_ONE}choose/", amendment_lines.amendment_choose, name="amendment-choose"),
    path(f"{_ONE}add/", amendment_lines.amendment_add, name="amendment-add"),
    path(f"{_ONE}add/<int:line_pk>/", amendment_lines.amendment_add, name="amendment-added"),
    path(f"{_ONE}measures/<int:measure_pk>/", amendment_lines.amendment_measure, name="amendment-measure"),
    path(
        f"{_ONE}measures/<int:measure_pk>/remove/", amendment_lines.amendment_remove, name="amendment-remove"
    ),
    path(
        f"{_ONE}measures/<int:measure_pk>/restore/",
        amendment_lines.amendment_restore,
        name="amendment-restore",
    ),
    path(f"{_ONE}lines/<int:line_pk>/drop/", amendment_lines.amendment_drop, name="amendment-drop"),
]
