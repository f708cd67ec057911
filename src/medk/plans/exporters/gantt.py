"""The Gantt chart as data of its document: the same rows, in words and in shares of the axis."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from medk.kernel.russian import counted, span
from medk.plans.choices import ProgressState
from medk.plans.models import RoadMap
from medk.plans.rules.gantt import Drawing, cut
from medk.plans.rules.gantt_axis import Axis, ticks
from medk.plans.rules.gantt_rows import Ghost, Heading, Item, Line

TEMPLATE = Path(__file__).parent.parent / "templates" / "documents" / "gantt.typ"
_LONGEST_TITLE = 160


def gantt_document(
    road_map: RoadMap, items: Iterable[Item], *, axis: Axis, on: dt.date, moment: str
) -> dict[str, Any]:
    """What the template draws: title, axis, rows; places are per cents of the axis's width."""
    return {
        "title": road_map.title,
        "owner": f"{road_map.organisation}, {road_map.plan_year} год",
        "moment": moment,
        "on": f"{on:%d.%m}",
        "now": axis.percent(axis.at(on) + 0.5) if axis.holds(on) else None,
        "coarse": [_tick(axis, tick) for tick in ticks(axis, "quarter", has_year=True)],
        "fine": [_tick(axis, tick) for tick in ticks(axis, "month")],
        "outside": [[axis.percent(a), axis.percent(b)] for a, b in axis.outside],
        "rows": [_row(item, axis) for item in items],
    }


def _tick(axis: Axis, tick: Any) -> dict[str, Any]:
    return {"at": axis.percent(tick.start), "end": axis.percent(tick.end), "label": tick.label}


def _row(item: Item, axis: Axis) -> dict[str, Any]:
    if isinstance(item, Heading):
        return _heading(item, axis)
    if isinstance(item, Ghost):
        return {
            "kind": "ghost",
            "number": item.base.number,
            "title": cut(item.base.title, _LONGEST_TITLE),
            "dates": span(item.base.start, item.base.due) or "без срока",
        } | _drawn(item.drawing, axis)
    return _line(item, axis)


def _heading(head: Heading, axis: Axis) -> dict[str, Any]:
    said = f"подтверждено {head.done} из {head.total}" if head.total else ""
    if head.is_folded:
        said += f", свёрнуто: {counted(head.found, 'мероприятие', 'мероприятия', 'мероприятий')}"
    drawn = _drawn(head.drawing, axis) if head.is_folded else {}
    return {"kind": "heading", "title": head.title, "said": said, "percent": head.percent} | drawn


def _line(line: Line, axis: Axis) -> dict[str, Any]:
    row = line.row
    state = ProgressState(row.state).label if row.state else ""
    return {
        "kind": "line",
        "number": row.number,
        "title": cut(row.title, _LONGEST_TITLE),
        "change": line.change,
        "removed": line.is_removed,
        "state": f"{state}, {row.note}" if row.note else state,
        "look": line.look,
        "dates": line.dates,
        "backward": line.drawing.is_backward,
        "printed": row.printed or row.schedule,
        "label": line.label,
        "percent": row.percent,
        "shift": line.shift,
    } | _drawn(line.drawing, axis)


def _drawn(drawing: Drawing, axis: Axis) -> dict[str, Any]:
    comb = drawing.comb
    teeth: list[float] = list(drawing.ticks)
    if comb and comb.step > 0:
        teeth = [comb.start + comb.step * n for n in range(round((comb.end - comb.start) / comb.step) + 1)]
    return {
        "bar": _pair(axis, drawing.start, drawing.end),
        "point": drawing.is_point,
        "tail": _pair(axis, *(drawing.tail or (None, None))),
        "base": _pair(axis, *(drawing.base or (None, None))),
        "teeth": [axis.percent(at) for at in teeth],
        "marks": [[axis.percent(at + 0.5), many] for at, many in drawing.marks],
        "before": f"{drawing.before:%d.%m.%Y}" if drawing.before else "",
        "after": f"{drawing.after:%d.%m.%Y}" if drawing.after else "",
    }


def _pair(axis: Axis, start: int | None, end: int | None) -> list[float] | None:
    return None if start is None or end is None else [axis.percent(start), axis.percent(end)]
