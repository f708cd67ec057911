"""Weekends and public holidays of Russia, with the days that the government moved."""

import datetime as dt
from functools import lru_cache

import holidays

#: Years that the calendar of holidays is asked about; beyond them only weekends are known.
_FIRST, _LAST = 1992, 2100


@lru_cache(maxsize=16)
def _holidays(year: int) -> holidays.HolidayBase:
    """Public holidays and moved days of a year (ТК РФ, статья 112)."""
    return holidays.country_holidays("RU", years=year, language="ru")


def day_off(day: dt.date) -> str:
    """Why a day is not a working one: the holiday's name or «выходной»; empty for a working day.

    A Saturday that people work because its day off was moved is a working day.
    """
    if not _FIRST <= day.year <= _LAST:
        return "выходной" if day.weekday() >= 5 else ""
    known = _holidays(day.year)
    return known.get(day, "") or ("" if known.is_working_day(day) else "выходной")
