"""Addresses of links between measures, of attached schedules and of requests."""

from django.urls import path

from medk.plans.views import measure_links as links
from medk.plans.views import schedules

urlpatterns = [
    path("measures/<int:pk>/links/", links.measure_links, name="measure-links"),
    path("measures/links/<int:pk>/withdraw/", links.link_withdraw, name="link-withdraw"),
    path("road-maps/<int:pk>/links/", links.road_map_links, name="road-map-links"),
    path("road-maps/<int:pk>/links/proposals/", links.link_proposals, name="link-proposals"),
    path("measures/<int:pk>/schedule/", schedules.measure_schedule, name="measure-schedule"),
    path("measures/<int:pk>/schedule/export/", schedules.schedule_export, name="schedule-export"),
    path("measures/<int:pk>/requests/", schedules.measure_request, name="measure-request"),
    path("measures/requests/<int:pk>/decide/", schedules.request_decide, name="request-decide"),
    path("measures/schedules/<int:pk>/", schedules.schedule_detail, name="schedule-detail"),
    path("measures/schedules/<int:pk>/findings/", schedules.schedule_findings, name="schedule-findings"),
    path("measures/schedules/<int:pk>/settle/", schedules.schedule_settle, name="schedule-settle"),
    path("measures/schedules/<int:pk>/apply/", schedules.schedule_apply, name="schedule-apply"),
    path("measures/schedules/<int:pk>/discard/", schedules.schedule_discard, name="schedule-discard"),
]
