"""Addresses of the cascade: a map beside those above and below it."""

from django.urls import path

from medk.plans.views import cascade, cascade_begin, cascade_decide, cascade_links

_ONE = "road-maps/<int:pk>/cascade/"

urlpatterns = [
    path(_ONE, cascade.road_map_cascade, name="road-map-cascade"),
    path(f"{_ONE}begin/", cascade_begin.cascade_begin, name="cascade-begin"),
    path(f"{_ONE}export/", cascade.cascade_export, name="cascade-export"),
    path(f"{_ONE}decide/", cascade_decide.cascade_decide, name="cascade-decide"),
    path(f"{_ONE}links/", cascade_links.cascade_links, name="cascade-links"),
    path(f"{_ONE}links/add/", cascade_links.cascade_link, name="cascade-link"),
    path(f"{_ONE}links/decline/", cascade_links.cascade_decline, name="cascade-decline"),
    path(f"{_ONE}links/<int:origin_pk>/end/", cascade_links.cascade_unlink, name="cascade-unlink"),
]
