"""Registration of the app `kernel`: jobs are loaded from every app's `tasks.py`, SQLite learns Russian."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules

from medk.kernel.sqlite import teach_russian


class KernelApp(AppConfig):
    name = "medk.kernel"
    verbose_name = "Основа"

    def ready(self) -> None:
        connection_created.connect(teach_russian, dispatch_uid="medk.kernel.sqlite")
        autodiscover_modules("tasks")
