"""Addresses of measures and their parts."""

from django.urls import path

from medk.plans.views import measures

urlpatterns = [
    path("measures/<int:pk>/", measures.measure_detail, name="measure-detail"),
    path("measures/<int:pk>/parts/<str:key>/", measures.part_detail, name="part"),
]
