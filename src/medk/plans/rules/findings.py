"""What a check of the whole plan finds: slips of the order itself and gaps left by its reading."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from medk.kernel.russian import counted
from medk.plans.choices import Frequency, ScheduleKind


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What the check needs to know of one measure."""

    pk: int
    number: str
    title: str
    section: int | None
    schedule_kind: str
    starts_on: dt.date | None
    due_on: dt.date | None
    frequency: str
    executors: int
    unmatched: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark: a `blocker` forbids approval, a `warning` must be acknowledged, a `hint` is for information."""

    level: str
    code: str
    message: str
    advice: str
    measures: tuple[int, ...] = ()


BLOCKER, WARNING, HINT = "blocker", "warning", "hint"


def plan_findings(rows: Sequence[PlanRow], *, order_date: dt.date | None) -> list[Finding]:
    """Everything found in the plan, blockers first."""
    if not rows:
        advice = "Добавьте хотя бы одно мероприятие."
        return [Finding(BLOCKER, "empty", "В плане нет мероприятий", advice)]
    checks = (_untitled, _unfinished_recurrence, _repeated_numbers, _backward, _gaps)
    found = [finding for check in checks for finding in check(rows)]
    return found + _early(rows, order_date) + _without_executors(rows) + _unmatched(rows)


def _pks(rows: Iterable[PlanRow]) -> tuple[int, ...]:
    return tuple(row.pk for row in rows)


def _untitled(rows: Sequence[PlanRow]) -> list[Finding]:
    bare = [row for row in rows if not row.title.strip()]
    if not bare:
        return []
    message = f"Без названия: {counted(len(bare), 'мероприятие', 'мероприятия', 'мероприятий')}"
    return [Finding(BLOCKER, "untitled", message, "Впишите название или уберите строку.", _pks(bare))]


def _unfinished_recurrence(rows: Sequence[PlanRow]) -> list[Finding]:
    vague = [
        row
        for row in rows
        if row.schedule_kind == ScheduleKind.RECURRING
        and (row.frequency not in Frequency.values or not row.due_on)
    ]
    if not vague:
        return []
    message = f"Повторяется, но не сказано, как часто или до какого дня: {_numbers(vague)}"
    advice = "Укажите частоту, начало и конец, иначе повторы придётся вносить вручную."
    return [Finding(WARNING, "recurrence", message, advice, _pks(vague))]


def _repeated_numbers(rows: Sequence[PlanRow]) -> list[Finding]:
    groups = defaultdict(list)
    for row in rows:
        if row.number:
            groups[row.section, row.number].append(row)
    return [
        Finding(
            WARNING,
            "repeated_number",
            f"Номер {number} стоит у {counted(len(same), 'мероприятия', 'мероприятий', 'мероприятий')}",
            "Так напечатано в приказе или строка прочитана дважды? Исправьте номер или оставьте как есть.",
            _pks(same),
        )
        for (_section, number), same in groups.items()
        if len(same) > 1
    ]


def _backward(rows: Sequence[PlanRow]) -> list[Finding]:
    return [
        Finding(
            WARNING,
            "backward",
            f"{_name(row)}: начало {row.starts_on:%d.%m.%Y} позже срока {row.due_on:%d.%m.%Y}",
            "Поменяйте даты местами или оставьте как в приказе: считаться будет срок.",
            (row.pk,),
        )
        for row in rows
        if row.starts_on and row.due_on and row.starts_on > row.due_on
    ]


def _gaps(rows: Sequence[PlanRow]) -> list[Finding]:
    """A number that is skipped inside a section: lost in reading, or never printed."""
    found = []
    for before, after in pairwise(rows):
        head, last = _tail(before.number)
        next_head, following = _tail(after.number)
        if last is None or following is None or head != next_head or following - last != 2:
            continue
        missing = f"{head}{last + 1}"
        if all(row.number != missing for row in rows):
            message = f"В нумерации нет строки {missing}: после {before.number} идёт {after.number}"
            advice = "Строка пропущена в приказе или потеряна при чтении? Посмотрите непрочитанные фрагменты."
            found.append(Finding(HINT, "gap", message, advice, (before.pk, after.pk)))
    return found


def _early(rows: Sequence[PlanRow], order_date: dt.date | None) -> list[Finding]:
    if not order_date:
        return []
    early = [row for row in rows if row.due_on and row.due_on < order_date]
    if not early:
        return []
    message = f"Срок наступил раньше даты приказа ({order_date:%d.%m.%Y}): {_numbers(early)}"
    advice = "Так бывает: исполнение вносится с датой факта."
    return [Finding(HINT, "early", message, advice, _pks(early))]


def _without_executors(rows: Sequence[PlanRow]) -> list[Finding]:
    bare = [row for row in rows if not row.executors]
    if not bare:
        return []
    message = f"Исполнитель не назван: {counted(len(bare), 'мероприятие', 'мероприятия', 'мероприятий')}"
    return [
        Finding(
            HINT, "no_executors", message, "Назначьте исполнителей сейчас или после утверждения.", _pks(bare)
        )
    ]


def _unmatched(rows: Sequence[PlanRow]) -> list[Finding]:
    loose = [row for row in rows if row.unmatched]
    if not loose:
        return []
    total = sum(row.unmatched for row in loose)
    message = (
        f"Не сопоставлены с организациями: {counted(total, 'исполнитель', 'исполнителя', 'исполнителей')}"
    )
    return [
        Finding(
            HINT, "unmatched", message, "Им не придёт уведомление, пока вы не скажете, кто это.", _pks(loose)
        )
    ]


def _tail(number: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"(.*?)(\d+)", number)
    return (match[1], int(match[2])) if match else ("", None)


def _numbers(rows: Sequence[PlanRow], limit: int = 8) -> str:
    names = ", ".join(row.number or "без номера" for row in rows[:limit])
    rest = len(rows) - limit
    return f"{names} и ещё {rest}" if rest > 0 else names


def _name(row: PlanRow) -> str:
    return f"Мероприятие {row.number}" if row.number else f"«{row.title[:60]}»"
