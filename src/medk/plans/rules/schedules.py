"""A schedule in words, as the design guide writes dates (§7)."""

import datetime as dt
from typing import Protocol

from medk.kernel.russian import counted, span
from medk.plans.choices import Frequency, ScheduleKind


class Scheduled(Protocol):
    """What a measure says of its time."""

    schedule_kind: str
    starts_on: dt.date | None
    due_on: dt.date | None
    frequency: str
    interval: int
    count_per_period: int
    is_at_least: bool
    weekday: str
    monthday: int | None


_WEEKDAYS = {
    "MO": "по понедельникам",
    "TU": "по вторникам",
    "WE": "по средам",
    "TH": "по четвергам",
    "FR": "по пятницам",
    "SA": "по субботам",
    "SU": "по воскресеньям",
}
#: Frequency → (once in one period, the word for "in a period", forms of the word after a number).
_PERIODS = {
    Frequency.DAILY: ("ежедневно", "в день", ("день", "дня", "дней")),
    Frequency.WEEKLY: ("еженедельно", "в неделю", ("неделю", "недели", "недель")),
    Frequency.MONTHLY: ("ежемесячно", "в месяц", ("месяц", "месяца", "месяцев")),
    Frequency.QUARTERLY: ("ежеквартально", "в квартал", ("квартал", "квартала", "кварталов")),
    Frequency.YEARLY: ("ежегодно", "в год", ("год", "года", "лет")),
}


def schedule_words(what: Scheduled) -> str:
    """«27.04–31.05.2022», «не реже 1 раза в 2 месяца, с 01.02 по 30.12.2022», «по запросу», «без срока»."""
    kind = what.schedule_kind
    dates = span(what.starts_on, what.due_on)
    if kind == ScheduleKind.RECURRING and what.frequency:
        return ", ".join(filter(None, [frequency_words(what), dates]))
    if kind in (ScheduleKind.ON_REQUEST, ScheduleKind.BY_SEPARATE_SCHEDULE):
        return ", ".join(filter(None, [ScheduleKind(kind).label, dates]))
    return dates or "без срока"


def frequency_words(what: Scheduled) -> str:
    """How often: «ежемесячно, по четвергам», «не реже 2 раз в квартал», «1 раз в 2 месяца»."""
    alone, within, forms = _PERIODS[Frequency(what.frequency)]
    every, times = max(what.interval, 1), max(what.count_per_period, 1)
    period = within if every == 1 else f"в {counted(every, *forms)}"
    if what.is_at_least:
        often = f"не реже {counted(times, 'раза', 'раз', 'раз')} {period}"
    elif every == 1 and times == 1:
        often = alone
    else:
        often = f"{counted(times, 'раз', 'раза', 'раз')} {period}"
    return ", ".join(filter(None, [often, _day_words(what)]))


def _day_words(what: Scheduled) -> str:
    if what.weekday in _WEEKDAYS:
        return _WEEKDAYS[what.weekday]
    if what.monthday:
        return "в последний день месяца" if what.monthday < 0 else f"{what.monthday}-го числа"
    return ""
