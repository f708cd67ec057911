"""The one clock: the business date and the moment of entry (decision 14).

Sign-in, tokens and sessions use the real clock; everything the programme counts uses this one.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings

_set_moment: ContextVar[dt.datetime | None] = ContextVar("medk_moment", default=None)


def now() -> dt.datetime:
    """The moment of entry, in UTC."""
    moment = _set_moment.get()
    if moment is not None:
        return moment
    if settings.SET_TODAY and not settings.CLOCK_OFFSET:
        # The set date is the installation's local one at whatever hour it is there now.
        local = dt.datetime.now(ZoneInfo(settings.TIME_ZONE)).time()
        moment = dt.datetime.combine(settings.SET_TODAY, local, tzinfo=ZoneInfo(settings.TIME_ZONE))
        return moment.astimezone(dt.UTC)
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=settings.CLOCK_OFFSET)


def today(zone: str | None = None) -> dt.date:
    """The business date in an IANA `zone`; without one, in the installation's own zone."""
    return now().astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()


@contextmanager
def at(moment: dt.datetime | dt.date) -> Iterator[None]:
    """Run a block as if it were `moment` (a date means its 09:00 UTC): rehearsals and tests."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(9), tzinfo=dt.UTC)
    token = _set_moment.set(moment)
    try:
        yield
    finally:
        _set_moment.reset(token)
