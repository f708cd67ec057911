"""Addresses of road maps: the list, the plan, its share, its journal, its upkeep."""

from django.urls import path

from medk.plans.views import (
    corrections,
    journal,
    road_maps,
    road_maps_list,
    road_maps_share,
    road_maps_upkeep,
)

urlpatterns = [
    path("road-maps/", road_maps_list.road_map_list, name="road-map-list"),
    path("road-maps/<int:pk>/", road_maps.road_map_detail, name="road-map-detail"),
    path("road-maps/<int:pk>/share/", road_maps_share.road_map_share, name="road-map-share"),
    path("road-maps/<int:pk>/corrections/", corrections.road_map_corrections, name="road-map-corrections"),
    path("road-maps/<int:pk>/journal/", journal.road_map_journal, name="road-map-journal"),
    path("road-maps/<int:pk>/export/", road_maps.road_map_export, name="road-map-export"),
    path("road-maps/<int:pk>/close/", road_maps_upkeep.road_map_close, name="road-map-close"),
    path("road-maps/<int:pk>/reopen/", road_maps_upkeep.road_map_reopen, name="road-map-reopen"),
]
