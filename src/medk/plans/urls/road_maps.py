"""Addresses of approved road maps."""

from django.urls import path

from medk.plans.views import road_maps

urlpatterns = [
    path("road-maps/", road_maps.road_map_list, name="road-map-list"),
    path("road-maps/<int:pk>/", road_maps.road_map_detail, name="road-map-detail"),
]
