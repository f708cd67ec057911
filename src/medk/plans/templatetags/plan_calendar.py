"""Events of a calendar and cells of a load, drawn many times on a page."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from medk.kernel.russian import NBSP
from medk.kernel.templatetags.ui import icon
from medk.plans.choices import ProgressState as P
from medk.plans.rules.load import WeekLoad
from medk.plans.rules.plan_calendar import Event, EventKind
from medk.plans.templatetags.execution import state_chip, words_of

register = template.Library()

#: State → class that gives an event its colours.
_COLOURS: dict[str, str] = {
    P.CONFIRMED: "ok", P.SUBMITTED: "re", P.IN_PROGRESS: "in", P.OVERDUE: "da",
}  # fmt: skip
_ICONS: dict[str, str] = {
    EventKind.MILESTONE: "flag", EventKind.OCCURRENCE: "repeat", EventKind.KEY_DATE: "pin",
}  # fmt: skip


def _address(event: Event, measures: str) -> str:
    if not event.measure_pk:
        return ""
    part = f"parts/{escape(event.key)}/" if event.key else ""
    return f' href="{measures}{event.measure_pk}/{part}"'


def _spoken(event: Event) -> str:
    """The event in full, for those who do not see its colour."""
    kind = EventKind(event.kind).label
    state = words_of(event.state) if event.state else ""
    return ", ".join(filter(None, [f"{kind}: {event.label}", event.note, state, event.of_words, event.whose]))


@register.simple_tag
def calendar_event(event: Event, measures: str) -> SafeString:
    """{% calendar_event event measures %}: one line of a day's cell; `measures` is where measures live."""
    look = _COLOURS.get(event.state, "")
    tag = "a" if event.measure_pk else "span"
    spoken = escape(_spoken(event))
    return mark_safe(
        f'<{tag} class="ev {look}"{_address(event, measures)} title="{spoken}" aria-label="{spoken}">'
        f"{_mark(event)}{escape(event.label)}</{tag}>"
    )


def _mark(event: Event) -> str:
    name = _ICONS.get(event.kind, "")
    return icon(name) if name else ""


@register.simple_tag
def calendar_line(event: Event, measures: str) -> SafeString:
    """{% calendar_line event measures %}: one event of the list in words."""
    kind = EventKind(event.kind).label
    said = [kind] if event.kind not in (EventKind.DEADLINE, EventKind.OCCURRENCE) else []
    said += [text for text in (event.note, event.executors) if text]
    chip = state_chip(event.state) if event.state else ""
    under = " · ".join([*said, *filter(None, [event.whose, event.of_words])])
    title = escape(event.label)
    link = f"<a{_address(event, measures)}>{title}</a>" if event.measure_pk else title
    lower = f'<p class="mut">{escape(under)}</p>' if under else ""
    return mark_safe(f"<p>{_mark(event)}{link}</p>{lower}{chip}")


def _left(week: WeekLoad) -> str:
    """«2» when all of it is left, «1 из 2» when some is done, a tick when all is."""
    if not week.left:
        return icon("check", f"исполнено: {week.total}")
    return str(week.left) if week.left == week.total else f"{week.left}{NBSP}из{NBSP}{week.total}"


@register.simple_tag
def load_cell(week: WeekLoad, limit: int, of: str) -> SafeString:
    """{% load_cell week limit of %}: how many of a week's deadlines are left out of how many."""
    if not week.total:
        return mark_safe('<td class="num mut">·</td>')
    heavy = of == "schools" and week.heavy(limit)
    mark = icon("alert", "тяжёлая неделя") if heavy else ""
    level = min(100, 100 * week.total // max(limit, 1)) if of == "schools" else 0
    look = "da" if heavy else "hv"
    return mark_safe(f'<td class="num {look}" style="--v:{level}">{mark}{_left(week)}</td>')
