"""The product as a whole: checks over settings live here."""

from importlib import import_module

from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "medk.config"
    label = "config"
    verbose_name = "МЭДК"

    def ready(self) -> None:
        import_module("medk.config.checks")
