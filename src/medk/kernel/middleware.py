"""Requests get an id for the audit; refusals and fragments get honest answers (decision 25)."""

import json
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from medk.kernel import answers
from medk.kernel.refusals import Refused

Handler = Callable[[HttpRequest], HttpResponse]

#: Id of the request being served; audit entries of one request share it.
current_request_id: ContextVar[str] = ContextVar("medk_request_id", default="")

_REASONS = {
    403: "Это действие вам недоступно. Право даёт координатор вашей территории или администратор.",
    404: "Этого уже нет: удалено или не из вашей территории. Обновите страницу.",
}


class RequestIdMiddleware:
    """Gives each request an id and returns it in `X-Request-Id`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = current_request_id.set(uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = current_request_id.get()
            return response
        finally:
            current_request_id.reset(token)


class RefusalMiddleware:
    """A `Refused` that a view let through becomes a page or a fragment with its reason."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answers.refuse(request, exception) if isinstance(exception, Refused) else None


class FragmentMiddleware:
    """For requests made by htmx: redirects become page loads, waiting messages become an event,
    an ended session and a missing page become a short visible reason."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not answers.is_fragment(request):
            return response
        if isinstance(response, HttpResponseRedirect):
            return _moved(request, response["Location"])
        if response.status_code in _REASONS and "X-Problem" not in response:
            return answers.problem(request, response.status_code, reason=_REASONS[response.status_code])
        waiting = [{"text": str(said), "level": said.level_tag} for said in messages.get_messages(request)]
        if waiting:
            response["HX-Trigger"] = json.dumps({"medk:said": waiting})
        return response


def _moved(request: HttpRequest, location: str) -> HttpResponse:
    login = resolve_url(settings.LOGIN_URL)
    if location.split("?")[0] == login:
        back = urlencode({"next": answers.came_from(request) or "/"})
        words = "Вы вышли из системы. Введённое остаётся на странице: войдите в новой вкладке и повторите."
        return answers.problem(request, 401, reason=words, url=f"{login}?{back}", link="Войти")
    moved = HttpResponse(status=200)
    moved["HX-Redirect"] = location
    return moved
