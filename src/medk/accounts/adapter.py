"""How allauth and axes behave here: nobody signs up, links and addresses are never taken on trust."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from medk.accounts.models import User


class ClosedAdapter(DefaultAccountAdapter):
    """Sign-up is closed; accounts come from invitations. Its words are ours."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Учётная запись отключена. Включить её может координатор или администратор.",
        "email_password_mismatch": "Почта или пароль не подходят. Проверьте раскладку и клавишу Caps Lock.",
        "enter_current_password": "Нынешний пароль не подходит.",
        "incorrect_password": "Пароль не подходит.",
        "too_many_login_attempts": "Слишком много попыток подряд. Подождите минуту и повторите.",
        "rate_limited": "Слишком много попыток подряд. Подождите минуту и повторите.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only pages of this very host are returned to after signing in."""
        secure = self.request.is_secure()
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, require_https=secure)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Word of a changed password or second step goes to the address that signs in."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step says no in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Код не подходит. Введите тот, что приложение показывает сейчас.",
        "cannot_delete_authenticator": "Выключить второй шаг нельзя: так решил администратор.",
        "cannot_generate_recovery_codes": "Сначала включите второй шаг входа.",
    }


def client_ip(request: HttpRequest) -> str:
    """The address of the person's machine: behind N trusted proxies, the Nth from the right of
    `X-Forwarded-For`; without proxies the header is not believed at all."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return request.META.get("REMOTE_ADDR", "")


def sign_in_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The e-mail that somebody tries to sign in with: what failures are counted by."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()


def reset_link(key: str) -> str:
    """The link to set a new password, on the public address and never on a header's host."""
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return settings.PUBLIC_URL + path.replace("UID-KEY", quote(key))
