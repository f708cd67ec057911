"""Registration of the app `cycles`."""

from django.apps import AppConfig


class CyclesApp(AppConfig):
    name = "medk.cycles"
    verbose_name = "Циклы"
