"""Registration of the app `discussions`."""

from django.apps import AppConfig


class DiscussionsApp(AppConfig):
    name = "medk.discussions"
    verbose_name = "Обсуждения"
