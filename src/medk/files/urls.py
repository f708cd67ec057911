"""Addresses of private files."""

from django.urls import path

from medk.files import views

app_name = "files"
urlpatterns = [
    path("<uuid:uid>/", views.download, name="file-download"),
    path("<uuid:uid>/erase/", views.erase, name="file-erase"),
]
