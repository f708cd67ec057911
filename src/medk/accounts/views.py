"""Pages about my own account, and how pages look to me."""

from typing import cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from medk.accounts import actions
from medk.accounts.models import User
from medk.kernel.answers import local_path
from medk.kernel.context import COOKIE, DISPLAY_CHOICES, chosen
from medk.kernel.russian import counted

YEAR = 60 * 60 * 24 * 365


def profile(request: HttpRequest) -> HttpResponse:
    """My account: who I am, how I sign in, how pages look."""
    codes = Authenticator.objects.filter(
        user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    context = {
        "has_second_step": is_mfa_enabled(request.user, [Authenticator.Type.TOTP]),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
    }
    return render(request, "accounts/profile.html", context)


@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End my sessions on other devices."""
    ended = actions.sign_out_elsewhere(cast(User, request.user), keep=request.session.session_key or "")
    words = counted(ended, "вход", "входа", "входов")
    messages.success(
        request, f"Закрыто на других устройствах: {words}." if ended else "Других входов не было."
    )
    return redirect("accounts:profile")


def second_step(request: HttpRequest) -> HttpResponse:
    """Where allauth returns to after the second step was switched on or off."""
    return redirect("accounts:profile")


@login_not_required
def signup_closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up by themselves."""
    messages.info(
        request, "Учётную запись заводит координатор: он пришлёт приглашение на рабочую почту. Попросите его."
    )
    return redirect("account_login")


@login_not_required
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep a display setting in the cookie and return to the same page, with the panel open."""
    back = local_path(request, request.POST.get("next", "")) or "/"
    response = HttpResponseRedirect(f"{back}#lv")
    settings = {} if "reset" in request.POST else _changed(request)
    if not settings:
        response.delete_cookie(COOKIE)
        return response
    response.set_cookie(
        COOKIE, urlencode(settings), max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
    )
    return response


def _changed(request: HttpRequest) -> dict[str, str]:
    """Settings of the cookie with those of the form laid over; an empty value switches one off."""
    settings = chosen(request.COOKIES.get(COOKIE, ""))
    sent = {name: request.POST[name] for name in DISPLAY_CHOICES if name in request.POST}
    merged = settings | sent
    return chosen(urlencode({name: value for name, value in merged.items() if value}))
