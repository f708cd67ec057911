"""Registration of the app `orgs`, and of what other apps add to it."""

import datetime as dt
from collections.abc import Callable
from typing import Any, cast

from django.apps import AppConfig, apps
from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules

from medk.orgs.handover import Handover

#: Organisation and day → how many schools a curator may have there then; None when nobody says.
LimitOf = Callable[[Any, dt.date], int | None]


class OrgsApp(AppConfig):
    name = "medk.orgs"
    verbose_name = "Организации и люди"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        #: Label of a model → what of it a user sees; filled by `register_sight`.
        self.sights: dict[str, Callable[[Any], QuerySet]] = {}
        #: Name → how tasks of an ended appointment are listed and passed on.
        self.handovers: dict[str, Handover] = {}
        self._curator_limit: LimitOf | None = None

    def ready(self) -> None:
        # Apps above add sights, limits and handovers in their `sights.py` (or in their own `ready`).
        autodiscover_modules("sights", "tasks")

    def register_sight(self, label: str, sight: Callable[[Any], QuerySet]) -> None:
        """Let rows about subjects of this model (files, comments, moves) follow its sight."""
        self.sights[label] = sight

    def register_handover(self, name: str, handover: Handover) -> None:
        """Let open tasks of one kind be listed and passed on when an appointment ends."""
        self.handovers[name] = handover

    def register_curator_limit(self, limit_of: LimitOf) -> None:
        """Let the cycle decide how many schools a curator may have (issue 2)."""
        self._curator_limit = limit_of

    def curator_limit_of(self, organisation: Any, on: dt.date, *, default: int) -> int:
        """The limit that holds at an organisation on a day."""
        said = self._curator_limit(organisation, on) if self._curator_limit else None
        return default if said is None else said


def this() -> OrgsApp:
    """The one registered instance, with what other apps added to it."""
    return cast(OrgsApp, apps.get_app_config("orgs"))
