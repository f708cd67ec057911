"""Registration of the app `kernel`."""

from django.apps import AppConfig


class KernelApp(AppConfig):
    name = "medk.kernel"
    verbose_name = "Основа"
