"""Registration of the app `plans`."""

from django.apps import AppConfig


class PlansApp(AppConfig):
    name = "medk.plans"
    verbose_name = "Дорожные карты"
