"""Which date a view of a plan shows, and in which of two meanings (decision 12)."""

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import TextChoices


class Mode(TextChoices):
    """В каком смысле прошлое: facts by their own dates, or what had been entered by then."""

    HAPPENED = "happened", "как было"
    KNOWN = "known", "как было известно"


@dataclass(frozen=True)
class Moment:
    """The end of a day in the zone of the plan's owner; an empty `mode` is the present.

    `zone` is that zone where the caller knows it already: it saves asking for it.
    """

    on: dt.date
    mode: str = ""
    zone: str = field(default="", compare=False)

    @property
    def is_past(self) -> bool:
        """Whether the view shows a chosen past day rather than the present."""
        return bool(self.mode)

    def ends_at(self, zone: str) -> dt.datetime:
        """The first moment after the day where the plan's owner is."""
        local = dt.datetime.combine(self.on + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
        return local.astimezone(dt.UTC)

    @property
    def is_known(self) -> bool:
        """Whether only what had been entered by then counts."""
        return self.mode == Mode.KNOWN

    @property
    def words(self) -> str:
        """«на 01.03.2022, как было известно»; the present has the date alone."""
        return f"на {self.on:%d.%m.%Y}, {Mode(self.mode).label}" if self.mode else f"на {self.on:%d.%m.%Y}"


@dataclass(frozen=True)
class Cut:
    """A past moment with the end of its day: decides which entries count at it.

    As it was known: what had been entered by then. As it happened: that, and what was entered later of
    that day or an earlier one. Where nothing is entered late both are the same.
    """

    on: dt.date
    mode: str
    until: dt.datetime

    @property
    def is_known(self) -> bool:
        """Whether only what had been entered by then counts."""
        return self.mode == Mode.KNOWN

    def counts(self, dated_on: dt.date, entered_at: dt.datetime | None) -> bool:
        """Whether an entry counts; None is an entry from before its moment was kept."""
        return entered_at is None or entered_at < self.until or (not self.is_known and dated_on <= self.on)


def cut(moment: Moment, zone: str) -> Cut:
    """The cut of a past moment in the zone of the plan's owner."""
    return Cut(moment.on, moment.mode, moment.ends_at(zone))
