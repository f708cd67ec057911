"""Questions of a reading: which are open, and which a correction answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Question = dict[str, Any]

#: Names that the reader's places and remarks, the model and the form give to one thing.
_SAME = {
    "deadline_text": "deadline",
    "schedule": "deadline",
    "schedule_kind": "deadline",
    "starts_on": "deadline",
    "due_on": "deadline",
    "frequency": "deadline",
    "interval": "deadline",
    "count_per_period": "deadline",
    "is_at_least": "deadline",
    "weekday": "deadline",
    "monthday": "deadline",
    "is_series_external": "deadline",
    "milestones": "deadline",
    "indicator_text": "indicator",
    "targets": "indicator",
    "actions": "title",
}
LABELS = {
    "number": "номер",
    "title": "мероприятие",
    "section": "раздел",
    "deadline": "срок",
    "executors": "исполнители",
    "indicator": "показатель",
    "goal": "цель",
    "tasks": "задачи",
    "audience": "аудитория",
    "place_format": "место и формат",
    "publication": "где публикуется",
    "population": "охват",
    "level": "уровень",
    "plan_year": "год плана",
}


def field_of(name: str) -> str:
    """One name for a field, whichever of the reader, the model or the form calls it."""
    return _SAME.get(name, name)


def label_of(name: str) -> str:
    """The field's Russian name for a question's heading; empty for a question about no field."""
    return LABELS.get(field_of(name), "")


def open_questions(questions: Iterable[Question]) -> list[Question]:
    """Those that nobody has settled, with their index and the field's label."""
    return [
        question | {"index": index, "label": label_of(question.get("field", ""))}
        for index, question in enumerate(questions)
        if not question.get("is_settled")
    ]


def settled(questions: Sequence[Question], indices: Iterable[int], *, answer: str) -> list[Question]:
    """The list with the questions at `indices` settled; `answer` says how (accepted, corrected)."""
    chosen = set(indices)
    return [
        question | {"is_settled": True, "answer": answer}
        if index in chosen and not question.get("is_settled")
        else question
        for index, question in enumerate(questions)
    ]


def answered_by(questions: Sequence[Question], changed: Mapping[str, Any]) -> list[int]:
    """Indices of open questions about the fields that were just corrected."""
    fields = {field_of(name) for name in changed}
    return [
        index
        for index, question in enumerate(questions)
        if not question.get("is_settled") and field_of(question.get("field", "")) in fields
    ]
