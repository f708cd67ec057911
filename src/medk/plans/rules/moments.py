"""Which date a view of a plan shows, and in which of two meanings (decision 12)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices


class Mode(TextChoices):
    """В каком смысле прошлое: facts by their own dates, or what had been entered by then."""

    HAPPENED = "happened", "как было"
    KNOWN = "known", "как было известно"


@dataclass(frozen=True)
class Moment:
    """The end of a day in the zone of the plan's owner; an empty `mode` is the present."""

    on: dt.date
    mode: str = ""

    @property
    def is_past(self) -> bool:
        """Whether the view shows a chosen past day rather than the present."""
        return bool(self.mode)

    @property
    def is_known(self) -> bool:
        """Whether only what had been entered by then counts."""
        return self.mode == Mode.KNOWN

    @property
    def words(self) -> str:
        """«на 01.03.2022, как было известно»; the present has the date alone."""
        return f"на {self.on:%d.%m.%Y}, {Mode(self.mode).label}" if self.mode else f"на {self.on:%d.%m.%Y}"
