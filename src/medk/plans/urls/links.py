"""Addresses of links between measures."""

from django.urls import path

from medk.plans.views import measure_links as links

urlpatterns = [
    path("measures/<int:pk>/links/", links.measure_links, name="measure-links"),
    path("measures/links/<int:pk>/withdraw/", links.link_withdraw, name="link-withdraw"),
    path("road-maps/<int:pk>/links/", links.road_map_links, name="road-map-links"),
    path("road-maps/<int:pk>/links/proposals/", links.link_proposals, name="link-proposals"),
]
