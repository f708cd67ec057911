"""Addresses of accounts beyond allauth's own."""

from django.urls import path

from medk.accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/", views.profile, name="profile"),
    path("display/", views.display, name="display"),
]
