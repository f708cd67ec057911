"""Addresses of plans: drafts, road maps, measures and their execution."""

from medk.plans.urls import calendar, cascade, drafts, links, matrix, measures, road_maps

app_name = "plans"
urlpatterns = [
    *drafts.urlpatterns,
    *road_maps.urlpatterns,
    *calendar.urlpatterns,
    *links.urlpatterns,
    *matrix.urlpatterns,
    *cascade.urlpatterns,
    *measures.urlpatterns,
]
