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
        #: Label of a subject's model → address of the subject's page.
        self.addresses: dict[str, Callable[[Any], str]] = {}

    def register_audience(
        self,
        label: str,
        audience: Callable[[Any], Iterable[Any]],
        *,
        address: Callable[[Any], str] | None = None,
    ) -> None:
        """Open subjects of a model to discussion, and say who hears of comments on them.

        Those of them who do not see the subject are passed over. `address` gives the page where the
        discussion stands; without one it is the discussion's own. A model without an audience is not discussed at all, even
        when its sight is registered (for its history or files).
        """
        self.audiences[label] = audience
        if address:
            self.addresses[label] = address
