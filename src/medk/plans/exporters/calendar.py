"""The calendar and the load of a plan as spreadsheets."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from medk.kernel.exports import Column, Sheet
from medk.plans.choices import ProgressState
from medk.plans.models import RoadMap
from medk.plans.rules.load import Loaded
from medk.plans.rules.moments import Moment
from medk.plans.rules.plan_calendar import Event, EventKind, Span


def calendar_sheet(
    whose: str, events: Iterable[Event], *, span: Span, moment: Moment, filters: Iterable[str]
) -> Sheet:
    """Events of a span in the order of their days, as one reader sees them; `whose` calendar it is."""
    columns = (
        Column("День", lambda event: event.on, 12),
        Column("Что", lambda event: EventKind(event.kind).label, 16),
        Column("№", lambda event: event.number, 8),
        Column("Мероприятие", lambda event: event.title, 60),
        Column("Подробно", lambda event: event.note, 30),
        Column("Исполнители", lambda event: event.executors, 36),
        Column("Чья часть", lambda event: event.whose, 20),
        Column("Подтверждено", lambda event: event.confirmed if event.total else None, 14),
        Column("Всего", lambda event: event.total or None, 10),
        Column("Состояние", lambda event: ProgressState(event.state).label if event.state else "", 20),
    )
    return Sheet(
        title=f"{whose}: {span.title}",
        columns=columns,
        rows=events,
        filters=(f"Дни: {span.title}", f"Состояние {moment.words}", *filters),
        as_of=moment.words.removeprefix("на ") if moment.is_past else "",
        file_name=f"календарь {span.title}",
    )


def load_sheet(
    road_map: RoadMap,
    rows: Iterable[Loaded],
    *,
    weeks: Sequence[dt.date],
    moment: Moment,
    filters: Iterable[str],
) -> Sheet:
    """Deadlines by week, each week in its column."""
    columns = (
        Column("Муниципалитет", lambda row: row.place, 30),
        Column("Кто", lambda row: row.name, 40),
        *(Column(_week(week), _total_of(n), 12) for n, week in enumerate(weeks)),
        Column("Всего", lambda row: row.total, 10),
    )
    return Sheet(
        title=f"{road_map.title}: нагрузка по неделям",
        columns=columns,
        rows=rows,
        filters=(f"План {moment.words}", *filters),
        file_name=f"нагрузка {road_map.organisation}",
    )


def _week(monday: dt.date) -> str:
    return f"{monday:%d.%m}–{monday + dt.timedelta(days=6):%d.%m.%Y}"


def _total_of(index: int) -> Callable[[Loaded], int]:
    return lambda row: row.weeks[index].total
