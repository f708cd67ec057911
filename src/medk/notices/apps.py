"""Registration of the app `notices`."""

from django.apps import AppConfig


class NoticesApp(AppConfig):
    name = "medk.notices"
    verbose_name = "Уведомления"
