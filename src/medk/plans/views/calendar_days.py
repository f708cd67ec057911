"""What every calendar draws: the days of a span, its neighbours, its two views."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse

from medk.kernel.days_off import day_off
from medk.plans.rules.plan_calendar import (
    WEEKDAYS,
    Event,
    Span,
    day_of,
    listed_days,
    month_of,
    week_of,
    weeks_of,
)

_SAME = {"month": month_of, "week": week_of, "day": day_of}


def said(span: Span) -> dict[str, str]:
    """A span as the address carries it; the month is the usual view."""
    return {"view": "" if span.view == "month" else span.view, "day": span.first.isoformat()}


def days_context(
    span: Span, events: Sequence[Event], *, on: dt.date, link: Callable[[Span], str]
) -> dict[str, Any]:
    """Context of `plans/_calendar.html`; `link` gives the address of the same page for another span."""
    weeks = weeks_of(span, events, today=on, off=day_off)
    is_now = span.first <= on <= span.last
    start = on if is_now else span.first
    return {
        "span": span,
        "weeks": weeks,
        "days": [(day, link(day_of(day.on))) for day in listed_days(weeks, span.view)],
        "found": len(events),
        "measures": reverse("plans:measure-detail", args=[0]).removesuffix("0/"),
        "previous": link(span.beside(-1)),
        "following": link(span.beside(1)),
        "today_url": link(_SAME[span.view](on)),
        "is_now": is_now,
        "views": (
            ("Месяц", link(month_of(start)), span.view == "month"),
            ("Неделя", link(week_of(start)), span.view == "week"),
        ),
        "weekdays": WEEKDAYS,
    }
