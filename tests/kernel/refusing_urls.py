"""The product's addresses and a few that refuse, for `test_answers`."""

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import path

from medk.config.urls import urlpatterns as real
from medk.kernel.answers import act
from medk.kernel.refusals import NotAllowed, Refused, Stale


def _do(what: str, *, by: object) -> None:
    """An action that may refuse."""
    if what == "refused":
        raise Refused("Срок уже прошёл.", who="Продлить его может региональный координатор.")
    if what == "forbidden":
        raise NotAllowed("Подтверждает куратор.", who="Напишите куратору школы.")
    if what == "stale":
        raise Stale("Пока вы печатали, это изменил другой человек.", theirs={"Название": "Чужое <b>"})
    assert not isinstance(by, AnonymousUser)


def plain(request: HttpRequest, what: str) -> HttpResponse:
    """A view that lets refusals through."""
    _do(what, by=request.user)
    return HttpResponse("сделано")


def button(request: HttpRequest, what: str) -> HttpResponse:
    """A view over one button."""
    return act(request, _do, what, back="/account/", said="Сделано.")


def speaking(request: HttpRequest) -> HttpResponse:
    """A fragment with something to say."""
    messages.success(request, "Готово.")
    return HttpResponse("часть")


urlpatterns = [
    *real,
    path("t/plain/<slug:what>/", plain),
    path("t/button/<slug:what>/", button),
    path("t/speaking/", speaking),
]
