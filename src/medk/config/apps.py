"""The product as a whole: checks over settings live here."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "medk.config"
    label = "config"
    verbose_name = "МЭДК"
