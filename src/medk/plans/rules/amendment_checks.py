"""What stops an amendment, and what its approver should know before deciding (no database)."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from medk.plans.rules.amendments import DATES, LABELS, WHEN
from medk.plans.rules.recurrence import Recurrence, TooManySlots, slots

_ORDER = re.compile(r"(.*?)\s*№\s*(\S{1,64})(?:\s+от\s+(\d{1,2}\.\d{1,2}\.\d{4}))?", re.DOTALL)


#: Fields of a content that are judged together with those that change.
JUDGED = frozenset({"title"}) | WHEN


@dataclass(frozen=True)
class Bounds:
    """The days that an amendment of a plan lies between."""

    approved_on: dt.date | None
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True)
class Head:
    """The head of an amendment: why, from when, by which order."""

    reason: str
    effective_on: dt.date
    order_kind: str = ""
    order_number: str = ""
    order_date: dt.date | None = None


def head_typed(reason: str, effective_on: dt.date, order: str) -> Head:
    """A head with its order typed in one line: «приказ № 143-од от 18.05.2022» is taken apart.

    What is not understood stays as the kind of the document.
    """
    found = _ORDER.fullmatch(order.strip())
    if not found:
        return Head(reason, effective_on, order.strip())
    kind, number, day = found.groups()
    try:
        date = dt.datetime.strptime(day, "%d.%m.%Y").date() if day else None  # noqa: DTZ007 - a local date
    except ValueError:
        return Head(reason, effective_on, order.strip())
    return Head(reason, effective_on, kind.strip(), number, date)


def head_problem(head: Head, bounds: Bounds) -> str:
    """Why an amendment with this head cannot be sent or approved; empty when it can."""
    if not head.reason.strip():
        return "Укажите причину изменения: её увидят исполнители."
    if bounds.approved_on and head.effective_on < bounds.approved_on:
        return (
            f"План утверждён {bounds.approved_on:%d.%m.%Y}, изменение не может действовать раньше. "
            f"Сейчас указано {head.effective_on:%d.%m.%Y}."
        )
    return ""


def content_problem(content: Mapping[str, Any], new: Collection[str]) -> str:
    """Why a measure cannot get the fields `new` of its content like this; empty when it can.

    What an order printed and an amendment leaves alone is not judged.
    """
    if "title" in new and not str(content.get("title") or "").strip():
        return "Название не может быть пустым."
    start, due = content.get("starts_on"), content.get("due_on")
    if set(DATES) & set(new) and start and due and start > due:
        return f"Начало {_day(start)} позже срока {_day(due)}. Проверьте даты."
    return _endless(content) if WHEN & set(new) else ""


def _endless(content: Mapping[str, Any]) -> str:
    """Why its repeats cannot be cut; empty when they can."""
    if content.get("schedule_kind") != "recurring" or not content.get("frequency"):
        return ""
    recurrence = Recurrence(
        content["frequency"],
        content.get("interval") or 1,
        content.get("count_per_period") or 1,
        content.get("weekday") or "",
        content.get("monthday"),
    )
    days = [dt.date.fromisoformat(content[name]) if content.get(name) else None for name in DATES]
    try:
        slots(recurrence, *days)
    except TooManySlots as refusal:
        return str(refusal)
    return ""


def date_remarks(title: str, new: Mapping[str, Any], bounds: Bounds) -> list[str]:
    """Dates of one line that lie outside the cycle: allowed, but said."""
    days = [(LABELS[name], new[name]) for name in DATES if new.get(name)]
    for part in ("actions", "milestones"):
        days += [(LABELS[part], row["due_on"]) for row in new.get(part) or () if row.get("due_on")]
    return [
        f"«{title}»: {label} {_day(day)} вне цикла ({bounds.starts_on:%d.%m.%Y}–{bounds.ends_on:%d.%m.%Y})."
        for label, day in days
        if not bounds.starts_on <= dt.date.fromisoformat(str(day)) <= bounds.ends_on
    ]


def effective_remarks(effective_on: dt.date, bounds: Bounds, today: dt.date) -> list[str]:
    """What should be known of the day itself."""
    if effective_on > bounds.ends_on:
        return [f"Цикл кончается {bounds.ends_on:%d.%m.%Y}, раньше, чем изменение вступит в силу."]
    if effective_on < today:
        return [
            f"Действует задним числом, с {effective_on:%d.%m.%Y}: прошлые отчёты «как было» станут другими, "
            "«как было известно» останутся прежними."
        ]
    return []


def _day(text: Any) -> str:
    return f"{dt.date.fromisoformat(str(text)):%d.%m.%Y}"


def order_problem(lines: Sequence[Any], removed: Iterable[str]) -> str:
    """Why lines cannot stand together: one puts a measure behind another that leaves the plan."""
    gone = set(removed)
    for line in lines:
        after = line.new.get("after")
        if after and after in gone:
            return "Мероприятие ставят после того, которое исключают. Выберите другое место."
    return ""
