"""Schools join and leave cohorts; dates are kept (decision 12)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from medk.audit.recording import Actor, changes, entry, record_many
from medk.cycles.access import require_edit, require_open
from medk.cycles.models import Cohort, CohortMembership, CohortMembershipEntry
from medk.cycles.rules import check_span, overlap
from medk.kernel import clock
from medk.kernel.jobs import enqueue
from medk.kernel.refusals import Refused
from medk.kernel.russian import counted
from medk.orgs.models import Organisation, OrganisationKind

#: How many schools a refusal names before it counts the rest.
NAMED = 5


@transaction.atomic
def add_schools(
    cohort: Cohort,
    *,
    schools: Sequence[Organisation],
    valid_from: dt.date,
    by: Actor,
    act: str = "",
    years: str = "",
    valid_to: dt.date | None = None,
) -> list[CohortMembership]:
    """Let schools into a cohort from a day, all or none.

    Raises `Refused` naming the schools that are not of the region, and those that are in the cohort on
    some of these days already.
    """
    _require(cohort, by)
    check_span(valid_from, valid_to)
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    different = list({school.pk: school for school in schools}.values())
    if not different:
        raise Refused("Отметьте хотя бы одну школу.")
    _refuse_foreign(cohort, different)
    _refuse_overlaps(cohort, different, span=(valid_from, valid_to))
    added = CohortMembership.objects.bulk_create(
        CohortMembership(
            cohort=cohort,
            organisation=school,
            valid_from=valid_from,
            valid_to=valid_to,
            act=act.strip(),
            years=years.strip(),
        )
        for school in different
    )
    details = {"valid_from": valid_from.isoformat(), "act": act.strip(), "years": years.strip()}
    record_many(_entry("membership.added", row, by=by, **details) for row in added)
    _keep(added, dated_on=valid_from, by=by)
    return added


def _require(cohort: Cohort, by: Actor) -> None:
    require_edit(by, cohort.cycle.organisation)
    require_open(cohort.cycle)


def _refuse_foreign(cohort: Cohort, schools: Sequence[Organisation]) -> None:
    region = cohort.cycle.organisation
    known = Organisation.objects.below(region).filter(
        kind=OrganisationKind.SCHOOL, pk__in=[school.pk for school in schools]
    )
    fitting = set(known.values_list("pk", flat=True))
    foreign = [school for school in schools if school.pk not in fitting]
    if foreign:
        raise Refused(f"В когорту входят школы региона «{region}». Не подходят: {_named(foreign)}.")


def _refuse_overlaps(cohort: Cohort, schools: Sequence[Organisation], *, span: Any) -> None:
    rows = CohortMembership.objects.filter(cohort=cohort, organisation__in=[school.pk for school in schools])
    held = {row.organisation_id for row in rows if overlap((row.valid_from, row.valid_to), span)}
    clashing = [school for school in schools if school.pk in held]
    if clashing:
        raise Refused(
            f"Уже в этой когорте в эти дни: {_named(clashing)}. Снимите с них отметку или смените дату."
        )


def _named(schools: Sequence[Organisation]) -> str:
    words = ", ".join(str(school) for school in schools[:NAMED])
    rest = len(schools) - NAMED
    return f"{words} и ещё {counted(rest, 'школа', 'школы', 'школ')}" if rest > 0 else words


def _entry(kind: str, membership: CohortMembership, *, by: Actor, **details: Any) -> Any:
    return entry(kind, membership, by=by, cohort=str(membership.cohort), **details)


@transaction.atomic
def end_memberships(
    cohort: Cohort, *, memberships: Iterable[CohortMembership], on: dt.date, by: Actor, act: str = ""
) -> int:
    """Schools leave a cohort after a day (the last of their membership), all or none; returns how many.

    Raises `Refused` for one that joined later than that day or has left before.
    """
    _require(cohort, by)
    chosen = [row.pk for row in memberships]
    rows = list(
        CohortMembership.objects.select_for_update(of=("self",))
        .filter(cohort=cohort, pk__in=chosen)
        .select_related("organisation", "cohort")
    )
    if not rows:
        raise Refused("Отметьте хотя бы одну школу.")
    late = [row.organisation for row in rows if row.valid_from > on]
    if late:
        raise Refused(f"Вошли в когорту позже {on:%d.%m.%Y}: {_named(late)}. Смените дату выхода.")
    gone = [row.organisation for row in rows if row.valid_to is not None and row.valid_to <= on]
    if gone:
        raise Refused(f"Уже вышли из когорты раньше: {_named(gone)}. Снимите с них отметку.")
    _keep_unkept(rows)
    CohortMembership.objects.filter(pk__in=[row.pk for row in rows]).update(valid_to=on)
    for row in rows:
        row.valid_to = on
    _keep(rows, dated_on=on, by=by)
    record_many(
        _entry("membership.ended", row, by=by, valid_to=on.isoformat(), act=act.strip()) for row in rows
    )
    return len(rows)


@transaction.atomic
def edit_membership(membership: CohortMembership, *, by: Actor, **values: Any) -> CohortMembership:
    """Correct dates, act or years of one membership; it must not run into another of the same school."""
    cohort = membership.cohort
    _require(cohort, by)
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    before = {name: getattr(membership, name) for name in values}
    span = (
        values.get("valid_from", membership.valid_from),
        values.get("valid_to", membership.valid_to),
    )
    check_span(*span)
    others = CohortMembership.objects.filter(cohort=cohort, organisation=membership.organisation_id)
    if any(overlap((row.valid_from, row.valid_to), span) for row in others.exclude(pk=membership.pk)):
        raise Refused("В эти дни школа уже состоит в когорте по другой записи. Исправьте даты.")
    _keep_unkept([membership])
    for name, value in values.items():
        setattr(membership, name, value)
    membership.save(update_fields=list(values))
    differing = changes(before, values)
    if differing:
        record_many([_entry("membership.changed", membership, by=by, changes=differing)])
        earliest = min(before.get("valid_from", membership.valid_from), membership.valid_from)
        _keep([membership], dated_on=earliest, by=by)
    return membership


@transaction.atomic
def remove_membership(membership: CohortMembership, *, reason: str, by: Actor) -> None:
    """Take back a membership entered by mistake, as if it had never been; the history keeps it."""
    _require(membership.cohort, by)
    if not reason.strip():
        raise Refused("Укажите, почему запись ошибочна. Если школа просто вышла, поставьте дату выхода.")
    details = {
        "valid_from": membership.valid_from.isoformat(),
        "valid_to": membership.valid_to.isoformat() if membership.valid_to else None,
        "reason": reason.strip(),
    }
    record_many([_entry("membership.removed", membership, by=by, **details)])
    _keep_unkept([membership])
    _keep([membership], dated_on=membership.valid_from, by=by, is_removed=True)
    CohortMembership.objects.filter(pk=membership.pk).delete()


def _keep(
    memberships: Iterable[CohortMembership], *, dated_on: dt.date, by: Actor, is_removed: bool = False
) -> None:
    """Add what was entered about memberships to their history, for pages as of a past day (decision 27)."""
    said = {"dated_on": dated_on, "entered_at": clock.now(), "by_name": str(by), "is_removed": is_removed}
    told = CohortMembershipEntry.objects.bulk_create(_told(row, **said) for row in memberships)
    for cohort_id in {row.cohort_id for row in told}:
        enqueue("plans.count_cohort", cohort_id=cohort_id)


def _keep_unkept(memberships: Sequence[CohortMembership]) -> None:
    """Begin the history of memberships from before it was kept, as they stand before a change."""
    entries = CohortMembershipEntry.objects.filter(membership_id__in=[row.pk for row in memberships])
    kept = set(entries.order_by().values_list("membership_id", flat=True))
    CohortMembershipEntry.objects.bulk_create(
        _told(row, dated_on=row.valid_from) for row in memberships if row.pk not in kept
    )


def _told(row: CohortMembership, **said: Any) -> CohortMembershipEntry:
    return CohortMembershipEntry(
        membership_id=row.pk,
        cohort_id=row.cohort_id,
        organisation_id=row.organisation_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        **said,
    )
