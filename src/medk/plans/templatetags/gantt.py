"""Rows of the Gantt chart: hundreds are drawn on a page, so their markup is built here (decision 26).

Everything that comes from people is escaped. What is drawn is said in words in the same row.
"""

import datetime as dt
from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from medk.kernel.russian import counted, span
from medk.kernel.templatetags.ui import icon
from medk.plans.rules.gantt import Base, Drawing, cut
from medk.plans.rules.gantt_axis import Axis, Tick, Zoom, ticks
from medk.plans.rules.gantt_rows import Ghost, Heading, Item, Line
from medk.plans.templatetags.execution import state_chip

register = template.Library()

_LONGEST_TITLE = 150
#: A label after a bar that ends later than this share of the axis would leave the page.
_FAR = 0.8


@register.simple_tag
def gantt_rows(items: Iterable[Item], measures: str, axis: Axis) -> SafeString:
    """{% gantt_rows lines measures chart.axis %}: rows of the chart; `measures` is where measures live."""
    chips: dict[tuple[str, str], str] = {}
    made = []
    for item in items:
        if isinstance(item, Heading):
            made.append(_heading(item))
        elif isinstance(item, Ghost):
            made.append(_ghost(item))
        else:
            made.append(_line(item, measures, axis, chips=chips))
    return mark_safe("".join(made))


def _heading(head: Heading) -> str:
    said = f"подтверждено {head.done} из {head.total}" if head.total else _many(head.found)
    if head.is_folded and head.total:
        said += f", свёрнуто {_many(head.found)}"
    sign, verb = ("right", "Развернуть") if head.is_folded else ("down", "Свернуть")
    bar = _bar(head.drawing, "ok", head.percent) if head.is_folded else ""
    key = escape(head.key)
    return (
        f'<tr class="g-grp" role="row" id="s{key}"><th scope="rowgroup" role="rowheader" colspan="2">'
        f'<a href="{escape(head.url)}" hx-get="{escape(head.url)}" hx-target="#measures" hx-swap="outerHTML" '
        f'aria-expanded="{"false" if head.is_folded else "true"}">{icon(sign)}<span class="vh">{verb}: </span>'
        f'{escape(head.title)}</a><span class="g-no">{said}</span></th><td class="g-tr" role="cell">{bar}</td></tr>\n'
    )


def _many(number: int) -> str:
    return counted(number, "мероприятие", "мероприятия", "мероприятий")


def _line(line: Line, measures: str, axis: Axis, *, chips: dict[tuple[str, str], str]) -> str:
    row = line.row
    number = f'<span class="g-no">{escape(row.number)}</span> ' if row.number else ""
    title = escape(cut(row.title, _LONGEST_TITLE))
    title = f"<del>{title}</del>" if line.is_removed else title
    change = f'<span class="tag">{line.change}</span>' if line.change else ""
    return (
        f'<tr class="g-row" role="row"><th scope="row" role="rowheader"><a href="{measures}{row.pk}/">{number}'
        f"{title}</a>{change}{_milestones(line)}</th>"
        f'<td class="g-st" role="cell">{_state(line, chips)}</td>'
        f'<td class="g-tr" role="cell">{_words(line)}{_drawn(line, axis)}</td></tr>\n'
    )


def _milestones(line: Line) -> str:
    if not line.milestones:
        return ""
    rows = "".join(
        f"<li>{day:%d.%m.%Y}{f' {escape(cut(title, _LONGEST_TITLE))}' if title else ''}</li>"
        for day, title in line.milestones
    )
    return f"<details><summary>{escape(line.milestone_words)}</summary><ul>{rows}</ul></details>"


def _state(line: Line, chips: dict[tuple[str, str], str]) -> str:
    row = line.row
    chip = ""
    if row.state:
        key = (row.state, row.note)
        chip = chips[key] = chips.get(key) or state_chip(row.state, row.note)
    backward = f'<span class="late">{icon("alert")}даты идут назад</span>' if line.drawing.is_backward else ""
    danger = (
        f'<span class="late">{icon("alert")}под угрозой {escape(row.danger)}</span>' if row.danger else ""
    )
    own = f'<span class="g-no">{escape(row.own.words)}</span>' if row.own else ""
    return f'{chip}<span class="g-no">{escape(line.dates)}</span>{backward}{danger}{own}'


def _words(line: Line) -> str:
    """What the drawing adds to the words of the row."""
    drawn = line.drawing
    said = [line.shift]
    if drawn.tail:
        said.append("заштрихована просрочка")
    text = "; ".join(filter(None, said))
    return f'<span class="vh">{escape(text)}. </span>' if text else ""


def _drawn(line: Line, axis: Axis) -> str:
    drawn, look = line.drawing, line.look
    if drawn.start is None:
        return f'<span class="g-lab a">{escape(line.row.printed or line.row.schedule)}</span>'
    parts = [_body(drawn, look, line.row.percent)]
    if drawn.tail:
        parts.append(_place("g-tail", *drawn.tail))
    parts.append(_base(drawn))
    parts += [_mark(at, many) for at, many in drawn.marks]
    parts.append(_label(line, axis))
    parts.append(_arrows(drawn))
    return "".join(parts)


def _body(drawn: Drawing, look: str, percent: int) -> str:
    if drawn.start == drawn.end:
        return ""
    if drawn.is_point:
        return f'<span class="g-ms {look}" style="--s:{drawn.start}.5"></span>'
    teeth = _teeth(drawn, look)
    return _bar(drawn, f"{look} thin" if teeth else look, percent) + teeth


def _teeth(drawn: Drawing, look: str) -> str:
    comb = drawn.comb
    if comb:
        end = comb.end + min(comb.step / 2, 1)
        return f'<span class="g-rep {look}" style="--s:{comb.start};--e:{end:g};--st:{comb.step:g}"></span>'
    return "".join(f'<span class="g-rep o {look}" style="--s:{at}"></span>' for at in drawn.ticks)


def _bar(drawn: Drawing, look: str, percent: int) -> str:
    if drawn.start is None or drawn.end is None:
        return ""
    fill = "<i></i>" if percent else ""
    return f'<span class="g-b {look}" style="--s:{drawn.start};--e:{drawn.end};--p:{percent}">{fill}</span>'


def _place(look: str, start: int, end: int) -> str:
    return f'<span class="{look}" style="--s:{start};--e:{end}"></span>'


def _base(drawn: Drawing) -> str:
    return _place("g-base", *drawn.base) if drawn.base else ""


def _mark(at: int, many: int) -> str:
    if many == 1:
        return f'<span class="g-ms" style="--s:{at}.5"></span>'
    return f'<span class="g-ms q" aria-hidden="true" style="--s:{at}.5">{many}</span>'


def _label(line: Line, axis: Axis) -> str:
    if not line.label:
        return ""
    drawn, days = line.drawing, axis.days
    start = drawn.start or 0
    point = " p" if drawn.is_point and not drawn.tail else ""
    if drawn.ink_end <= _FAR * days:
        look, style = f"g-lab{point}", f' style="--s:{drawn.ink_end}"'
    elif start >= (1 - _FAR) * days:
        look, style = f"g-lab l{point}", f' style="--s:{start}"'
    else:
        look, style = "g-lab a r", ""
    return f'<span class="{look}"{style}>{escape(line.label)}</span>'


def _arrows(drawn: Drawing) -> str:
    said = ""
    if drawn.before:
        said += f'<span class="g-lab a">‹ {_day(drawn.before)}</span>'
    if drawn.after:
        said += f'<span class="g-lab a r">{_day(drawn.after)} ›</span>'
    return said


def _day(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def _ghost(ghost: Ghost) -> str:
    base: Base = ghost.base
    number = f'<span class="g-no">{escape(base.number)}</span> ' if base.number else ""
    dates = span(base.start, base.due) or "без срока"
    return (
        f'<tr class="g-row" role="row"><th scope="row" role="rowheader">{number}<del>'
        f"{escape(cut(base.title, _LONGEST_TITLE))}</del></th>"
        f'<td class="g-st" role="cell"><span class="g-no">{escape(dates)}</span></td>'
        f'<td class="g-tr" role="cell">{_base(ghost.drawing)}</td></tr>\n'
    )


@register.simple_tag
def gantt_axis(axis: Axis, zoom: Zoom) -> SafeString:
    """{% gantt_axis chart.axis chart.zoom %}: headings of the axis, coarse over fine."""
    coarse = "".join(_tick(tick, ' class="c"') for tick in ticks(axis, zoom.coarse, has_year=True))
    return mark_safe(coarse + "".join(_tick(tick) for tick in ticks(axis, zoom.fine)))


def _tick(tick: Tick, look: str = "") -> str:
    return f'<i{look} style="--s:{tick.start};--e:{tick.end}">{escape(tick.label)}</i>'


@register.simple_tag
def gantt_style(axis: Axis, zoom: Zoom, on: dt.date) -> SafeString:
    """{% gantt_style chart.axis chart.zoom chart.on %}: properties of the whole chart: days, width, lines."""
    width = f"{axis.days * zoom.rem:g}rem" if zoom.rem else "0px"
    line = "2px" if axis.holds(on) else "0"
    now = f"{(on - axis.first).days}.5"
    return mark_safe(f"--w:{width};--now:{now};--nw:{line};--grid:{_grid(axis, zoom)}")


@register.simple_tag
def gantt_now(axis: Axis, on: dt.date) -> str:
    """{% gantt_now chart.axis chart.on %}: the middle of a day on the axis."""
    return f"{axis.at(on)}.5"


def _grid(axis: Axis, zoom: Zoom) -> str:
    """Hairlines of the fine divisions, and a shade over what lies outside the cycle."""
    stops = []
    for tick in ticks(axis, zoom.fine)[1:]:
        at = f"{axis.percent(tick.start):g}%"
        stops.append(f"transparent {at},var(--rule) 0 calc({at} + 1px),transparent 0")
    shades = [_shade(axis, part) for part in axis.outside]
    return ",".join([f"linear-gradient(90deg,{','.join(stops)})", *shades])


def _shade(axis: Axis, part: tuple[int, int]) -> str:
    start, end = (f"{axis.percent(place):g}%" for place in part)
    return f"linear-gradient(90deg,transparent {start},var(--sunk) 0 {end},transparent 0)"
