"""What an amendment may change, and its values in words (decision 9, record 0031)."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from medk.orgs.roles import Role
from medk.plans.choices import Confirmer, Frequency, MeasureStatus, Population, ScheduleKind
from medk.plans.rules.target_words import target_words

#: Fields that the short form on a measure's page changes one at a time, with their Russian names.
AMENDABLE = {
    "title": "название",
    "goal": "цель",
    "deadline_text": "срок, как в приказе",
    "starts_on": "начало",
    "due_on": "срок",
    "indicator_text": "показатель",
    "audience": "аудитория",
    "place_format": "место и формат",
    "population": "охват",
    "confirmer": "кто подтверждает",
}
#: Every field of a measure's content, and what stands beside it, in the order of the form.
LABELS = {
    "number": "номер",
    "section": "раздел",
    "after": "место в плане",
    "status": "состояние",
    **{name: AMENDABLE[name] for name in ("title", "deadline_text")},
    "schedule_kind": "вид срока",
    **{name: AMENDABLE[name] for name in ("starts_on", "due_on")},
    "frequency": "частота",
    "interval": "через сколько периодов",
    "count_per_period": "раз за период",
    "is_at_least": "не реже",
    "weekday": "день недели",
    "monthday": "день месяца",
    "is_series_external": "повторы вносятся вручную",
    "milestones": "вехи",
    "executors": "исполнители",
    "population": AMENDABLE["population"],
    "cohort": "когорта школ",
    "population_role": "должность",
    "chosen_units": "кого касается",
    "confirmer": AMENDABLE["confirmer"],
    "actions": "действия",
    "indicator_text": AMENDABLE["indicator_text"],
    "targets": "целевые значения",
    "audience": AMENDABLE["audience"],
    "goal": AMENDABLE["goal"],
    "tasks": "задачи",
    "place_format": AMENDABLE["place_format"],
    "publication": "где публикуется",
}
DATES = ("starts_on", "due_on")
#: Fields that decide who owes which part: they are not changed under marks already made.
WHO = frozenset({"population", "cohort", "population_role", "chosen_units"})
#: Fields from which repeats are cut.
WHEN = frozenset(
    {
        "schedule_kind", "starts_on", "due_on", "frequency", "interval", "count_per_period", "weekday",
        "monthday", "is_series_external",
    }
)  # fmt: skip
_LISTS: dict[str, Any] = {
    "population": Population,
    "confirmer": Confirmer,
    "schedule_kind": ScheduleKind,
    "status": MeasureStatus,
}
_CHOICES: dict[str, dict[str, Any]] = {
    "frequency": dict(Frequency.choices),
    "population_role": dict(Role.choices),
    "weekday": dict(
        zip(
            ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
            ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
            strict=True,
        )
    ),
}
Names = Mapping[str, str]


def readable(field: str, value: Any, names: Names | None = None) -> str:
    """A value of a field, live or as an amendment keeps it, as people read it; empty for nothing.

    Lists stand line by line. `names` are words for record numbers of organisations and measures and
    for codes of cohorts; without them the numbers stand.
    """
    if field in _LISTS:
        return str(_LISTS[field](value or "").label) if value or field in ("population", "confirmer") else ""
    if field in _CHOICES:
        return str(_CHOICES[field].get(value, value or ""))
    if field in _PARTS:
        return "\n".join(_PARTS[field](row) for row in value or ())
    if value and field in DATES:
        return _day(value)
    return _plain(field, value, names or {})


def _plain(field: str, value: Any, names: Names) -> str:
    if field == "after":
        return (
            f"после «{names.get(str(value), value)}»" if value else "" if value is None else "в начале плана"
        )
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list | tuple):
        return "\n".join(str(names.get(str(one), one)) for one in value)
    return "" if value is None else str(names.get(str(value), value) if field == "cohort" else value)


def _day(value: Any) -> str:
    day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
    return f"{day:%d.%m.%Y}"


def _dated(row: Mapping[str, Any]) -> str:
    day = _day(row["due_on"]) if row.get("due_on") else ""
    title = str(row.get("title") or "")
    return f"{title}: до {day}" if title and day else title or day


def _target(row: Mapping[str, Any]) -> str:
    value = None if row.get("value") in (None, "") else Decimal(str(row["value"]))
    return target_words(row["kind"], value, row.get("unit") or "", row.get("per") or "")


def _executor(row: Mapping[str, Any]) -> str:
    return f"{row['name']} (по согласованию)" if row.get("is_by_agreement") else str(row["name"])


_PARTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "actions": _dated,
    "milestones": _dated,
    "targets": _target,
    "executors": _executor,
}


def moved_days(field: str, old: Any, new: Any) -> int | None:
    """By how many days a date moved, later is positive; None when it is no date or there was none."""
    if field not in DATES or not old or not new:
        return None
    return (dt.date.fromisoformat(str(new)) - dt.date.fromisoformat(str(old))).days
