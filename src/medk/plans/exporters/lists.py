"""Lists of plans, parts and what happened to them as spreadsheets: always the whole filter, not one page."""

from collections.abc import Iterable, Iterator
from typing import Any

from medk.kernel.exports import Cell, Column, Sheet
from medk.plans.choices import Level, ProgressState, RoadMapStatus
from medk.plans.models import Measure, RoadMap
from medk.plans.queries.confirmations import ToConfirm
from medk.plans.queries.coverage import UnitRow
from medk.plans.queries.journal import Line
from medk.plans.queries.share_list import Counted
from medk.plans.queries.tasks import TaskRow
from medk.plans.rules.moments import Moment

#: A row of a list of road maps: the map, its figures and its reported share, as on the page.
_MAPS = (
    Column("Владелец", lambda row: str(row.road_map.organisation), 36),
    Column("Название", lambda row: row.road_map.title, 60),
    Column("Цикл", lambda row: str(row.road_map.cycle), 20),
    Column("Регион", lambda row: str(row.road_map.cycle.organisation), 30),
    Column("Уровень", lambda row: Level(row.road_map.level).label, 16),
    Column("Документ", lambda row: row.road_map.order_number, 14),
    Column("Дата документа", lambda row: row.road_map.order_date, 14),
    Column("Состояние", lambda row: RoadMapStatus(row.road_map.status).label, 14),
    Column("Мероприятий", lambda row: row.share.measures if row.share else None, 13),
    Column("Исполнено и подтверждено", lambda row: row.reported.confirmed if row.reported else None, 16),
    Column("Из", lambda row: row.reported.planned if row.reported else None, 8),
    Column("Доля", lambda row: row.reported.percent_words if row.reported else "", 10),
    Column("Просрочено", lambda row: row.share.states["overdue"] if row.reported else None, 12),
    Column("Счёт на дату", lambda row: row.share.counted_on if row.reported else None, 13),
)


def road_maps_sheet(entries: Iterable[Any], *, filters: Iterable[str]) -> Sheet:
    """Road maps with the figures that the reader may know."""
    return Sheet("Дорожные карты", _MAPS, entries, filters=tuple(filters), file_name="дорожные карты")


#: A row of the list behind a share: the heading it stands under, and the measure.
ShareRow = tuple[str, Counted]


def share_sheet(
    road_map: RoadMap, rows: Iterable[ShareRow], *, filters: Iterable[str], moment: Moment
) -> Sheet:
    """Every measure of the plan under the heading that says how the share counts it."""
    columns = (
        Column("Как считается", lambda row: row[0], 40),
        Column("№", lambda row: row[1].row.number, 8),
        Column("Мероприятие", lambda row: row[1].row.title, 60),
        Column("Срок", lambda row: row[1].row.due_on or row[1].row.schedule, 16),
        Column("Исполнено", lambda row: row[1].dates.done_on, 13),
        Column("Подтверждено", lambda row: row[1].dates.confirmed_on, 13),
        Column("Ждёт с", lambda row: row[1].dates.waits_since, 16),
        Column("Частей подтверждено", lambda row: None if row[1].row.is_hidden else row[1].row.confirmed, 14),
        Column("Частей всего", lambda row: None if row[1].row.is_hidden else row[1].row.total, 12),
    )
    return Sheet(
        f"Доля исполненных мероприятий. {road_map.title}", columns, rows, filters=tuple(filters),
        as_of=as_of(moment), file_name=f"доля {road_map.organisation}",
    )  # fmt: skip


_LINES = (
    Column("Случилось", lambda line: line.happened_on, 13),
    Column("Внесено", lambda line: line.entered_at, 18),
    Column("Что", lambda line: line.what, 34),
    Column("С чем", lambda line: line.about, 60),
    Column("Подробности", lambda line: line.detail, 60),
    Column("Кто", lambda line: line.who, 34),
)


def journal_sheet(
    road_map: RoadMap, lines: Iterable[Line], *, filters: Iterable[str], moment: Moment
) -> Sheet:
    """The journal of a plan as the reader may read it, newest first."""
    return Sheet(
        f"Журнал. {road_map.title}", _LINES, lines, filters=tuple(filters), as_of=as_of(moment),
        file_name=f"журнал карты {road_map.organisation}",
    )  # fmt: skip


def as_of(moment: Moment) -> str:
    """The date of a table of the past with what is meant by it; empty for the present."""
    return moment.words.removeprefix("на ") if moment.is_past else ""


def units_sheet(
    measure: Measure, rows: Iterable[UnitRow], *, filters: Iterable[str], moment: Moment
) -> Sheet:
    """Coverage of a measure, a line for each part of each unit."""
    columns = (
        Column("Кто", lambda row: row[0].unit.name or "Мероприятие целиком", 40),
        Column("Территория", lambda row: row[0].place, 30),
        Column("Часть", lambda row: row[1].title, 30),
        Column("Срок", lambda row: row[1].due_on, 13),
        Column("Состояние", lambda row: ProgressState(row[1].state).label, 18),
        Column("Исполнено", lambda row: row[1].row.done_on if row[1].row else None, 13),
        Column("Подтверждено", lambda row: row[1].row.confirmed_on if row[1].row else None, 13),
        Column("Что сделано", lambda row: getattr(row[1].row, "note", ""), 50),
        Column("Файлов и ссылок", lambda row: row[1].proofs, 12),
    )
    cells = ((row, cell) for row in rows for cell in row.cells)
    return Sheet(
        f"Охват. {measure}", columns, cells, filters=tuple(filters), as_of=as_of(moment),
        file_name="охват мероприятия",
    )  # fmt: skip


def _task(value: str, row: TaskRow) -> Cell:
    """What both lists of parts say of one."""
    said: dict[str, Cell] = {
        "plan": str(row.measure.road_map),
        "measure": str(row.measure),
        "unit": row.unit or "Мероприятие целиком",
        "state": ProgressState(row.state).label,
    }
    return said[value]


def confirmations_sheet(rows: Iterable[ToConfirm], *, filters: Iterable[str]) -> Sheet:
    """Parts that wait for the reader's confirmation, the longest waiting first."""
    columns = (
        Column("Кто", lambda row: _task("unit", row.task), 40),
        Column("Мероприятие", lambda row: _task("measure", row.task), 60),
        Column("Дорожная карта", lambda row: _task("plan", row.task), 40),
        Column("Срок", lambda row: row.task.due_on, 13),
        Column("Сделано", lambda row: row.task.execution.done_on, 13),
        Column("Что сообщили", lambda row: row.task.execution.note, 50),
        Column("Файлов и ссылок", lambda row: row.proofs, 12),
        Column("Ждёт дней", lambda row: row.days, 10),
    )
    return Sheet(
        "Ждут моего подтверждения", columns, rows, filters=tuple(filters), file_name="ждут подтверждения"
    )


def my_parts_sheet(rows: Iterable[TaskRow], *, filters: Iterable[str]) -> Sheet:
    """Everything that is the reader's to carry out, by urgency."""
    columns = (
        Column("Мероприятие", lambda row: _task("measure", row), 60),
        Column("Кто", lambda row: _task("unit", row), 40),
        Column("Дорожная карта", lambda row: _task("plan", row), 40),
        Column("Срок", lambda row: row.due_on, 13),
        Column("Состояние", lambda row: _task("state", row), 18),
    )
    return Sheet("Что сделать", columns, rows, filters=tuple(filters), file_name="что сделать")


def by_chunks(rows: Any, size: int) -> Iterator[list[Any]]:
    """Rows of a query so many at a time, for what is read of several at once."""
    held: list[Any] = []
    for row in rows.iterator(chunk_size=size):
        held.append(row)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held
