"""Chips of states and bars of coverage."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from medk.kernel.russian import span
from medk.kernel.templatetags.ui import icon
from medk.plans.choices import ExecutionStatus as E
from medk.plans.choices import ProgressState as P
from medk.plans.rules.schedules import schedule_words
from medk.plans.rules.targets import number_words

register = template.Library()

#: State → class of the chip, icon (design guide §5: icon + word + fill, never colour alone).
_LOOKS: dict[str, tuple[str, str]] = {
    P.CONFIRMED: ("ok", "check2"),
    P.SUBMITTED: ("re", "hourglass"),
    P.IN_PROGRESS: ("in", "half"),
    P.OVERDUE: ("da", "late"),
    P.NOT_DUE: ("no", "ring"),
    P.UNDATED: ("no", "ring"),
    P.PAUSED: ("no", "pause"),
    P.CANCELLED: ("no", "minus"),
    E.PLANNED: ("no", "ring"),
    E.RETURNED: ("ret", "return"),
}
_WORDS = {str(E.PLANNED): "Не начато", str(E.RETURNED): "Возвращено"}
#: Order of the parts of a bar (design guide §5) with the class of each.
_BAR = (
    (P.CONFIRMED, "k-ok"),
    (P.SUBMITTED, "k-re"),
    (P.IN_PROGRESS, "k-in"),
    (P.OVERDUE, "k-da"),
    (P.NOT_DUE, "k-no"),
    (P.UNDATED, "k-no"),
)


def words_of(state: str) -> str:
    """A state as the interface writes it: «На проверке»."""
    label = _WORDS.get(str(state)) or P(state).label
    return label[:1].upper() + label[1:]


@register.simple_tag
def state_chip(state: str, note: str = "") -> SafeString:
    """{% state_chip row.state %}: the state of a part or a measure; `note` follows the word."""
    look, symbol = _LOOKS[state]
    words = f"{words_of(state)}, {note}" if note else words_of(state)
    return format_html('<span class="st {}">{}{}</span>', look, icon(symbol), words)


@register.simple_tag
def state_cell(state: str) -> SafeString:
    """{% state_cell cell.state %}: one cell of a grid; its word is read aloud."""
    look, symbol = _LOOKS[state]
    return format_html(
        '<span class="st {}" title="{}">{}</span>', look, words_of(state), icon(symbol, words_of(state))
    )


@register.simple_tag
def coverage_bar(states: Mapping[str, int]) -> SafeString:
    """{% coverage_bar counted.states %}: the mix of states as a bar; its words are read aloud."""
    parts = [(name, states.get(state, 0), words_of(state)) for state, name in _BAR if states.get(state)]
    said = ", ".join(f"{words.lower()} {number}" for _, number, words in parts) or "нет частей"
    bars = format_html_join("", '<i class="{}" style="--n:{}"></i>', ((n, k) for n, k, _ in parts))
    return format_html('<div class="cov" role="img" aria-label="{}">{}</div>', said, bars)


@register.simple_tag
def coverage_key(states: Mapping[str, int]) -> SafeString:
    """{% coverage_key counted.states %}: what the colours of the bar mean, with counts."""
    names = dict(_BAR) | {P.PAUSED: "k-no", P.CANCELLED: "k-no"}
    rows = ((names[P(s)], words_of(s), states[s]) for s in P if states.get(s))
    return format_html(
        '<ul class="key">{}</ul>', format_html_join("", '<li><i class="{}"></i>{} {}</li>', rows)
    )


@register.filter
def in_words(measure: Any) -> str:
    """{{ measure|in_words }}: the schedule of a measure."""
    return schedule_words(measure)


@register.filter
def amount(value: Any) -> str:
    """{{ reading.value|amount }}: 45,5."""
    return number_words(value)


@register.filter
def when_words(row: Mapping[str, Any]) -> str:
    """{{ row|when_words }}: the day or the span of a checked row of a schedule."""
    days = [dt.date.fromisoformat(row[name]) if row[name] else None for name in ("starts_on", "due_on")]
    return span(days[0] or days[1], days[1])
