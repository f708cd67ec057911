"""Registration of the app `cycles`; what it adds to orgs is in `sights.py`."""

from importlib import import_module

from django.apps import AppConfig


class CyclesApp(AppConfig):
    name = "medk.cycles"
    verbose_name = "Циклы"

    def ready(self) -> None:
        import_module("medk.cycles.sights")
