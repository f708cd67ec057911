"""Registration of the app `accounts`."""

from django.apps import AppConfig


class AccountsApp(AppConfig):
    name = "medk.accounts"
    verbose_name = "Учётные записи"
