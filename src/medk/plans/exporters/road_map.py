"""The filtered table of a road map as a spreadsheet."""

from collections.abc import Iterable, Mapping

from medk.kernel.exports import Column, Sheet
from medk.plans.choices import ProgressState
from medk.plans.models import RoadMap
from medk.plans.rules.moments import Moment
from medk.plans.rules.table import MeasureRow

HIDDEN = "сводка скрыта"


def road_map_sheet(
    road_map: RoadMap,
    rows: Iterable[MeasureRow],
    *,
    sections: Mapping[int, str],
    filters: Iterable[str],
    moment: Moment,
) -> Sheet:
    """A sheet of the rows as one reader sees them; `filters` are the words of the filter that was on."""
    columns = (
        Column("№", lambda row: row.number, 8),
        Column("Раздел", lambda row: sections.get(row.section_id or 0, ""), 30),
        Column("Мероприятие", lambda row: row.title, 60),
        Column("Срок, как в приказе", lambda row: row.printed, 24),
        Column("График", lambda row: row.schedule, 24),
        Column("Ближайший срок", lambda row: row.due_on, 14),
        Column("Исполнители", lambda row: row.executor_words, 36),
        Column("Показатель", lambda row: "; ".join(target.text for target in row.targets), 36),
        Column("Факт", lambda row: "; ".join(target.fact for target in row.targets if target.fact), 20),
        Column("Частей всего", lambda row: None if row.is_hidden else row.total, 12),
        Column("Подтверждено", lambda row: None if row.is_hidden else row.confirmed, 14),
        Column("Из них исполнителем", lambda row: None if row.is_hidden else row.self_confirmed, 14),
        Column("Состояние", _state, 20),
        Column("Ваша часть", lambda row: row.own.words if row.own else "", 28),
    )
    return Sheet(
        title=road_map.title,
        columns=columns,
        rows=rows,
        filters=tuple(filters),
        as_of=moment.words.removeprefix("на ") if moment.is_past else "",
        file_name=f"дорожная карта {road_map.organisation}",
    )


def _state(row: MeasureRow) -> str:
    if row.is_hidden:
        return HIDDEN
    return str(ProgressState(row.state).label) if row.state else ""
