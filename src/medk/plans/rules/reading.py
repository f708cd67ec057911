"""The reading contract into rows of a draft: nothing that an order says is refused (decision 10)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from medk.plans.choices import Frequency, Level, Per, Population, ScheduleKind, TargetKind

Row = dict[str, Any]

#: Below this the reader's own certainty of a field becomes a question.
SURE = 0.8
UNSURE = "Прочитано неуверенно: сверьте с текстом приказа."
#: Remarks that the page shows in their own place: the list of fragments, the remarks about the plan.
SHOWN_ELSEWHERE = frozenset({"unread", "no-executors"})
#: Longest number and unit that the database keeps.
NUMBER_LENGTH, UNIT_LENGTH, SHORT_NAME_LENGTH = 32, 255, 255
GREATEST_VALUE = Decimal(10) ** 11
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(slots=True)
class DraftMeasure:
    """One row: the measure's own values, the index of its section, and its parts."""

    values: Row
    section: int | None
    actions: list[Row] = field(default_factory=list)
    milestones: list[Row] = field(default_factory=list)
    executors: list[Row] = field(default_factory=list)
    targets: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class DraftPlan:
    """Everything that a draft road map is filled with."""

    document: Row
    sections: list[Row]
    measures: list[DraftMeasure]
    unread: list[Row]
    questions: list[Row]


def draft_plan(contract: Mapping[str, Any]) -> DraftPlan:
    """Rows of a draft from the JSON of the reading contract (`medk read-plan --json`)."""
    warnings = contract.get("warnings") or []
    sections = [_section(row) for row in contract.get("sections") or []]
    measures = [
        _measure(row, [w for w in warnings if w.get("measure") == index], len(sections))
        for index, row in enumerate(contract.get("measures") or [])
    ]
    unread = [_unread(row) for row in contract.get("unread") or []]
    questions = [
        _question(w) for w in warnings if w.get("measure") is None and w.get("code") not in SHOWN_ELSEWHERE
    ]
    return DraftPlan(_document(contract.get("document") or {}), sections, measures, unread, questions)


def _document(row: Mapping[str, Any]) -> Row:
    return {
        "order_kind": _line(row.get("kind"))[:64],
        "order_authority": _line(row.get("authority")),
        "order_number": _line(row.get("number"))[:64],
        "order_date": _day(row.get("date")),
        "order_title": _line(row.get("title")),
        "plan_year": row.get("plan_year"),
        "level": row.get("level") if row.get("level") in Level.values else None,
    }


def _unread(row: Mapping[str, Any]) -> Row:
    """A fragment; the reader's reason travels with its place."""
    source = dict(row.get("source") or {})
    return {
        "text": row["text"],
        "source": source | {"reason": row["reason"]} if row.get("reason") else source,
    }


def _section(row: Mapping[str, Any]) -> Row:
    return {"number": _line(row.get("number"))[:NUMBER_LENGTH], "title": _line(row.get("title"))}


def _measure(
    row: Mapping[str, Any], warnings: Iterable[Mapping[str, Any]], section_count: int
) -> DraftMeasure:
    questions = [_question(warning) for warning in warnings]
    asked = {question["field"] for question in questions}
    confidence = row.get("confidence") or {}
    questions += [
        {"field": name, "code": "unsure", "message": UNSURE, "is_settled": False}
        for name, sure in confidence.items()
        if sure < SURE and name not in asked
    ]
    questions += _about_population(row)
    schedule = row.get("schedule") or {}
    values = _own(row) | schedule_values(schedule) | {"questions": questions}
    section = row.get("section")
    actions = [_action(item) for item in row.get("actions") or []]
    return DraftMeasure(
        values=values,
        section=section if isinstance(section, int) and 0 <= section < section_count else None,
        actions=actions,
        milestones=milestone_values(schedule.get("milestones") or []),
        executors=_executors(row),
        targets=[_target(item, len(actions)) for item in row.get("targets") or []],
    )


def _about_population(row: Mapping[str, Any]) -> list[Row]:
    """By whom a measure is counted one by one is proposed by the reader and settled by a person."""
    population = row.get("population")
    if not population or population not in Population.values:
        return []
    message = f"По тексту исполняет {Population(population).label}: исполнение считается по одному. Верно?"
    return [{"field": "population", "code": "population", "message": message, "is_settled": False}]


def _own(row: Mapping[str, Any]) -> Row:
    population = row.get("population")
    return {
        "number": _line(row.get("number"))[:NUMBER_LENGTH],
        "title": _line(row.get("title")),
        "deadline_text": _line(row.get("deadline_text")),
        "indicator_text": _line(row.get("indicator_text")),
        "goal": _line(row.get("goal")),
        "audience": _line(row.get("audience")),
        "place_format": _line(row.get("place_format")),
        "tasks": list(row.get("tasks") or []),
        "publication": list(row.get("publication") or []),
        "population": population if population in Population.values else Population.ONCE,
        "source": row.get("source") or {},
        "sources": row.get("sources") or {},
    }


def schedule_values(row: Mapping[str, Any]) -> Row:
    """Fields of a measure from the contract's `schedule`."""
    recurrence = row.get("recurrence") or {}
    weekday = recurrence.get("weekday")
    return {
        "schedule_kind": row.get("kind") if row.get("kind") in ScheduleKind.values else ScheduleKind.NONE,
        "starts_on": _day(row.get("start")),
        "due_on": _day(row.get("end")),
        "frequency": recurrence.get("freq") if recurrence.get("freq") in Frequency.values else "",
        "interval": recurrence.get("interval") or 1,
        "count_per_period": recurrence.get("count_per_period") or 1,
        "is_at_least": bool(recurrence.get("at_least")),
        "weekday": weekday if weekday in WEEKDAYS else "",
        "monthday": recurrence.get("monthday"),
    }


def milestone_values(rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Dated milestones in order; one without a date is dropped, its words stay in the deadline's text."""
    dated = [(row, _day(row.get("end"))) for row in rows]
    return [
        {"position": index, "title": _line(row.get("title")), "due_on": day}
        for index, (row, day) in enumerate(dated)
        if day
    ]


def _action(row: Mapping[str, Any]) -> Row:
    return {"title": _line(row.get("title")), "due_on": _day(row.get("end"))}


def _executors(row: Mapping[str, Any]) -> list[Row]:
    """One row for each body; a body named for single actions gets a row for each of them."""
    actions = row.get("actions") or []
    found = []
    for printed in row.get("executors") or []:
        naming = [i for i, action in enumerate(actions) if printed["name"] in (action.get("executors") or [])]
        places = naming if 0 < len(naming) < len(actions) else [None]
        found += [_executor(printed) | {"action": place} for place in places]
    return [executor | {"position": index} for index, executor in enumerate(found)]


def _executor(row: Mapping[str, Any]) -> Row:
    return {
        "name": _line(row.get("name")),
        "short_name": _line(row.get("short_name"))[:SHORT_NAME_LENGTH],
        "is_by_agreement": bool(row.get("by_agreement")),
    }


def _target(row: Mapping[str, Any], action_count: int) -> Row:
    action = row.get("action")
    return {
        "kind": row.get("kind") if row.get("kind") in TargetKind.values else TargetKind.FACT,
        "value": _number(row.get("value")),
        "unit": _line(row.get("unit"))[:UNIT_LENGTH],
        "per": row.get("per") if row.get("per") in Per.values else Per.WHOLE,
        "action": action if isinstance(action, int) and 0 <= action < action_count else None,
    }


def _question(warning: Mapping[str, Any]) -> Row:
    return {
        "field": warning.get("field") or "",
        "code": warning.get("code") or "",
        "message": warning.get("message") or UNSURE,
        "is_settled": False,
    }


def _line(value: Any) -> str:
    return str(value).strip() if value is not None else ""


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None


def _number(value: Any) -> Decimal | None:
    if value is None:
        return None
    try:
        number = Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return number if abs(number) < GREATEST_VALUE else None
