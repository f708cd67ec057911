"""One way in for whoever takes a post: known or new, with an account or without."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from medk.accounts.models import Person, User
from medk.kernel.refusals import Refused
from medk.orgs.access import is_system, may_propose
from medk.orgs.actions.appointments import Post, appoint
from medk.orgs.actions.invitations import invite
from medk.orgs.actions.people import create_person
from medk.orgs.models import Appointment, Invitation


@dataclass(frozen=True)
class Contact:
    """Who somebody new is, in the words of whoever asks them in."""

    name: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Joined:
    """What came of it: an appointment, or an invitation with the token of its link."""

    appointment: Appointment | None = None
    invitation: Invitation | None = None
    token: str = ""


@transaction.atomic
def bring_in(post: Post, *, by: Any, person: Person | None = None, contact: Contact | None = None) -> Joined:
    """Give a post to a known `person` or to somebody new by `contact`.

    Somebody with an account is appointed at once; with an address only, invited; without any
    address, appointed without an account. A peer of one's own rank is always proposed by address.
    Raises what `appoint` and `invite` raise.
    """
    who = contact or Contact()
    account = User.objects.filter(person=person).first() if person else None
    email = account.email if account else (who.email or (person.email if person else "")).strip()
    proposed = not is_system(by) and may_propose(by, post.organisation, post.role)
    if proposed and not email:
        raise Refused("Чтобы предложить коллегу, укажите электронную почту: по ней придёт приглашение.")
    if email and (proposed or account is None):
        name = person.name if person else who.name
        invitation, token = invite(email, post, name=name, by=by, person=person)
        return Joined(invitation=invitation, token=token)
    chosen = person or create_person(
        who.name, by=by, organisation=post.organisation, position=who.position, phone=who.phone
    )
    made = appoint(
        chosen, post.organisation, role=post.role, by=by, started_on=post.started_on,
        ended_on=post.ended_on, act=post.act, body=post.body,
    )  # fmt: skip
    return Joined(appointment=made)
