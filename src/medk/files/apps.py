"""Registration of the app `files`."""

from django.apps import AppConfig


class FilesApp(AppConfig):
    name = "medk.files"
    verbose_name = "Файлы"
