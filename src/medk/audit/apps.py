"""Registration of the app `audit`: kinds are loaded from every app's `events.py`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditApp(AppConfig):
    name = "medk.audit"
    verbose_name = "Журнал событий"

    def ready(self) -> None:
        autodiscover_modules("events")
