"""Registration of the app `search`: what the other apps let be found is read when all are ready."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchApp(AppConfig):
    name = "medk.search"
    verbose_name = "Поиск и наблюдение"

    def ready(self) -> None:
        autodiscover_modules("searching")
