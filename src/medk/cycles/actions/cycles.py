"""Starting a programme year, setting it up, closing it."""

import datetime as dt
from typing import Any

from django.db import transaction

from medk.audit.recording import Actor, changes, record
from medk.cycles.access import require_edit, require_open
from medk.cycles.calendars import Calendar, calendars
from medk.cycles.models import Cohort, Cycle, KeyDate
from medk.cycles.rules import STANDARD_COHORTS, check_settings, shifted
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.orgs.models import Organisation, OrganisationKind

SETTINGS = (
    "starts_on", "ends_on", "curator_limit", "smallest_group", "week_limit", "share_target", "share_target_on",
)  # fmt: skip


@transaction.atomic
def create_cycle(
    region: Organisation,
    *,
    year: int,
    title: str,
    by: Actor,
    template: int | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Cycle:
    """Start a programme year of a region, with key dates of a shipped calendar and the standard cohorts.

    A calendar of another year is shifted whole years. Without dates the calendar's, else the calendar
    year's, are taken. Raises `Refused` for a year that the region has already, and for an organisation
    that is not a region; `NotAllowed` for those without the right.
    """
    require_edit(by, region)
    if region.kind != OrganisationKind.REGION:
        raise Refused("Цикл заводят для региона. Выберите регион.")
    if Cycle.objects.filter(organisation=region, year=year).exists():
        raise Refused(f"Цикл {year} года у региона уже есть. Откройте его в списке.")
    calendar = _calendar(template)
    cycle = Cycle(organisation=region, year=year, title=title.strip() or f"Цикл {year} года")
    _fill(cycle, calendar)
    cycle.starts_on, cycle.ends_on = starts_on or cycle.starts_on, ends_on or cycle.ends_on
    check_settings(**{name: getattr(cycle, name) for name in SETTINGS})
    cycle.save()
    if calendar:
        KeyDate.objects.bulk_create(_key_dates(cycle, calendar))
    Cohort.objects.bulk_create(Cohort(cycle=cycle, code=code, title=name) for code, name in STANDARD_COHORTS)
    record("cycle.created", cycle, by=by, year=year, template=template)
    return cycle


def _calendar(template: int | None) -> Calendar | None:
    if template is None:
        return None
    if template not in calendars():
        known = ", ".join(str(year) for year in calendars())
        raise Refused(f"Календаря {template} года нет. Выберите из готовых: {known}.")
    return calendars()[template]


def _fill(cycle: Cycle, calendar: Calendar | None) -> None:
    if calendar is None:
        cycle.starts_on, cycle.ends_on = dt.date(cycle.year, 1, 1), dt.date(cycle.year, 12, 31)
        return
    years = cycle.year - calendar.year
    cycle.starts_on = shifted(calendar.starts_on, years) or calendar.starts_on
    cycle.ends_on = shifted(calendar.ends_on, years) or calendar.ends_on
    cycle.curator_limit = calendar.curator_limit
    cycle.share_target = calendar.share_target
    cycle.share_target_on = shifted(calendar.share_target_on, years)


def _key_dates(cycle: Cycle, calendar: Calendar) -> list[KeyDate]:
    years = cycle.year - calendar.year
    return [
        KeyDate(
            cycle=cycle,
            code=entry.code,
            title=entry.title,
            starts_on=shifted(entry.starts_on, years),
            ends_on=shifted(entry.ends_on, years) or entry.ends_on,
            source=entry.source,
        )
        for entry in calendar.entries
    ]


@transaction.atomic
def edit_cycle(cycle: Cycle, *, version: int | None, by: Actor, **values: Any) -> Cycle:
    """Change title, dates and settings; `version` is the one the form was opened with.

    Raises `Stale` when somebody was faster, `Refused` for a closed cycle and for settings that cannot
    hold, `NotAllowed` for those without the right.
    """
    require_edit(by, cycle.organisation)
    require_open(cycle)
    before = {name: getattr(cycle, name) for name in values}
    check_settings(**{name: values.get(name, getattr(cycle, name)) for name in SETTINGS})
    cycle.save_changed(version, **values)
    differing = changes(before, values)
    if differing:
        record("cycle.changed", cycle, by=by, changes=differing)
    return cycle


@transaction.atomic
def close_cycle(cycle: Cycle, *, on: dt.date, by: Actor) -> Cycle:
    """Close a cycle on a day that has come: its settings and cohorts stand as they are."""
    require_edit(by, cycle.organisation)
    if cycle.closed_on:
        raise Refused(f"Цикл уже закрыт {cycle.closed_on:%d.%m.%Y}.")
    today = clock.today(cycle.organisation.time_zone or None)
    if not cycle.starts_on <= on <= today:
        raise Refused(
            f"Закрыть цикл можно с {cycle.starts_on:%d.%m.%Y} по сегодня, {today:%d.%m.%Y}. Сейчас: {on:%d.%m.%Y}."
        )
    cycle.save_changed(None, closed_on=on)
    record("cycle.closed", cycle, by=by, on=on.isoformat())
    return cycle


@transaction.atomic
def reopen_cycle(cycle: Cycle, *, reason: str, by: Actor) -> Cycle:
    """Open a closed cycle again; the reason stays in the history."""
    require_edit(by, cycle.organisation)
    if not cycle.closed_on:
        raise Refused("Этот цикл не закрыт.")
    if not reason.strip():
        raise Refused("Укажите, зачем открыть цикл снова: причина останется в журнале.")
    cycle.save_changed(None, closed_on=None)
    record("cycle.reopened", cycle, by=by, reason=reason.strip())
    return cycle
