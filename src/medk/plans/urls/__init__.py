"""Addresses of plans: drafts, road maps, measures and their execution."""

from medk.plans.urls import measures, road_maps

app_name = "plans"
urlpatterns = [*road_maps.urlpatterns, *measures.urlpatterns]
