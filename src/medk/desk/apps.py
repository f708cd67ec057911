"""Registration of the app `desk`."""

from django.apps import AppConfig


class DeskApp(AppConfig):
    name = "medk.desk"
    verbose_name = "Рабочий стол"
