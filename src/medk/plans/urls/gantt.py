"""Addresses of the Gantt chart of a road map."""

from django.urls import path

from medk.plans.views import gantt, gantt_export

urlpatterns = [
    path("road-maps/<int:pk>/gantt/", gantt.road_map_gantt, name="road-map-gantt"),
    path(
        "road-maps/<int:pk>/gantt/export/", gantt_export.road_map_gantt_export, name="road-map-gantt-export"
    ),
]
