"""Registration of the app `discussions`, and of who is told about comments on what."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import AppConfig


class DiscussionsApp(AppConfig):
    name = "medk.discussions"
    verbose_name = "Обсуждения"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        #: Label of a subject's model → users to be told about a comment on a subject of it.
        self.audiences: dict[str, Callable[[Any], Iterable[Any]]] = {}

    def register_audience(self, label: str, audience: Callable[[Any], Iterable[Any]]) -> None:
        """Let the subject's app say who hears of comments; all of them must see the subject."""
        self.audiences[label] = audience
