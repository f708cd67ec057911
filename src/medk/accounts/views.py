"""Pages about my own account, and how pages look to me."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from medk.kernel.answers import local_path
from medk.kernel.context import COOKIE, DISPLAY_CHOICES, chosen

YEAR = 60 * 60 * 24 * 365


def profile(request: HttpRequest) -> HttpResponse:
    """My account: who I am, how I sign in."""
    return render(request, "accounts/profile.html")


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
