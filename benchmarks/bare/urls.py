"""One page: 50 parts of execution with their measure and school."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from medk.plans.models import Execution


def page(request: HttpRequest) -> HttpResponse:
    rows = Execution.objects.select_related("measure", "unit_organisation").order_by("pk")[:50]
    return render(request, "page.html", {"rows": rows})


urlpatterns = [path("", page)]
