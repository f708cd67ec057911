"""How often: «еженедельно», «не реже 1 раза в квартал», «каждый четверг», «до 5 числа»."""

import re

from medk.reader.numerals import CARDINAL, WEEKDAY, cardinal, weekday
from medk.reader.plan import Recurrence

_ADVERBS = (
    (r"ежедневн", "daily", 1), (r"еженедельн", "weekly", 1), (r"ежемесячн", "monthly", 1),
    (r"ежеквартальн", "quarterly", 1), (r"ежегодн", "yearly", 1),
    (r"раз в полгода|раз в полугодие|каждое полугодие", "monthly", 6),
)  # fmt: skip
_PERIODS = (
    (r"дн(?:ей|я)|день|сут", "daily", 1), (r"недел", "weekly", 1), (r"месяц", "monthly", 1),
    (r"квартал", "quarterly", 1), (r"полугоди|полгода", "monthly", 6), (r"год|лет", "yearly", 1),
    (r"четверт", "quarterly", 1),
)  # fmt: skip
_PERIOD = r"(?:дн(?:ей|я)|день|сут(?:ки|ок)|недел[иьюя]\w*|месяц\w*|квартал\w*|полугоди[еяй]\w*|полгода|год[ау]?|лет|четверт\w+)"
_COUNT = rf"(?:\d{{1,3}}|{CARDINAL})"
_TIMES = re.compile(
    rf"(?:(?P<count>{_COUNT}(?:\s*-\s*\d{{1,2}})?)[ -]*)?(?:раз[а]?|(?P<thing>(?!в\b)[а-яё]{{4,}}(?:\s+[а-яё]{{4,}})?))"
    rf"\s+(?:в|за)\s+(?:(?:кажд\w+|один|одну)\s+)?(?:(?P<every>{_COUNT})\s+)?(?P<period>{_PERIOD})",
    re.IGNORECASE,
)
_EVERY = re.compile(
    rf"кажд(?:ый|ую|ое|ая|ые|ого|ой)\s+(?:(?P<n>{_COUNT}|втор\w+|трет\w+)\s+)?(?P<what>{WEEKDAY}|{_PERIOD})",
    re.IGNORECASE,
)
_ON_WEEKDAY = re.compile(rf"(?:\bпо\s+|\(|,\s*|;\s*|\bв\s+)(?P<day>{WEEKDAY})\b", re.IGNORECASE)
_LAST_WEEKDAY = re.compile(
    rf"(?:последн|перв|втор|трет|четв[её]рт)\w+\s+(?P<day>{WEEKDAY})(?:\s+(?:кажд\w+\s+)?(?P<period>месяц|квартал)\w*)?",
    re.IGNORECASE,
)
_MONTHDAY = re.compile(
    r"(?:до|к|не\s+позднее)?\s*(\d{1,2})(?:\s*-?\s*(?:го|му|ого))?\s+числ",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"не\s+(?:реже|менее|меньше)|минимум", re.IGNORECASE)
_TITLE = re.compile(r"ежедневн|еженедельн|ежемесячн|ежеквартальн", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)|[«\"“][^»\"”]*[»\"”]")


def recurrence_in(text: str) -> Recurrence | None:
    """The frequency that a deadline states, or None."""
    flat = " ".join(text.lower().split())
    found = _times(flat) or _every(flat) or _adverb(flat) or _ordinal_weekday(flat)
    found = found or _plain_weekday(flat) or _by_day_of_month(flat)
    if found is None:
        return None
    return Recurrence(
        freq=found[0],
        interval=found[1],
        count_per_period=found[2],
        weekday=_weekday(flat) if found[0] in ("weekly", "monthly") else None,
        monthday=_monthday(flat),
        at_least=bool(_AT_LEAST.search(flat)),
    )


def recurrence_in_title(title: str) -> Recurrence | None:
    """«еженедельные вебинары»: a frequency in the title proper, not in an aside.

    A yearly one is no frequency within a plan for a year («ежегодный форум»).
    """
    flat = _ASIDE.sub(" ", title)
    return recurrence_in(flat) if _TITLE.search(flat) else None


def period_of(word: str) -> tuple[str, int] | None:
    """«месяц», «полугодие» → the frequency and how many of its periods."""
    return next(((freq, n) for stem, freq, n in _PERIODS if re.match(stem, word)), None)


def _times(text: str) -> tuple[str, int, int] | None:
    for found in _TIMES.finditer(text):
        if found["thing"] and not found["count"]:
            continue
        period = period_of(found["period"])
        if period is None:
            continue
        count = cardinal(re.split(r"\s*-\s*", found["count"])[0]) if found["count"] else 1
        every = cardinal(found["every"]) if found["every"] else 1
        return period[0], period[1] * (every or 1), count or 1
    return None


def _every(text: str) -> tuple[str, int, int] | None:
    found = _EVERY.search(text)
    if not found:
        return None
    if weekday(found["what"]):
        number = {"в": 2, "т": 3}.get((found["n"] or "")[:1], 1)
        return "weekly", number, 1
    period = period_of(found["what"])
    return (period[0], period[1] * (cardinal(found["n"] or "1") or 1), 1) if period else None


def _adverb(text: str) -> tuple[str, int, int] | None:
    return next(((freq, n, 1) for stem, freq, n in _ADVERBS if re.search(stem, text)), None)


def _ordinal_weekday(text: str) -> tuple[str, int, int] | None:
    found = _LAST_WEEKDAY.search(text)
    if not found or not found["period"]:
        return None
    return ("quarterly" if found["period"].startswith("кв") else "monthly"), 1, 1


def _plain_weekday(text: str) -> tuple[str, int, int] | None:
    return ("weekly", 1, 1) if _ON_WEEKDAY.search(text) else None


def _by_day_of_month(text: str) -> tuple[str, int, int] | None:
    if re.search(r"числ\w*\s+(?:кажд\w+|последующ\w+|следующ\w+)\s+месяц", text):
        return "monthly", 1, 1
    if re.search(r"числ\w*\s+(?:месяца,?\s+)?следующ\w+\s+за\s+отч[её]тн\w+\s+квартал", text):
        return "quarterly", 1, 1
    return None


def _weekday(text: str) -> str | None:
    found = _EVERY.search(text)
    if found and weekday(found["what"]):
        return weekday(found["what"])
    found = _LAST_WEEKDAY.search(text) or _ON_WEEKDAY.search(text)
    return weekday(found["day"]) if found else None


def _monthday(text: str) -> int | None:
    found = _MONTHDAY.search(text)
    return int(found[1]) if found and 1 <= int(found[1]) <= 31 else None
