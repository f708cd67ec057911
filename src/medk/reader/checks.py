"""Questions for the person who checks the reading, and how certain each field is."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from medk.reader.morphology import is_known
from medk.reader.plan import Document, Measure, Remark

_PLAIN_WORD = re.compile(r"(?<![А-Яа-яЁё\w-])[а-яё]{5,}(?![А-Яа-яЁё\w-])")
#: How far a question lowers the certainty of its field.
_DOUBTS = {
    "deadline-unread": 0.2, "deadline-empty": 0.7, "dates-backwards": 0.3, "milestones-unnamed": 0.6,
    "executors-empty": 0.6, "indicator-empty": 0.7, "share-without-value": 0.85, "words-damaged": 0.6,
    "number-mended": 0.8, "number-repeated": 0.5, "number-missing": 0.7, "period-missing": 0.7,
    "text-moved": 0.6,
}  # fmt: skip
#: Words of the field that the dictionary lacks, by their beginnings.
_OF_THE_FIELD = (
    "вебинар", "тьютор", "стажировочн", "неуспешност", "медиаци", "онлайн", "цифров", "резильент",
    "профориентац", "межведомственн", "наставничеств", "скрининг", "коуч",
)  # fmt: skip
_CERTAIN = 0.98
_FIELDS = ("number", "title", "deadline", "schedule", "executors", "indicator", "targets", "goal", "tasks",
           "audience", "place_format", "publication")  # fmt: skip


def questions(document: Document, measures: Sequence[Measure]) -> tuple[Remark, ...]:
    """All questions: about the document first, then measure by measure."""
    has_executors = any(measure.executors for measure in measures)
    has_indicators = any(measure.indicator_text for measure in measures)
    found = list(_of_document(document, measures, has_executors=has_executors))
    for index, measure in enumerate(measures):
        found += _of_deadline(index, measure)
        found += _of_text(index, measure)
        if has_executors and not measure.executors:
            found.append(Remark("executors-empty", "Исполнитель не назван.", index, "executors"))
        if has_indicators and not measure.indicator_text:
            found.append(Remark("indicator-empty", "Показатель не назван.", index, "indicator"))
    return tuple(found + list(_of_numbers(measures)))


def with_confidence(measures: Sequence[Measure], remarks: Sequence[Remark]) -> tuple[Measure, ...]:
    """Measures with the certainty of every field, lowered by the questions about it."""
    doubts: dict[int, dict[str, float]] = {}
    for remark in remarks:
        if remark.measure is not None and remark.field:
            fields = doubts.setdefault(remark.measure, {})
            fields[remark.field] = min(fields.get(remark.field, 1), _DOUBTS.get(remark.code, 0.8))
    return tuple(
        replace(
            measure,
            confidence={name: doubts.get(n, {}).get(name, _CERTAIN) for name in _FIELDS},
        )
        for n, measure in enumerate(measures)
    )


def _of_document(document: Document, measures: Sequence[Measure], *, has_executors: bool) -> Iterator[Remark]:
    asked = (
        ("number", document.number, "Номер документа не найден."),
        ("date", document.date, "Дата документа не найдена."),
        ("authority", document.authority, "Орган, издавший документ, не найден."),
        ("territory", document.territory, "Территория не определена."),
        (
            "plan_year",
            document.plan_year,
            "Год плана не определён: укажите его, чтобы прочитать сроки без года.",
        ),
    )
    for field, value, message in asked:
        if value is None:
            yield Remark(f"document-{field.replace('_', '-')}", message, None, field)
    if measures and not has_executors:
        yield Remark(
            "no-executors",
            "В плане не названы исполнители: назначьте их.",
            None,
            "executors",
        )


def _of_deadline(index: int, measure: Measure) -> Iterator[Remark]:
    schedule = measure.schedule
    if not measure.deadline_text:
        yield Remark("deadline-empty", "Срок не указан.", index, "deadline")
    elif schedule.kind == "none":
        yield Remark(
            "deadline-unread",
            f"Срок «{measure.deadline_text}» не понят.",
            index,
            "schedule",
        )
    if schedule.start and schedule.end and schedule.start > schedule.end:
        message = f"Срок заканчивается раньше, чем начинается: «{measure.deadline_text}»."
        yield Remark("dates-backwards", message, index, "schedule")
    if schedule.milestones and not all(milestone.title for milestone in schedule.milestones):
        message = "В ячейке несколько сроков; не сказано, какой к чему относится."
        yield Remark("milestones-unnamed", message, index, "schedule")
    if schedule.kind == "recurring" and schedule.end is None:
        message = "Названа частота, но не период: укажите, с какого по какой день."
        yield Remark("period-missing", message, index, "schedule")


def _of_text(index: int, measure: Measure) -> Iterator[Remark]:
    for field, text in (
        ("title", measure.title),
        ("indicator", measure.indicator_text or ""),
    ):
        strange = list(dict.fromkeys(word for word in _PLAIN_WORD.findall(text) if _is_strange(word)))
        if strange:
            listed = ", ".join(f"«{word}»" for word in strange[:5])
            message = f"Слова не найдены в словаре, сверьте с источником: {listed}."
            yield Remark("words-damaged", message, index, field)
    if any(target.kind == "share" and target.value is None for target in measure.targets):
        yield Remark(
            "share-without-value",
            "Названа доля без числа: задайте значение.",
            index,
            "targets",
        )


def _is_strange(word: str) -> bool:
    return not word.startswith(_OF_THE_FIELD) and not is_known(word)


def _of_numbers(measures: Sequence[Measure]) -> Iterator[Remark]:
    numbers = Counter((measure.section, measure.number) for measure in measures if measure.number)
    if measures and not numbers:
        yield Remark("no-numbers", "В плане нет номеров мероприятий.", None, "number")
        return
    for index, measure in enumerate(measures):
        if measure.number is None:
            yield Remark("number-missing", "У мероприятия нет номера.", index, "number")
        elif numbers[measure.section, measure.number] > 1:
            message = f"Номер {measure.number} встречается несколько раз."
            yield Remark("number-repeated", message, index, "number")
