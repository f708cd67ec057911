"""Addresses of discussions."""

from django.urls import path

from medk.discussions import views

app_name = "discussions"
urlpatterns = [
    path("<str:subject_type>/<int:subject_id>/", views.thread, name="thread"),
    path("<str:subject_type>/<int:subject_id>/add/", views.add, name="add"),
]
