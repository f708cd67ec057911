"""Rows of the table of a road map.

Sixty of them are drawn on each page, so their markup is built here, as the components of every row are
in `ui` (decision 26: row cells stay plain); everything that comes from people is escaped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe

from medk.kernel.templatetags.ui import icon
from medk.plans.models import RoadMap
from medk.plans.rules.table import MeasureRow, Near, TargetWords
from medk.plans.templatetags.execution import state_chip
from medk.plans.views.links import with_query

register = template.Library()

_LONGEST_OPTION = 70
#: Views of one plan: label, URL name; one that does not resolve is not offered (decision 27).
_VIEWS = (
    ("Таблица", "plans:road-map-detail"),
    ("Диаграмма", "plans:road-map-gantt"),
    ("Календарь", "plans:road-map-calendar"),
    ("Матрица", "plans:road-map-matrix"),
    ("Изменения", "plans:road-map-changes"),
    ("Связи", "plans:road-map-links"),
    ("Каскад", "plans:road-map-cascade"),
)
#: What the address of one view passes on to the others: the filter and the date.
_CARRIED = ("q", "executor", "state", "due", "section", "mine", "on", "as")


@dataclass(frozen=True)
class PlanView:
    """One view of a plan in the switch."""

    label: str
    url: str
    is_on: bool


@register.simple_tag(takes_context=True)
def plan_views(context: Any, road_map: RoadMap) -> list[PlanView]:
    """{% plan_views road_map as views %}: ways to look at the plan, the filter and the date kept."""
    request = context["request"]
    kept = {name: request.GET.get(name, "") for name in _CARRIED}
    paths = ((label, _view_path(name, road_map.pk)) for label, name in _VIEWS)
    return [PlanView(label, with_query(path, kept), path == request.path) for label, path in paths if path]


@lru_cache(maxsize=4096)
def _view_path(url_name: str, pk: int) -> str:
    try:
        return reverse(url_name, args=[pk])
    except NoReverseMatch:
        return ""


@register.simple_tag
def measure_rows(rows: Iterable[MeasureRow], measures: str, is_live: bool, query: str = "") -> SafeString:
    """{% measure_rows rows measures is_live %}: rows of the table; `measures` is where measures live.

    `query` is kept in their links: the past date.
    """
    kept = escape(query)
    chips: dict[tuple[str, str], SafeString] = {}
    parts: list[str] = []
    for row in rows:
        parts += (
            '<tr role="row"><td class="num hide-s" role="cell">', escape(row.number), "</td>",
            _title(row, measures, kept),
            '<td role="cell" data-th="Срок"><span>', _deadline(row), "</span></td>",
            '<td role="cell" data-th="Исполнители">', escape(row.executor_words), "</td>",
            '<td role="cell" data-th="Показатель">', _targets(row.targets), "</td>",
        )  # fmt: skip
        if is_live:
            parts += (
                '<td role="cell" data-th="Охват">', _coverage(row), "</td>",
                '<td class="s" role="cell">', _state(row, chips), "</td>",
            )  # fmt: skip
        parts.append("</tr>\n")
    return mark_safe("".join(parts))


def _title(row: MeasureRow, measures: str, kept: str) -> str:
    number = f'<span class="only-c">{escape(row.number)}. </span>' if row.number else ""
    near = "".join(_near(part) for part in (row.own, row.near) if part)
    return (
        f'<th scope="row" class="t" role="rowheader"><a href="{measures}{row.pk}/{kept}">{number}'
        f"{escape(row.title)}</a>{near}{_danger(row)}</th>"
    )


def _danger(row: MeasureRow) -> str:
    """The mark of a measure that another's slip endangers."""
    if not row.danger:
        return ""
    return (
        f'<span class="st wa">{icon("alert")}под угрозой</span> <span class="who">{escape(row.danger)}</span>'
    )


def _near(part: Near) -> str:
    return f'<span class="who">{escape(part.words)}</span>'


def _deadline(row: MeasureRow) -> str:
    line = row.due_line
    under = f'<span class="mut">{escape(line)}</span>' if line else ""
    return f"{escape(row.printed or row.schedule)}{under}"


def _targets(targets: Iterable[TargetWords]) -> str:
    words = "".join(f'<span class="tg">{escape(one.text)}{_fact(one)}</span>' for one in targets)
    return f"<span>{words}</span>" if words else ""


def _fact(target: TargetWords) -> str:
    if not target.fact:
        return ""
    said = {True: "достигнут: ", False: "не достигнут: ", None: ""}[target.is_reached]
    return f'<span class="mut">{said}{escape(target.fact)}</span>'


def _coverage(row: MeasureRow) -> str:
    """A bar with «17 из 42»; nothing for what is done once, a word for what may not be shown."""
    if row.is_hidden:
        return '<span class="mut">сводка скрыта</span>'
    return coverage_bar(row) if row.total > 1 else ""


@register.simple_tag
def coverage_bar(row: MeasureRow) -> SafeString:
    """{% coverage_bar row %}: confirmed leaves of a measure out of all."""
    words = escape(row.of_words)
    return mark_safe(
        f'<span class="pg"><span class="bar {row.bar}" role="img" aria-label="{words}" '
        f'style="--v:{row.percent}"><i></i></span><span aria-hidden="true">{words}</span></span>'
    )


def _state(row: MeasureRow, chips: dict[tuple[str, str], SafeString]) -> str:
    if not row.state:
        return ""
    key = (row.state, row.note)
    if key not in chips:
        chips[key] = state_chip(row.state, row.note)
    if not row.self_confirmed:
        return chips[key]
    many = f"{row.self_confirmed}: " if row.total > 1 else ""
    return f'{chips[key]}<span class="who">{many}подтверждено исполнителем</span>'


@register.simple_tag
def options(pairs: Iterable[tuple[object, str]], chosen: object, first: str = "") -> SafeString:
    """{% options pairs chosen "Все" %}: options of a select, one of them chosen; long names are cut."""
    lines = [f'<option value="">{escape(first)}</option>'] if first else []
    for value, label in pairs:
        mark = " selected" if str(value) == str(chosen) else ""
        words = label if len(label) <= _LONGEST_OPTION else f"{label[: _LONGEST_OPTION - 1]}…"
        said = words[:1].upper() + words[1:]
        lines.append(f'<option value="{escape(str(value))}"{mark}>{escape(said)}</option>')
    return mark_safe("".join(lines))
