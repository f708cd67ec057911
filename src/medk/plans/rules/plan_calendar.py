"""A month and a week of a plan: which deadlines, repeats and milestones fall on which day."""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import TextChoices

from medk.kernel.russian import MONTHS_OF, NBSP, day_month
from medk.plans.choices import ProgressState as P

MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
WEEKDAYS = (
    ("Пн", "понедельник"), ("Вт", "вторник"), ("Ср", "среда"), ("Чт", "четверг"), ("Пт", "пятница"),
    ("Сб", "суббота"), ("Вс", "воскресенье"),
)  # fmt: skip
#: Events drawn in one day of the month; the rest are counted (design guide §5).
SHOWN = 3
#: Events that a list shows at once; with more each day of it is cut and opens on its own.
LISTED, LISTED_A_DAY = 120, 8
#: The calendar shows these years; a date outside them in an address is not understood.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class EventKind(TextChoices):
    """Что приходится на день."""

    DEADLINE = "deadline", "срок"
    ACTION = "action", "срок действия"
    OCCURRENCE = "occurrence", "повтор"
    MILESTONE = "milestone", "веха"
    KEY_DATE = "key_date", "дата цикла"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that falls on a day; `state` is empty where nothing may be said of it.

    `confirmed` of `total` counts the units whose part it is; `whose` says that the part is the reader's.
    """

    on: dt.date
    kind: str
    title: str
    measure_pk: int | None = None
    number: str = ""
    note: str = ""
    state: str = ""
    confirmed: int = 0
    total: int = 0
    whose: str = ""
    executors: str = ""
    #: Name of the part within the measure, when the event is one part of somebody's own.
    key: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state not in (P.CONFIRMED, P.SUBMITTED, P.CANCELLED, P.PAUSED)

    @property
    def label(self) -> str:
        """«1.3 Провести опрос»."""
        return f"{self.number} {self.title}" if self.number else self.title

    @property
    def of_words(self) -> str:
        """«17 из 42»; empty for a thing done once."""
        return f"{self.confirmed}{NBSP}из{NBSP}{self.total}" if self.total > 1 else ""


@dataclass(frozen=True)
class Day:
    """One day of the grid."""

    on: dt.date
    events: tuple[Event, ...] = ()
    is_outside: bool = False
    is_today: bool = False
    off: str = ""
    #: How many the list shows; all of them unless the span is crowded.
    listed: int | None = None

    @property
    def words(self) -> str:
        """«среда, 4 мая»."""
        return f"{WEEKDAYS[self.on.weekday()][1]}, {day_month(self.on)}"

    @property
    def shown(self) -> tuple[Event, ...]:
        """Events drawn in the cell."""
        return self.events[:SHOWN]

    @property
    def in_list(self) -> tuple[Event, ...]:
        """Events that the list under the month shows."""
        return self.events[: self.listed]

    @property
    def beyond_list(self) -> int:
        """How many the list leaves to the page of the day."""
        return len(self.events) - len(self.in_list)

    @property
    def more(self) -> int:
        """How many the cell leaves out."""
        return max(0, len(self.events) - SHOWN)


@dataclass(frozen=True)
class Span:
    """The days on show: a month, a week or a single day, with its neighbours."""

    first: dt.date
    last: dt.date
    view: str = field(default="month")

    @property
    def title(self) -> str:
        """«май 2022», «16–22 мая 2022», «30 мая – 5 июня 2022»."""
        if self.view == "month":
            return f"{MONTHS[self.first.month - 1]} {self.first.year}"
        if self.view == "day":
            return f"{day_month(self.first)} {self.first.year}"
        start, end = self.first, self.last
        if start.month == end.month:
            return f"{start.day}–{end.day} {MONTHS_OF[end.month - 1]} {end.year}"
        head = f"{start.day} {MONTHS_OF[start.month - 1]}"
        head += f" {start.year}" if start.year != end.year else ""
        return f"{head} – {end.day} {MONTHS_OF[end.month - 1]} {end.year}"

    def beside(self, step: int) -> "Span":
        """The span `step` months or weeks away."""
        if self.view == "day":
            return day_of(self.first + dt.timedelta(days=step))
        if self.view == "week":
            return week_of(self.first + dt.timedelta(weeks=step))
        index = self.first.year * 12 + self.first.month - 1 + step
        return month_of(dt.date(index // 12, index % 12 + 1, 1))


def month_of(day: dt.date) -> Span:
    """The calendar month of a day."""
    return Span(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def week_of(day: dt.date) -> Span:
    """The week of a day, from Monday to Sunday."""
    first = monday(day)
    return Span(first, first + dt.timedelta(days=6), "week")


def day_of(day: dt.date) -> Span:
    """A single day."""
    return Span(day, day, "day")


def monday(day: dt.date) -> dt.date:
    """The first day of the week of a day."""
    return day - dt.timedelta(days=day.weekday())


def in_calendar(day: dt.date) -> bool:
    """Whether a day lies in the years that the calendar shows, with a year to either side to turn to."""
    return FIRST_YEAR < day.year < LAST_YEAR


def weeks_of(
    span: Span, events: Iterable[Event], *, today: dt.date, off: Callable[[dt.date], str]
) -> list[list[Day]]:
    """Whole weeks that cover the span, each of seven days from Monday, with the events of each day.

    Days beyond the span are marked and carry no events; `off` says why a day is not a working one.
    """
    held: dict[dt.date, list[Event]] = {}
    for event in events:
        held.setdefault(event.on, []).append(event)
    start, weeks = monday(span.first), []
    while start <= span.last:
        days = (start + dt.timedelta(days=n) for n in range(7))
        weeks.append([_day(day, span, held.get(day, []), today=today, off=off(day)) for day in days])
        start += dt.timedelta(weeks=1)
    return weeks


def listed_days(weeks: Iterable[Iterable[Day]], view: str) -> list[Day]:
    """Days of the list: those with events, and today; cut when the span is crowded."""
    days = [day for week in weeks for day in week if not day.is_outside and (day.events or day.is_today)]
    if view == "day" or sum(len(day.events) for day in days) <= LISTED:
        return days
    return [replace(day, listed=LISTED_A_DAY) for day in days]


def _day(day: dt.date, span: Span, events: Sequence[Event], *, today: dt.date, off: str) -> Day:
    is_outside = not span.first <= day <= span.last
    return Day(day, () if is_outside else tuple(urgent_first(events)), is_outside, day == today, off)


def urgent_first(events: Iterable[Event]) -> list[Event]:
    """Events of a day: what is overdue, then what is open, then what is done, each in plan order."""
    return sorted(events, key=lambda event: (event.state != P.OVERDUE, not event.is_open))


def part_state(counts: dict[str, int], total: int, *, due_on: dt.date, on: dt.date) -> P:
    """The state of one part over those who owe it, on a day.

    `counts` are stored statuses (`confirmed`, `submitted`, `cancelled`, `in_progress`, `returned`);
    what is not stored is not begun. The most urgent of them speaks (decision 6).
    """
    settled = counts.get("confirmed", 0) + counts.get("cancelled", 0)
    if total and counts.get("cancelled", 0) >= total:
        return P.CANCELLED
    if settled >= total:
        return P.CONFIRMED
    left = total - settled - counts.get("submitted", 0)
    if left > 0 and due_on < on:
        return P.OVERDUE
    if left <= 0:
        return P.SUBMITTED
    begun = counts.get("in_progress", 0) + counts.get("returned", 0) + counts.get("submitted", 0)
    return P.IN_PROGRESS if begun or counts.get("confirmed", 0) else P.NOT_DUE
