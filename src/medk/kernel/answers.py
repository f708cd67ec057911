"""How a view answers: an action done, refused, or refused to the wrong person (decision 25).

Views of other apps use `act` for buttons; whatever `Refused` they let through becomes a page or,
for htmx, a fragment with the reason, and what was typed is shown back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from medk.kernel.refusals import NotAllowed, Refused, Stale

#: Fields of a form that nobody typed.
_MACHINE_FIELDS = frozenset({"csrfmiddlewaretoken", "version", "next", "password", "login"})


@dataclass(frozen=True)
class Line:
    """A field by its Russian or technical name, with its text."""

    label: str
    text: str


def act(
    request: HttpRequest,
    action: Callable[..., object],
    *args: object,
    back: str,
    said: str = "",
    **kwargs: Any,
) -> HttpResponse:
    """Run `action(*args, by=request.user, **kwargs)`, then go `back` saying `said`.

    A refusal by a rule goes `back` too, with its reason as a message; `NotAllowed` and `Stale` are
    raised on, and the middleware answers them. For htmx a refusal stays where the person is.
    """
    try:
        action(*args, by=request.user, **kwargs)
    except (NotAllowed, Stale):
        raise
    except Refused as refusal:
        if is_fragment(request):
            return refuse(request, refusal)
        messages.error(request, str(refusal))
        return HttpResponseRedirect(back)
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(back)


def refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The answer to a refusal: 403 for `NotAllowed`, else 409; for htmx 200 with the reason alone."""
    context: dict[str, object] = {"reason": refusal.reason, "who": refusal.who}
    if is_fragment(request):
        status = 403 if isinstance(refusal, NotAllowed) else 200
        return problem(request, status=status, **context)
    context |= {"back": came_from(request), "typed": typed(request)}
    if isinstance(refusal, NotAllowed):
        return render(request, "403.html", context, status=403)
    theirs = getattr(refusal, "theirs", {})
    context["theirs"] = [Line(name, "" if value is None else str(value)) for name, value in theirs.items()]
    return render(request, "refused.html", context, status=409)


def problem(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    """A fragment that says what went wrong; `X-Problem` tells the script not to swap it in."""
    response = render(request, "ui/problem.html", context, status=status)
    response["X-Problem"] = "1"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose token is gone; what was typed is given back."""
    if is_fragment(request):
        words = "Форма устарела: вы вошли заново или страница открыта слишком долго. Обновите страницу."
        return problem(request, status=403, reason=words)
    return render(request, "csrf.html", {"typed": typed(request), "back": came_from(request)}, status=403)


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks."""
    return request.headers.get("HX-Request") == "true"


def came_from(request: HttpRequest) -> str:
    """The local page that the person came from, empty when unknown or foreign."""
    address = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    return local_path(request, address)


def local_path(request: HttpRequest, address: str) -> str:
    """The path of an address on this very host; empty for anything else, so nobody is led away."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def typed(request: HttpRequest) -> list[Line]:
    """What the person typed into the form just sent: texts only, no passwords, no machine fields."""
    fields: Iterable[tuple[str, list[str]]] = request.POST.lists() if request.method == "POST" else ()
    return [
        Line(name, text)
        for name, texts in fields
        if name not in _MACHINE_FIELDS and "password" not in name
        for text in texts
        if text.strip() and not text.isdigit()
    ]
