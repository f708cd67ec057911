"""Registration of the app `rehearsal`."""

from django.apps import AppConfig


class RehearsalApp(AppConfig):
    name = "medk.rehearsal"
    verbose_name = "Репетиция"
