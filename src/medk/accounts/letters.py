"""Letters about an account."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.template.loader import render_to_string

from medk.accounts.adapter import reset_link
from medk.accounts.models import User


def tell_reset_link(user: User) -> None:
    """Put a letter with the link to a new password into the outbox."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    body = render_to_string("account/email/password_reset_key_message.txt", {"link": reset_link(key)})
    send_mail("МЭДК: новый пароль", body, None, [user.email])
