"""Registration of the app `cycles`."""

from django.apps import AppConfig, apps


class CyclesApp(AppConfig):
    name = "medk.cycles"
    verbose_name = "Циклы"

    def ready(self) -> None:
        cycle = self.get_model("Cycle")
        apps.get_app_config("orgs").register_sight(
            "cycles.cycle", lambda user: cycle.objects.visible_to(user)
        )
