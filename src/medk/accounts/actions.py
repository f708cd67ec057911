"""What is done with accounts."""

from axes.utils import reset as forget_failures
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from medk.accounts import events, letters
from medk.accounts.models import User
from medk.audit.recording import record
from medk.kernel.jobs import enqueue


@transaction.atomic
def request_new_password(email: str) -> None:
    """Ask for a letter with a link. The same work is done whether the account exists or not, so
    neither the answer nor its time tells; the worker looks the account up."""
    enqueue("accounts.reset_letter", email=email)


@transaction.atomic
def send_reset_letter(email: str) -> None:
    """Write the letter if the address belongs to an active account; otherwise nothing."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user:
        letters.tell_reset_link(user)


@transaction.atomic
def password_was_reset(user: User) -> None:
    """After a new password by letter: failures are forgotten, so a lockout ends; told in audit."""
    forget_failures(username=user.email)
    record(events.PASSWORD_RESET.code, user.person, by=user)


@transaction.atomic
def sign_out_elsewhere(user: User, *, keep: str) -> int:
    """End every session of the user but the one with key `keep`; return how many ended."""
    rows = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=keep)
    own = [row.pk for row in rows.iterator() if row.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(pk__in=own).delete()
    record(events.SIGNED_OUT_ELSEWHERE.code, user.person, by=user, sessions=len(own))
    return len(own)
