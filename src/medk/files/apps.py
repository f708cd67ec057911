"""Registration of the app `files`, and of who may erase what."""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FilesApp(AppConfig):
    name = "medk.files"
    verbose_name = "Файлы"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        #: Label of a subject's model → may this user erase a file of the subject with this number.
        self.owner_policies: dict[str, Callable[[Any, int], bool]] = {}

    def ready(self) -> None:
        autodiscover_modules("tasks")

    def register_policy(self, label: str, may_erase: Callable[[Any, int], bool]) -> None:
        """Let the app that owns a subject say who may erase its files (decision 30)."""
        self.owner_policies[label] = may_erase
