"""Registration of the app `orgs`, and of the sights that other apps add."""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db.models import QuerySet


class OrgsApp(AppConfig):
    name = "medk.orgs"
    verbose_name = "Организации и люди"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        #: Label of a model → what of it a user sees; filled by `register_sight`.
        self.sights: dict[str, Callable[[Any], QuerySet]] = {}

    def register_sight(self, label: str, sight: Callable[[Any], QuerySet]) -> None:
        """Let rows about subjects of this model (files, comments, moves) follow its sight."""
        self.sights[label] = sight
