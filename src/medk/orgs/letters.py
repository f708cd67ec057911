"""Letters to people who have no account yet; they go through the outbox like all mail."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from medk.orgs.models import Invitation


def link_of(token: str) -> str:
    """The full address at which an invitation is accepted."""
    return f"{settings.PUBLIC_URL}{reverse('orgs:invitation-accept', args=[token])}"


def tell_invited(invitation: Invitation, token: str) -> None:
    """The invited person gets the link, what it is for and until when it works."""
    role, place = invitation.get_role_display(), invitation.organisation
    body = (
        f"Здравствуйте.\n\nВас приглашают в систему МЭДК: {role}, {place}.\n"
        f"Откройте ссылку и задайте пароль:\n\n{link_of(token)}\n\n"
        f"Ссылка действует до {invitation.expires_at:%d.%m.%Y} и только один раз.\n"
        "Если вы не ждали этого письма, ничего не делайте."
    )
    send_mail(f"МЭДК: приглашение, {role}", body, None, [invitation.email])
