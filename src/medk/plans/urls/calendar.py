"""Addresses of the calendar and of the load."""

from django.urls import path

from medk.plans.views import calendar, load, my_calendar

_ONE = "road-maps/<int:pk>/"

urlpatterns = [
    path("calendar/", my_calendar.my_calendar, name="my-calendar"),
    path("calendar/export/", my_calendar.my_calendar_export, name="my-calendar-export"),
    path(f"{_ONE}calendar/", calendar.road_map_calendar, name="road-map-calendar"),
    path(f"{_ONE}calendar/export/", calendar.road_map_calendar_export, name="road-map-calendar-export"),
    path(f"{_ONE}load/", load.road_map_load, name="road-map-load"),
    path(f"{_ONE}load/export/", load.road_map_load_export, name="road-map-load-export"),
]
