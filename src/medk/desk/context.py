"""Context of every page: the frame around it."""

from django.http import HttpRequest

from medk.kernel import clock


def frame(request: HttpRequest) -> dict[str, object]:
    """`today`: the business date."""
    return {"today": clock.today()}
