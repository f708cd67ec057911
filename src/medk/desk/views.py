"""The desk: what is mine to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from medk.desk.board import board_of, mark_visit
from medk.kernel import clock


def home(request: HttpRequest) -> HttpResponse:
    """The home page of every role."""
    mark_visit(request.user)
    board = board_of(request.user, on=clock.today())
    return render(request, "desk/home.html", {"board": board})
