"""Remembering the pages of things that a person opens: after the answer is made, and seldom."""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from medk.desk.context import Subject
from medk.search.actions.visits import remember
from medk.search.queries.subjects import is_own_page

logger = logging.getLogger("medk.visits")
#: What browsers send when they fetch a page that nobody has opened yet.
_AHEAD = ("Sec-Purpose", "Purpose", "X-Moz")


class VisitMiddleware:
    """Writes one row when the first page of a thing is shown and the page before was another thing's.

    Never for its further views, for fragments, for pages fetched ahead, for refusals; a busy database
    costs the memory of one visit, not the page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        subject = _opened(request, response)
        if subject is not None and not subject.is_latest:
            try:
                remember(subject.subject_type, subject.subject_id, by=request.user)
            except OperationalError:
                logger.info("a visit is not remembered: the database is busy")
        return response


def _opened(request: HttpRequest, response: HttpResponse) -> Subject | None:
    """What was opened; the frame was read while the page was drawn, and costs nothing here."""
    frame = getattr(request, "medk_frame", None)
    if request.method != "GET" or response.status_code != 200 or frame is None:
        return None
    if request.headers.get("HX-Request") or any(request.headers.get(name) for name in _AHEAD):
        return None
    match = request.resolver_match
    if match is None or not is_own_page(match.view_name):
        return None
    is_page = response.get("Content-Type", "").startswith("text/html")
    return frame.subject if is_page else None
