"""Verbs of invitations: a single-use link leads to an account and an appointment.

Invitations stand below `workflow` in the order of layers, so their status changes here, by
compare-and-set with an audit entry.
"""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from medk.accounts.models import Person, User
from medk.audit.recording import Actor, record
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.orgs.access import is_system, may_propose, require_grant
from medk.orgs.actions.appointments import Post, enter_post, refusal_of
from medk.orgs.actions.people import create_person
from medk.orgs.letters import tell_invited
from medk.orgs.models import Appointment, Invitation

#: Days for which a link works.
LIFETIME = dt.timedelta(days=14)
Status = Invitation.Status
GONE = "Ссылка не действует: срок вышел, её отозвали или по ней уже вошли. Попросите прислать новую."


@transaction.atomic
def invite(
    email: str, post: Post, *, name: str, by: Any, person: Person | None = None
) -> tuple[Invitation, str]:
    """Ask somebody in; returns the invitation and the token of its link.

    A role of one's own rank is only proposed: the token is empty until the administrator confirms.
    `person` is given when the invited one is known already. Raises NotAllowed and Refused as
    `appoint` does, and Refused for a second invitation of the same address to the same post.
    """
    address = email.strip().lower()
    proposed = not is_system(by) and may_propose(by, post.organisation, post.role)
    if not proposed:
        require_grant(by, post.organisation, post.role)
    known = person or Person.objects.filter(user__email=address).first()
    reason = _refuse_address(address, person) or _refuse_repeat(address, post) or refusal_of(known, post)
    if reason:
        raise Refused(reason)
    token = "" if proposed else secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        email=address,
        name=name.strip() or address,
        person=person,
        organisation=post.organisation,
        body=post.body,
        role=post.role,
        started_on=post.started_on,
        ended_on=post.ended_on,
        act=post.act,
        status=Status.PROPOSED if proposed else Status.SENT,
        token_digest=digest(token),
        invited_by_id=by.pk,
        created_at=clock.now(),
        expires_at=_expiry(),
    )
    kind = "invitation.proposed" if proposed else "invitation.sent"
    record(kind, made, by=by, role=made.role, name=made.name, email=made.email)
    if token:
        tell_invited(made, token)
    return made, token


@transaction.atomic
def confirm_invitation(invitation: Invitation, *, by: Any) -> str:
    """The administrator lets a proposed peer in; returns the token of the link that was sent."""
    require_grant(by, invitation.organisation, invitation.role)
    token = _renew(invitation, source=Status.PROPOSED)
    record(
        "invitation.confirmed", invitation, by=by,
        role=invitation.role, name=invitation.name, email=invitation.email,
    )  # fmt: skip
    tell_invited(invitation, token)
    return token


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: Any) -> str:
    """A new link instead of the old one, which stops working; returns its token."""
    require_grant(by, invitation.organisation, invitation.role)
    token = _renew(invitation, source=Status.SENT)
    record("invitation.resent", invitation, by=by, email=invitation.email)
    tell_invited(invitation, token)
    return token


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Any, reason: str = "") -> None:
    """The link stops working; whoever invited may do it, and whoever may give the role."""
    if invitation.invited_by_id != by.pk:
        require_grant(by, invitation.organisation, invitation.role)
    rows = Invitation.objects.filter(pk=invitation.pk, status__in=[Status.SENT, Status.PROPOSED])
    if not rows.update(status=Status.WITHDRAWN, token_digest=""):
        raise Refused("Приглашение уже принято или отозвано.")
    invitation.refresh_from_db()
    record("invitation.withdrawn", invitation, by=by, email=invitation.email, reason=reason.strip())


def find_invitation(token: str) -> Invitation | None:
    """The invitation that a link leads to; None when it is unknown, used, withdrawn or too old."""
    rows = Invitation.objects.select_related("organisation", "body", "person")
    return rows.filter(token_digest=digest(token), status=Status.SENT, expires_at__gt=timezone.now()).first()


@transaction.atomic
def accept_as_new(token: str, *, name: str, password: str) -> User:
    """The invited one names herself, sets a password, gets the account and the appointment.

    Raises Refused when the link does not work, when the address has an account already, or with the
    words of the password validators.
    """
    invitation = _take(token)
    if User.objects.filter(email=invitation.email).exists():
        raise Refused("У этого адреса уже есть учётная запись. Войдите и примите приглашение.")
    person = invitation.person or _person_of(invitation, name=name)
    user = User(email=invitation.email, person=person)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    user.set_password(password)
    user.save()
    _fill(invitation, by=user)
    return user


@transaction.atomic
def accept_as_user(token: str, *, user: User) -> Appointment | None:
    """Somebody signed in under the invited address takes the post; None when it is hers already."""
    invitation = _take(token)
    if user.email != invitation.email:
        raise Refused(f"Приглашение выписано на {invitation.email}. Войдите под этим адресом.")
    return _fill(invitation, by=user)


def digest(token: str) -> str:
    """What is stored of a token: nobody who reads the database can use a link."""
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def _take(token: str) -> Invitation:
    """Use the link up: of two attempts at once one wins."""
    invitation = find_invitation(token)
    rows = Invitation.objects.filter(token_digest=digest(token), status=Status.SENT)
    if invitation is None or not rows.update(status=Status.ACCEPTED, token_digest=""):
        raise Refused(GONE)
    invitation.status = Status.ACCEPTED
    return invitation


def _fill(invitation: Invitation, *, by: User) -> Appointment | None:
    post = _post(invitation)
    held = Appointment.objects.filter(
        person=by.person, organisation=post.organisation, role=post.role, ended_on__isnull=True
    )
    made = None if held.exists() else enter_post(by.person, post, by=by)
    Invitation.objects.filter(pk=invitation.pk).update(person=by.person)
    record("invitation.accepted", invitation, by=by, role=invitation.role, email=invitation.email)
    return made


def _person_of(invitation: Invitation, *, name: str) -> Person:
    by: Actor = invitation.invited_by or _Invited(invitation.name)
    return create_person(
        name or invitation.name, by=by, organisation=invitation.organisation, email=invitation.email
    )


class _Invited:
    """Nobody signed in and nobody invited (the first administrator)."""

    pk = None

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name


def _renew(invitation: Invitation, *, source: str) -> str:
    token = secrets.token_urlsafe(32)
    rows = Invitation.objects.filter(pk=invitation.pk, status=source)
    if not rows.update(status=Status.SENT, token_digest=digest(token), expires_at=_expiry()):
        raise Refused("Приглашение уже принято или отозвано. Обновите страницу.")
    invitation.refresh_from_db()
    return token


def _expiry() -> dt.datetime:
    # Links live by the real clock, whatever business date is set (decision 14).
    return timezone.now() + LIFETIME


def _post(invitation: Invitation) -> Post:
    return Post(
        invitation.organisation,
        invitation.role,
        invitation.started_on,
        invitation.ended_on,
        invitation.act,
        invitation.body,
    )


def _refuse_address(address: str, person: Person | None) -> str:
    account = User.objects.filter(person=person).first() if person else None
    if account and account.email != address:
        return f"У этого человека уже есть вход под адресом {account.email}. Пригласите его туда."
    return ""


def _refuse_repeat(address: str, post: Post) -> str:
    waiting = Invitation.objects.filter(
        organisation=post.organisation, role=post.role, status__in=[Status.SENT, Status.PROPOSED]
    )
    if waiting.filter(email=address).exists():
        return f"{address} уже приглашают на эту роль. Отправьте приглашение повторно."
    return ""
