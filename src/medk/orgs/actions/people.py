"""Verbs about people and their accounts."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from medk.accounts.models import Person, User
from medk.audit.recording import Actor, changes, record
from medk.kernel.refusals import Refused
from medk.orgs.access import require_account_right, require_person_right
from medk.orgs.models import Appointment, Organisation

DETAILS = ("name", "position", "email", "phone")


@transaction.atomic
def create_person(
    name: str,
    *,
    by: Actor,
    organisation: Organisation,
    position: str = "",
    email: str = "",
    phone: str = "",
) -> Person:
    """Store a person who will hold appointments; the history of it belongs to `organisation`."""
    if not name.strip():
        raise Refused("Укажите, как зовут человека, или его должность.")
    made = Person.objects.create(
        name=name.strip(), position=position.strip(), email=email.strip().lower(), phone=phone.strip()
    )
    record(
        "person.created", made, by=by, organisation=organisation.pk,
        name=made.name, position=made.position,
    )  # fmt: skip
    return made


@transaction.atomic
def change_person(
    person: Person, values: Mapping[str, str], *, by: Any, version: int | None = None
) -> Person:
    """Change name, position and work contacts; Stale when somebody was faster than `version`."""
    require_person_right(by, person)
    if not values.get("name", person.name).strip():
        raise Refused("Укажите, как зовут человека, или его должность.")
    before = {name: getattr(person, name) for name in values}
    differing = changes(before, dict(values))
    if not differing:
        return person
    person.save_changed(version, **values)
    record("person.changed", person, by=by, organisation=_home_of(person), changes=differing)
    return person


@transaction.atomic
def deactivate_user(user: User, *, by: Any, reason: str) -> None:
    """Close the way in at once: open sessions end with the next request."""
    _switch(user, active=False, by=by, reason=reason)


@transaction.atomic
def reactivate_user(user: User, *, by: Any, reason: str) -> None:
    """Open the way in again, with the old password."""
    _switch(user, active=True, by=by, reason=reason)


def _switch(user: User, *, active: bool, by: Any, reason: str) -> None:
    require_account_right(by, user)
    if not reason.strip():
        raise Refused("Укажите причину: она останется в журнале.")
    if not User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active):
        raise Refused("Вход уже открыт." if active else "Вход уже закрыт.")
    user.is_active = active
    kind = "user.reactivated" if active else "user.deactivated"
    record(kind, user, by=by, organisation=_home_of(user.person), reason=reason.strip())


def _home_of(person: Person) -> int | None:
    """The organisation to whose history the person belongs: the latest appointment's."""
    latest = Appointment.objects.filter(person=person).order_by("-started_on", "-pk").first()
    return latest.organisation_id if latest else None
