"""Reading the audit through the sight of organisations, and putting entries into words."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q, QuerySet

from medk.accounts.models import User
from medk.audit.kinds import label_of
from medk.audit.models import AuditEntry
from medk.kernel.paging import Page, newest_of, page_of
from medk.orgs.apps import this
from medk.orgs.models import (
    Appointment,
    ExternalCode,
    Invitation,
    Organisation,
    OrganisationKind,
    RegisterImport,
    TreeLink,
)
from medk.orgs.queries.history_words import DETAIL_LABELS, FIELD_LABELS, HIDDEN
from medk.orgs.queries.people import people_visible_to
from medk.orgs.querysets import own_ids, root_roles, territory_ids
from medk.orgs.roles import TERRITORY_ROLES, Role

_MOVED = "workflow.moved"
_CHOICES = {"role": Role.choices, "organisation_kind": OrganisationKind.choices}


@dataclass(frozen=True)
class ChosenEntries:
    """What a list of entries is narrowed to."""

    inside: Organisation | None = None
    kind: str = ""
    who: str = ""
    what: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Line:
    """One detail of an entry in words; `before` is None when the detail is not a change, empty when
    there was nothing before."""

    label: str
    before: str | None
    after: str


#: What of this app's own objects a user sees. They are not registered as subjects: nobody comments on
#: a person, and files hang on plans.
_SIGHTS: dict[str, Callable[[Any], QuerySet]] = {
    "orgs.organisation": lambda user: Organisation.objects.in_territory(user),
    "orgs.appointment": lambda user: Appointment.objects.visible_to(user),
    "orgs.invitation": lambda user: Invitation.objects.visible_to(user),
    "orgs.registerimport": lambda user: RegisterImport.objects.visible_to(user),
    "accounts.person": people_visible_to,
    "accounts.user": lambda user: User.objects.filter(person__in=people_visible_to(user)),
}


def entries_visible_to(user: Any) -> QuerySet:
    """Entries about the user's territory and own organisations, and what the user did.

    Entries of no organisation (settings, jobs) are for an administrator of the whole installation.
    """
    seen = Q(organisation_id__in=territory_ids(user)) | Q(organisation_id__in=own_ids(user))
    if Role.ADMINISTRATOR in root_roles(user):
        seen |= Q(organisation_id__isnull=True)
    return AuditEntry.objects.filter(seen | Q(actor_id=user.pk))


def listed_entries(user: Any, chosen: ChosenEntries) -> QuerySet:
    """Entries narrowed, newest first."""
    return _narrowed(entries_visible_to(user), chosen).order_by("-pk")


def entry_page(user: Any, chosen: ChosenEntries, *, after: str = "") -> Page:
    """One page of them. Who sees the whole tree reads from the newest on; others by their organisations."""
    if root_roles(user) & TERRITORY_ROLES:
        return page_of(_narrowed(_from_the_newest(user), chosen), ["-pk"], after=after)
    branches = [
        AuditEntry.objects.filter(organisation_id__in=territory_ids(user)),
        AuditEntry.objects.filter(organisation_id__in=own_ids(user)),
        AuditEntry.objects.filter(actor_id=user.pk),
    ]
    narrowed = partial(_narrowed, chosen=chosen) if chosen != ChosenEntries() else None
    return newest_of(branches, narrowed=narrowed, after=after)


def _from_the_newest(user: Any) -> QuerySet:
    """`entries_visible_to` with conditions that no index serves: nearly every entry fits, so the newest are read."""
    rows = AuditEntry.objects.alias(place=F("organisation_id") + 0, actor=F("actor_id") + 0)
    seen = Q(place__in=territory_ids(user)) | Q(place__in=own_ids(user)) | Q(actor=user.pk)
    if Role.ADMINISTRATOR in root_roles(user):
        seen |= Q(place__isnull=True)
    return rows.filter(seen)


def _narrowed(rows: QuerySet, chosen: ChosenEntries) -> QuerySet:
    if chosen.inside:
        below = TreeLink.objects.filter(ancestor=chosen.inside).values("descendant_id")
        rows = rows.filter(organisation_id__in=below)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.who:
        rows = rows.filter(Q(actor_name__icontains=chosen.who) | Q(on_behalf_of__icontains=chosen.who))
    if chosen.what:
        rows = rows.filter(object_label__icontains=chosen.what)
    if chosen.since:
        rows = rows.filter(at__gte=_midnight(chosen.since))
    if chosen.until:
        rows = rows.filter(at__lt=_midnight(chosen.until + dt.timedelta(days=1)))
    return rows


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(settings.TIME_ZONE))


def history_of(user: Any, label: str, pk: int) -> QuerySet | None:
    """Entries about one object; None when the user does not see the object itself.

    An object may be seen without its territory (a published plan): then only one's own part of its
    history is shown (decision 1).
    """
    sight = _SIGHTS.get(label) or this().sights.get(label)
    if sight is None or not sight(user).filter(pk=pk).exists():
        return None
    return entries_visible_to(user).filter(object_type=label, object_id=pk).order_by("-pk")


def has_history(label: str) -> bool:
    """Whether objects of this kind have a history page of their own: files and comments are told of on their subject's."""
    return label in _SIGHTS or label in this().sights


def kind_label(entry: AuditEntry) -> str:
    """The Russian name of what happened."""
    return label_of(entry.kind)


def lines_of(entry: AuditEntry) -> list[Line]:
    """The details of an entry in words: replaced values first, then the rest, each by name.

    PostgreSQL does not keep the order of keys, so an order of our own is given.
    """
    details: dict[str, Any] = dict(entry.details)
    changed = details.pop("changes", None)
    replaced = changed if isinstance(changed, dict) else {}
    if entry.kind == _MOVED:
        replaced = {"status": [details.pop("source", ""), details.pop("target", "")]}
    told = [
        Line(DETAIL_LABELS.get(key, key), None, _words(entry, key, value))
        for key, value in details.items()
        if key not in HIDDEN and value not in ("", None, [], {})
    ]
    found = [_changed(entry, name, pair) for name, pair in replaced.items()]
    return sorted(found, key=_by_label) + sorted(told, key=_by_label)


def _by_label(line: Line) -> str:
    return line.label.casefold()


def _changed(entry: AuditEntry, name: str, pair: Any) -> Line:
    before, after = pair if isinstance(pair, list) and len(pair) == 2 else ("", pair)
    was = "" if before in ("", None) else _words(entry, name, before)
    field = _field(entry.object_type, name)
    named = str(field.verbose_name) if field else DETAIL_LABELS.get(name, name)
    return Line(FIELD_LABELS.get(name, named), was, _words(entry, name, after))


def _field(object_type: str, name: str) -> Any:
    """The field of the object's model, None when there is no such model or field any more."""
    try:
        return apps.get_model(object_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def _words(entry: AuditEntry, name: str, value: Any) -> str:
    if value is None or value == "":
        return "пусто"
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {item}" for key, item in value.items())
    return _named(entry, name, _as_day(str(value)))


def _named(entry: AuditEntry, name: str, text: str) -> str:
    """The label of a choice: of our own keys, else of the object's field."""
    if name in _CHOICES:
        return str(dict(_CHOICES[name]).get(text, text))
    choices = getattr(_field(entry.object_type, name), "flatchoices", None) or ()
    return str(dict(choices).get(text, text))


def _as_day(text: str) -> str:
    if len(text) != 10:
        return text
    try:
        return f"{dt.date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text


#: Codes are kept beside the fields of an organisation under the name of their issuer.
FIELD_LABELS.update({f"code_{issuer.value}": str(issuer.label) for issuer in ExternalCode.Issuer})
