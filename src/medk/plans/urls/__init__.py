"""Addresses of plans: drafts, road maps, measures and their execution."""

from medk.plans.urls import amendments, calendar, cascade, drafts, gantt, links, matrix, measures, road_maps

app_name = "plans"
urlpatterns = [
    *amendments.urlpatterns,
    *drafts.urlpatterns,
    *road_maps.urlpatterns,
    *calendar.urlpatterns,
    *gantt.urlpatterns,
    *links.urlpatterns,
    *matrix.urlpatterns,
    *cascade.urlpatterns,
    *measures.urlpatterns,
]
