"""Addresses of plans: drafts, road maps, measures and their execution."""

from medk.plans.urls import calendar, drafts, links, measures, road_maps

app_name = "plans"
urlpatterns = [
    *drafts.urlpatterns,
    *road_maps.urlpatterns,
    *calendar.urlpatterns,
    *measures.urlpatterns,
    *links.urlpatterns,
]
