"""The date that a request asks for, the same on every view of a plan."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from medk.plans.forms.moments import MomentForm
from medk.plans.rules.moments import Mode, Moment


def moment_of(request: HttpRequest, today: dt.date, *, zone: str = "") -> Moment:
    """The moment of `?on=…&as=…`; the present, `today` where the plan's owner is, when none was asked.

    A date that cannot be read or has not come yet is answered by the present and a message. `zone` of the
    plan's owner is kept in the moment when the caller knows it.
    """
    if not request.GET.get("on"):
        return Moment(today, zone=zone)
    form = MomentForm(request.GET, today=today)
    moment = replace(form.chosen(), zone=zone)
    for name, errors in form.errors.items():
        label = form.fields[name].label
        messages.warning(request, f"{label}: {' '.join(errors)} Показано сегодняшнее состояние.")
    return moment


def carried(moment: Moment) -> dict[str, Any]:
    """What links and forms of a view keep so that the reader stays at the same date."""
    return {"on": moment.on.isoformat(), "as": moment.mode} if moment.is_past else {}


def moment_context(request: HttpRequest, moment: Moment) -> dict[str, Any]:
    """What the choice of a date and its banner draw; other words of the address are kept by the form."""
    own = {"on", "as", "page"}
    kept = [(name, value) for name, value in request.GET.items() if name not in own and value]
    return {
        "moment": moment,
        "moment_modes": Mode.choices,
        "moment_kept": kept,
        "moment_carried": carried(moment),
    }
