"""Contents of linked measures in words, for pages and notices."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from medk.orgs.roles import Role
from medk.plans.choices import Population
from medk.plans.choices_cascade import Aspect
from medk.plans.rules.schedules import schedule_words
from medk.plans.rules.target_words import target_words

_STATES = {
    "active": "действует",
    "cancelled": "отменено",
    "closed": "карта закрыта",
    "discarded": "карта отозвана",
}
_SCHEDULE = (
    "schedule_kind", "starts_on", "due_on", "frequency", "interval", "count_per_period", "is_at_least",
    "weekday", "monthday",
)  # fmt: skip
EMPTY = "не указано"


def aspect_words(aspect: str, content: Mapping[str, Any]) -> str:
    """One aspect of a whole content as people read it."""
    return _WORDS[Aspect(aspect)](content) or EMPTY


def _dates(content: Mapping[str, Any]) -> str:
    fields = {name: content[name] for name in _SCHEDULE}
    fields |= {name: _day(content[name]) for name in ("starts_on", "due_on")}
    words = schedule_words(SimpleNamespace(**fields))
    printed = content["deadline_text"]
    steps = ", ".join(_milestone(row) for row in content["milestones"])
    head = f"{printed} ({words})" if printed and words != "без срока" else printed or words
    return f"{head}; {steps}" if steps else head


def _milestone(row: Mapping[str, Any]) -> str:
    day = f"{_day(row['due_on']):%d.%m.%Y}"
    return f"{row['title']}: {day}" if row["title"] else day


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _population(content: Mapping[str, Any]) -> str:
    words = str(Population(content["population"]).label)
    role = content["population_role"]
    return f"{words}: {Role(role).label}" if role else words


def _indicator(content: Mapping[str, Any]) -> str:
    targets = (
        target_words(
            row["kind"], None if row["value"] is None else Decimal(row["value"]), row["unit"], row["per"]
        )
        for row in content["targets"]
    )
    return "; ".join(filter(None, [content["indicator_text"], *targets]))


_WORDS: dict[str, Any] = {
    Aspect.TITLE: lambda content: content["title"],
    Aspect.DATES: _dates,
    Aspect.EXECUTORS: lambda content: ", ".join(row["name"] for row in content["executors"]),
    Aspect.POPULATION: _population,
    Aspect.INDICATOR: _indicator,
    Aspect.STATE: lambda content: _STATES[content["state"]],
}
