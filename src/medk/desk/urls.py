"""Addresses of the desk."""

from django.urls import path

from medk.desk import palette, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("palette/", palette.palette, name="palette"),
]
