"""Entries of the journal of a road map in words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medk.audit.kinds import label_of
from medk.plans.rules.amendments import LABELS, readable


@dataclass(frozen=True)
class Group:
    """Kinds of entries under one name of the filter."""

    label: str
    kinds: frozenset[str]


GROUPS: dict[str, Group] = {
    "moves": Group("Состояния", frozenset({"workflow.moved"})),
    "proofs": Group(
        "Подтверждения",
        frozenset({"plans.evidence_added", "plans.evidence_withdrawn", "plans.execution_noted"}),
    ),
    "plan": Group("Изменения плана", frozenset({"plans.measure_amended", "plans.approved", "plans.amended"})),
    "pauses": Group("Приостановки", frozenset({"plans.paused", "plans.resumed"})),
    "targets": Group("Показатели", frozenset({"plans.target_read"})),
    "people": Group(
        "Исполнители",
        frozenset({"plans.execution_delegated", "plans.executors_matched", "plans.executors_set"}),
    ),
}
#: What every reader of an approved plan may know of the plan itself (decision 1: published).
PUBLIC = frozenset({"workflow.moved", "plans.approved", "plans.measure_amended", "plans.amended"})

_MOVES: dict[tuple[str, str], tuple[str, str]] = {
    ("plans.execution", "start"): ("Взято в работу", ""),
    ("plans.execution", "submit"): ("Отправлено на проверку", ""),
    ("plans.execution", "withdraw"): ("Отозвано с проверки", ""),
    ("plans.execution", "confirm"): ("Подтверждено", "ok"),
    ("plans.execution", "confirm_alone"): ("Подтверждено исполнителем", "ok"),
    ("plans.execution", "return"): ("Возвращено", "da"),
    ("plans.execution", "take_back"): ("Подтверждение снято", "da"),
    ("plans.execution", "cancel"): ("Часть отменена", ""),
    ("plans.execution", "restore"): ("Часть возвращена в план", ""),
    ("plans.measure", "cancel"): ("Мероприятие отменено", ""),
    ("plans.measure", "restore"): ("Мероприятие возвращено в план", ""),
    ("plans.planamendment", "submit"): ("Изменение плана отправлено на утверждение", ""),
    ("plans.planamendment", "recall"): ("Изменение плана возвращено себе", ""),
    ("plans.planamendment", "decline"): ("Изменение плана возвращено на доработку", "da"),
    ("plans.planamendment", "approve"): ("Изменение плана утверждено", "ok"),
    ("plans.planamendment", "approve_alone"): ("Изменение плана утверждено одним человеком", "ok"),
    ("plans.planamendment", "take_effect"): ("Изменение плана вступило в силу", "ok"),
    ("plans.planamendment", "withdraw"): ("Изменение плана отозвано", ""),
    ("plans.roadmap", "approve"): ("Дорожная карта утверждена", "ok"),
    ("plans.roadmap", "discard"): ("Черновик отменён", ""),
    ("plans.roadmap", "restore"): ("Черновик возвращён", ""),
    ("plans.roadmap", "close"): ("Дорожная карта закрыта", ""),
    ("plans.roadmap", "reopen"): ("Дорожная карта открыта снова", ""),
}


def move_words(subject_type: str, move: str) -> str:
    """A move as what has been done: «Отправлено на проверку»."""
    return _MOVES.get((subject_type, move), (move, ""))[0]


#: Details that are said as they are, with the words before them.
_SAID = (
    ("title", ""),
    ("reason", "Причина: "),
    ("order", "Основание: "),
    ("assignee", "Ответственный: "),
    ("executor", "Исполнитель: "),
    ("unit", "Кто: "),
)


@dataclass(frozen=True)
class Said:
    """An entry in words; `happened_on` is empty where the day of entry is the day of the fact."""

    what: str
    detail: str
    happened_on: str = ""
    tone: str = ""


def said(kind: str, subject: str, details: Mapping[str, Any]) -> Said:
    """Words for an entry: what happened, what is known of it, on which day it happened."""
    what, tone = label_of(kind), ""
    if kind == "workflow.moved":
        what, tone = _MOVES.get((subject, str(details.get("move"))), (what, ""))
    return Said(what, _detail(kind, details), _day(details.get("happened_on") or details.get("on")), tone)


def _detail(kind: str, details: Mapping[str, Any]) -> str:
    told = [f"{before}{details[name]}" for name, before in _SAID if details.get(name)]
    if kind == "plans.measure_amended":
        told.insert(0, _change(str(details.get("field")), details.get("old"), details.get("new")))
    if kind in ("plans.paused", "plans.resumed"):
        days = (_day(details.get("starts_on")), _day(details.get("ends_on")))
        told.insert(0, " ".join(f"{word} {day}" for word, day in zip(("с", "по"), days, strict=True) if day))
    if kind == "plans.target_read":
        told = [str(details.get("target", "")), *told, f"Значение: {details.get('value') or 'без числа'}"]
    return ". ".join(text.rstrip(".") for text in told if text)


def _change(field: str, old: Any, new: Any) -> str:
    if field == "after":
        return "Изменено место в плане"
    was, became = (readable(field, value).replace("\n", "; ") for value in (old, new))
    label = LABELS.get(field, "было").capitalize()
    return f"{label}: {was or 'не указано'} → {became or 'не указано'}"


def _day(text: Any) -> str:
    """31.05.2022 for an ISO day, empty for anything else."""
    try:
        return f"{dt.date.fromisoformat(str(text)):%d.%m.%Y}"
    except ValueError:
        return ""
