"""Pure decisions about cycles: shifting a calendar, overlapping memberships, sensible settings."""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from medk.kernel.refusals import Refused

#: Cohorts that every cycle starts with: participants above all, the others name why a school is there.
STANDARD_COHORTS = (
    ("participants", "Школы-участницы"),
    ("identified", "Выявленные школы с низкими результатами"),
    ("low_two_years", "Низкие результаты два года и дольше"),
    ("last_year", "Участницы прошлого года"),
    ("disadvantaged", "Школы в сложных социальных условиях"),
    ("resilient", "Резильентные школы"),
    ("improved", "Школы, улучшившие результаты"),
)
PARTICIPANTS = "participants"

Span = tuple[dt.date, dt.date | None]


def shifted(day: dt.date | None, years: int) -> dt.date | None:
    """The same day `years` later; 29 February becomes 28 where there is none."""
    if day is None:
        return None
    year = day.year + years
    return dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def overlap(first: Span, second: Span) -> bool:
    """Do two spans share a day? Both ends belong to a span; None is open."""
    (a_from, a_to), (b_from, b_to) = first, second
    return (a_to is None or a_to >= b_from) and (b_to is None or b_to >= a_from)


def check_span(start: dt.date | None, end: dt.date | None) -> None:
    """Refuse dates that run backwards."""
    if start and end and end < start:
        raise Refused(f"Окончание {end:%d.%m.%Y} раньше начала {start:%d.%m.%Y}. Поменяйте даты местами.")


def check_settings(
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    curator_limit: int,
    smallest_group: int,
    week_limit: int,
    share_target: Decimal | None,
    share_target_on: dt.date | None,
) -> None:
    """Refuse settings that cannot hold, naming the field and what fits."""
    if ends_on <= starts_on:
        raise Refused(f"Цикл кончается {ends_on:%d.%m.%Y}, не позже своего начала {starts_on:%d.%m.%Y}.")
    if not 1 <= curator_limit <= 20:
        raise Refused(f"Школ у куратора может быть от 1 до 20. Сейчас: {curator_limit}.")
    if not 1 <= smallest_group <= 50:
        raise Refused(f"Наименьшая группа в сводках может быть от 1 до 50. Сейчас: {smallest_group}.")
    if not 1 <= week_limit <= 100:
        raise Refused(f"Сроков в неделю может быть от 1 до 100. Сейчас: {week_limit}.")
    if share_target is not None and not 0 <= share_target <= 100:
        raise Refused(f"Целевая доля может быть от 0 до 100 %. Сейчас: {share_target}.")
    if (share_target is None) != (share_target_on is None):
        raise Refused("У целевой доли должны быть и число, и дата. Заполните оба поля или очистите оба.")


def free_code(taken: Iterable[str]) -> str:
    """A code for an object the region named itself: «own-1», «own-2», the first that is free."""
    used = set(taken)
    number = 1
    while f"own-{number}" in used:
        number += 1
    return f"own-{number}"


def pasted_lines(text: str) -> list[str]:
    """What was pasted, one school a line: blank lines, list marks and repeats are left out, order kept."""
    pieces = (re.sub(r"^\s*(?:[-–•*]|\d{1,4}[.)])\s+", "", piece) for piece in re.split(r"[\n;\t]+", text))
    stripped = (piece.strip().rstrip(",").strip() for piece in pieces)
    return list(dict.fromkeys(piece for piece in stripped if piece))


def folded(text: str) -> str:
    """Letters and digits in one case, ё as е: how names are compared (decision 32)."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return "".join(sign for sign in plain if sign.isalnum())
