"""Requests get an id for the audit; fragments get honest answers (decision 25)."""

import json
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.defaults import permission_denied

from medk.kernel.refusals import NotAllowed

Handler = Callable[[HttpRequest], HttpResponse]

#: Id of the request being served; audit entries of one request share it.
current_request_id: ContextVar[str] = ContextVar("medk_request_id", default="")


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


class FragmentMiddleware:
    """For requests made by htmx: redirects become page loads, waiting messages become an event."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("HX-Request") != "true":
            return response
        if isinstance(response, HttpResponseRedirect):
            moved = HttpResponse(status=200)
            moved["HX-Redirect"] = response["Location"]
            return moved
        waiting = [str(message) for message in messages.get_messages(request)]
        if waiting:
            response["HX-Trigger"] = json.dumps({"medk:said": waiting})
        return response


class RefusalMiddleware:
    """`NotAllowed` that no view caught answers 403 with its reason and who can help (decision 2)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return permission_denied(request, exception) if isinstance(exception, NotAllowed) else None
