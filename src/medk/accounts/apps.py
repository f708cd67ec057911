"""Registration of the app `accounts`."""

from django.apps import AppConfig


class AccountsApp(AppConfig):
    name = "medk.accounts"
    verbose_name = "Учётные записи"

    def ready(self) -> None:
        from medk.accounts import tasks  # noqa: F401, PLC0415 - registers jobs once models exist
