"""How the product says no: what, why, and who can help."""

from collections.abc import Mapping


class Refused(Exception):
    """An action was refused by a rule; the text is Russian and shown to the person as it is.

    `who` names the position that can lift the refusal, when there is one.
    """

    def __init__(self, reason: str, *, who: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.who = who

    def __str__(self) -> str:
        return f"{self.reason} {self.who}".strip()


class NotAllowed(Refused):
    """The person sees the object but may not do this: the page answers 403 with the reason."""


class Stale(Refused):
    """Somebody changed the row since the form was opened (decision 19).

    `theirs` maps field names to the values now stored, so that the page can show both.
    """

    def __init__(self, reason: str, *, theirs: Mapping[str, object] | None = None) -> None:
        super().__init__(reason)
        self.theirs = dict(theirs or {})
