"""A comparison of two states of a plan as a spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass

from medk.kernel.exports import Column, Sheet
from medk.plans.choices import LineKind
from medk.plans.models import RoadMap
from medk.plans.queries.comparison import Comparison

KINDS = {
    LineKind.ADD: "добавлено",
    LineKind.REMOVE: "исключено",
    LineKind.RESTORE: "возвращено",
    LineKind.CHANGE: "изменено",
}


@dataclass(frozen=True)
class Line:
    """One field of one measure, or a measure that stayed as it was."""

    what: str
    measure: str
    field: str = ""
    was: str = ""
    became: str = ""
    days: int | None = None


def changes_sheet(road_map: RoadMap, comparison: Comparison | None) -> Sheet:
    """A sheet of the differences, field by field; both sides are stated among the notes."""
    columns = (
        Column("Что", lambda row: row.what, 14),
        Column("Мероприятие", lambda row: row.measure, 60),
        Column("Поле", lambda row: row.field, 24),
        Column("Было", lambda row: row.was, 44),
        Column("Стало", lambda row: row.became, 44),
        Column("Сдвиг, дней", lambda row: row.days, 12),
    )
    sides = (f"было: {comparison.old.words}", f"стало: {comparison.new.words}") if comparison else ()
    return Sheet(
        title=f"Изменения: {road_map.title}",
        columns=columns,
        rows=_lines(comparison) if comparison else (),
        filters=sides,
        file_name=f"изменения плана {road_map.organisation}",
    )


def _lines(comparison: Comparison) -> Iterator[Line]:
    for change in comparison.changes:
        what = KINDS[LineKind(change.kind)]
        if not change.fields:
            yield Line(what, change.title)
        for one in change.fields:
            yield Line(what, change.title, one.label, one.was, one.became, one.days)
    for title in comparison.same:
        yield Line("без изменений", title)
