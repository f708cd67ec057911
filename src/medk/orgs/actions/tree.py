"""Verbs of the tree: create, rename, move, close, merge. Past places and names are kept (decision 16)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction

from medk.audit.recording import Actor, changes, record
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.orgs.access import active_at, require_describe, require_shape
from medk.orgs.actions.links import link_new, relink
from medk.orgs.models import (
    ExternalCode,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    Succession,
    TreeMembership,
)
from medk.orgs.queries.places import region_of
from medk.orgs.rules.tree import label_key, refuse_day, refuse_place

#: What an organisation tells about itself; `name` and the place have verbs of their own.
DETAILS = ("short_name", "time_zone", "address", "phone", "email", "website")


@transaction.atomic
def create_organisation(
    kind: str,
    name: str,
    *,
    parent: Organisation | None,
    by: Actor,
    on: dt.date | None = None,
    codes: Mapping[str, str] | None = None,
    aliases: Iterable[str] = (),
    **details: str,
) -> Organisation:
    """Add one organisation under a parent, standing there since `on` (today by default).

    `codes` maps an issuer to a code; `details` are the fields of `DETAILS`. Raises Refused for a
    place, a day or a time zone that cannot be, and for a second organisation of the same name in
    the same place; NotAllowed when `by` may not add such organisations there.
    """
    since = on or clock.today()
    require_shape(by, parent, kind)
    _refuse_if(refuse_place(kind, parent.kind if parent else None))
    _refuse_if(refuse_day(since, today=clock.today()))
    _refuse_twin(kind, name, parent=parent)
    check_details(details)
    made = Organisation.objects.create(kind=kind, name=name.strip(), parent=parent, **details)
    _enter_membership(made, parent, since)
    link_new([made])
    for issuer, code in (codes or {}).items():
        set_code(made, issuer, code=code, on=since)
    add_aliases(made, aliases)
    above = str(parent) if parent else ""
    record("organisation.created", made, by=by, organisation_kind=kind, parent=above, on=since.isoformat())
    return made


@transaction.atomic
def describe_organisation(
    organisation: Organisation,
    values: Mapping[str, str],
    *,
    by: Actor,
    version: int | None = None,
    codes: Mapping[str, str] | None = None,
    aliases: Iterable[str] | None = None,
) -> Organisation:
    """Change fields of `DETAILS`, codes by issuer, other names (the whole list, when given).

    Raises Stale when somebody was faster than `version`; nothing is written when nothing differs.
    """
    require_describe(by, organisation)
    check_details(values)
    names = None if aliases is None else {name.strip() for name in aliases} - {"", organisation.name}
    before, after = _described(organisation, values, codes, names)
    differing = changes(before, after)
    if not differing:
        return organisation
    organisation.save_changed(version, **values)
    for issuer, code in (codes or {}).items():
        if f"code_{issuer}" in differing:
            set_code(organisation, issuer, code=code, on=clock.today())
    if names is not None:
        organisation.aliases.exclude(name__in=names).delete()
        add_aliases(organisation, names)
    record("organisation.changed", organisation, by=by, changes=differing)
    return organisation


def _described(
    organisation: Organisation,
    values: Mapping[str, str],
    codes: Mapping[str, str] | None,
    names: set[str] | None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {name: getattr(organisation, name) for name in values}
    after: dict[str, Any] = dict(values)
    stored = open_codes(organisation) if codes else {}
    for issuer, code in (codes or {}).items():
        before[f"code_{issuer}"], after[f"code_{issuer}"] = stored.get(issuer, ""), code
    if names is not None:
        before["aliases"] = "; ".join(sorted(organisation.aliases.values_list("name", flat=True)))
        after["aliases"] = "; ".join(sorted(names))
    return before, after


def open_codes(organisation: Organisation) -> dict[str, str]:
    """Issuer → the code that holds now."""
    rows = organisation.codes.filter(valid_to__isnull=True)
    return dict(rows.values_list("issuer", "code"))


@transaction.atomic
def rename_organisation(
    organisation: Organisation,
    name: str,
    *,
    by: Actor,
    on: dt.date | None = None,
    act: str = "",
    version: int | None = None,
) -> Organisation:
    """Give a new name; the old one stays as another name, so that old papers still find it."""
    require_shape(by, organisation, organisation.kind)
    day, new, old = on or clock.today(), name.strip(), organisation.name
    _refuse_if(refuse_day(day, today=clock.today()))
    if not new:
        raise Refused("Укажите наименование.")
    if new == old:
        return organisation
    organisation.save_changed(version, name=new)
    add_aliases(organisation, [old])
    record(
        "organisation.renamed", organisation, by=by,
        changes={"name": [old, new]}, on=day.isoformat(), act=act,
    )  # fmt: skip
    return organisation


@transaction.atomic
def move_organisation(
    organisation: Organisation, parent: Organisation, *, by: Actor, on: dt.date, act: str = ""
) -> Organisation:
    """Hang an organisation with all below it under another parent from a day on.

    `by` must have the right over both places. Raises Refused for a loop, a place or a day that
    cannot be.
    """
    require_shape(by, organisation, organisation.kind)
    require_shape(by, parent, organisation.kind)
    _refuse_if(refuse_place(organisation.kind, parent.kind))
    if Organisation.objects.below(organisation).filter(pk=parent.pk).exists():
        raise Refused(f"«{parent}» сама входит в «{organisation}».")
    if organisation.parent_id == parent.pk:
        raise Refused(f"«{organisation}» уже входит в «{parent}».")
    _refuse_closed(organisation, parent)
    old = str(organisation.parent) if organisation.parent else ""
    _change_membership(organisation, parent=parent, on=on)
    organisation.save_changed(None, parent=parent)
    relink(organisation)
    moved = {"parent": [old, str(parent)]}
    record("organisation.moved", organisation, by=by, changes=moved, on=on.isoformat(), act=act)
    return organisation


@transaction.atomic
def close_organisation(organisation: Organisation, *, by: Actor, on: dt.date, act: str = "") -> Organisation:
    """Close an organisation: it stays in the tree for its past, but nothing new begins there.

    Refused while something open stands under it or somebody holds an appointment at it.
    """
    require_shape(by, organisation, organisation.kind)
    _refuse_closed(organisation)
    _refuse_if(refuse_day(on, today=clock.today(), since=_since(organisation)))
    _refuse_inhabited(organisation)
    organisation.memberships.filter(valid_to__isnull=True).update(valid_to=on)
    organisation.save_changed(None, closed_on=on)
    record("organisation.closed", organisation, by=by, on=on.isoformat(), act=act)
    return organisation


@transaction.atomic
def merge_organisations(
    predecessors: Iterable[Organisation], successor: Organisation, *, by: Actor, on: dt.date, act: str = ""
) -> None:
    """Close the predecessors in favour of a successor that answers to their names from now on."""
    joined = list(predecessors)
    _refuse_closed(successor)
    for old in joined:
        if old.pk == successor.pk:
            raise Refused("Организация не может быть преемником самой себя.")
        close_organisation(old, by=by, on=on, act=act)
        Succession.objects.create(organisation=successor, predecessor=old, on=on, act=act)
        add_aliases(successor, [old.name, *old.aliases.values_list("name", flat=True)])
    names = [str(old) for old in joined]
    record("organisation.succeeded", successor, by=by, predecessors=names, on=on.isoformat(), act=act)


def set_code(
    organisation: Organisation,
    issuer: str,
    *,
    code: str,
    on: dt.date,
    territory: Organisation | None = None,
) -> None:
    """Store a code from a day on (empty: none from then on); the previous one ends the day before.

    A register code is unique within a `territory`, by default the organisation's region.
    """
    code = code.strip()
    held = organisation.codes.filter(issuer=issuer, valid_to__isnull=True)
    if held.filter(code=code).exists():
        return
    if issuer == ExternalCode.Issuer.REGISTER:
        territory = territory or region_of(organisation)
    rows = ExternalCode.objects.filter(issuer=issuer, code=code, territory=territory, valid_to__isnull=True)
    taken = rows.exclude(organisation=organisation).select_related("organisation").first()
    if taken:
        label = ExternalCode.Issuer(issuer).label
        raise Refused(f"{label} {code} уже у организации «{taken.organisation}».")
    held.update(valid_to=on - dt.timedelta(days=1))
    if code:
        ExternalCode.objects.create(
            organisation=organisation, issuer=issuer, code=code, territory=territory, valid_from=on
        )


def add_aliases(organisation: Organisation, names: Iterable[str]) -> None:
    """Remember other names, once each and only those that differ from the name itself."""
    known = {organisation.name, organisation.short_name, ""}
    new = dict.fromkeys(name.strip() for name in names if name.strip() not in known)
    OrganisationAlias.objects.bulk_create(
        [OrganisationAlias(organisation=organisation, name=name) for name in new], ignore_conflicts=True
    )


def check_details(details: Mapping[str, Any]) -> None:
    """TypeError for a field that is not a detail; Refused for an unknown time zone."""
    unknown = set(details) - set(DETAILS)
    if unknown:
        raise TypeError(f"not details of an organisation: {sorted(unknown)}")
    zone = details.get("time_zone")
    if zone and zone not in available_timezones():
        raise Refused(f"Часового пояса «{zone}» нет. Выберите из списка, например Asia/Yekaterinburg.")


def _change_membership(organisation: Organisation, *, parent: Organisation, on: dt.date) -> None:
    current = organisation.memberships.filter(valid_to__isnull=True).first()
    _refuse_if(refuse_day(on, today=clock.today(), since=current.valid_from if current else None))
    if current and current.valid_from == on == clock.today():
        current.parent = parent
        current.save(update_fields=["parent"])
        return
    if current:
        # What was entered on an earlier day stays, so that it can be told what was known then.
        current.valid_to = max(on - dt.timedelta(days=1), current.valid_from)
        current.save(update_fields=["valid_to"])
    _enter_membership(organisation, parent, on)


def _enter_membership(organisation: Organisation, parent: Organisation | None, on: dt.date) -> None:
    TreeMembership.objects.create(
        organisation=organisation, parent=parent, valid_from=on, entered_at=clock.now()
    )


def _since(organisation: Organisation) -> dt.date | None:
    current = organisation.memberships.filter(valid_to__isnull=True).first()
    return current.valid_from if current else None


def _refuse_if(reason: str) -> None:
    if reason:
        raise Refused(reason)


def _refuse_twin(kind: str, name: str, *, parent: Organisation | None) -> None:
    if not name.strip():
        raise Refused("Укажите наименование.")
    twins = Organisation.objects.open().filter(kind=kind, parent=parent)
    key = label_key(name)
    if any(label_key(other) == key for other in twins.values_list("name", flat=True)):
        place = f" в «{parent}»" if parent else ""
        raise Refused(f"{OrganisationKind(kind).label.capitalize()} «{name.strip()}»{place} уже есть.")


def _refuse_closed(*organisations: Organisation) -> None:
    for organisation in organisations:
        if organisation.closed_on:
            raise Refused(f"«{organisation}» закрыта {organisation.closed_on:%d.%m.%Y}.")


def _refuse_inhabited(organisation: Organisation) -> None:
    below = organisation.children.open().count()
    if below:
        raise Refused(f"В «{organisation}» ещё входят открытые организации: {below}. Сначала переведите их.")
    people = [str(row) for row in active_at(organisation).select_related("person")[:3]]
    if people:
        listed = "; ".join(people)
        raise Refused(f"В «{organisation}» ещё действуют назначения: {listed}. Сначала завершите их.")
