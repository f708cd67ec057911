"""Registration of the app `cycles`."""

from typing import Any

from django.apps import AppConfig, apps


class CyclesApp(AppConfig):
    name = "medk.cycles"
    verbose_name = "Циклы"

    def ready(self) -> None:
        orgs: Any = apps.get_app_config("orgs")
        cycle: Any = self.get_model("Cycle")
        orgs.register_sight("cycles.cycle", lambda user: cycle.objects.visible_to(user))
