"""Forms of signing in: allauth's own, in our words and without placeholders for labels."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as base
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from django import forms
from django.http import HttpRequest

from medk.accounts import actions

HOW_TO_CHOOSE = "Не короче 12 знаков. Подойдёт фраза из нескольких слов; не берите имя и дату рождения."


class _Worded:
    """Replaces labels and help texts; `words` maps a field to its label and help."""

    words: ClassVar[Mapping[str, tuple[str, str]]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, field.help_text))


class LoginForm(_Worded, base.LoginForm):
    """Signing in by e-mail and password."""

    words: ClassVar = {
        "login": ("Электронная почта", ""),
        "password": ("Пароль", ""),
        "remember": ("Не выходить на этом устройстве две недели", "Не отмечайте на общем компьютере."),
    }


class ReauthenticateForm(_Worded, base.ReauthenticateForm):
    """The password once more before something important."""

    words: ClassVar = {"password": ("Пароль", "")}


class ResetPasswordForm(_Worded, base.ResetPasswordForm):
    """Asking for a letter; says nothing about whether the account exists."""

    words: ClassVar = {"email": ("Электронная почта", "Та, с которой вы входите.")}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        actions.request_new_password(self.cleaned_data["email"])
        return self.cleaned_data["email"]


class ResetPasswordKeyForm(_Worded, base.ResetPasswordKeyForm):
    """A new password by a link from a letter."""

    words: ClassVar = {
        "password1": ("Новый пароль", HOW_TO_CHOOSE),
        "password2": ("Новый пароль ещё раз", ""),
    }

    def save(self) -> None:
        super().save()
        actions.password_was_reset(self.user)


class ChangePasswordForm(_Worded, base.ChangePasswordForm):
    """A new password by somebody who knows the present one."""

    words: ClassVar = {
        "oldpassword": ("Нынешний пароль", ""),
        "password1": ("Новый пароль", HOW_TO_CHOOSE),
        "password2": ("Новый пароль ещё раз", ""),
    }


CODE = ("Код из приложения", "Шесть цифр; меняются каждые полминуты.")


class AuthenticateForm(_Worded, second.AuthenticateForm):
    """The second step of signing in."""

    words: ClassVar = {"code": ("Код из приложения или запасной код", "")}


class SecondReauthenticateForm(_Worded, second.ReauthenticateForm):
    """A code once more before something important."""

    words: ClassVar = {"code": CODE}


class ActivateTOTPForm(_Worded, totp.ActivateTOTPForm):
    """The first code proves that the app is set up."""

    words: ClassVar = {"code": CODE}
