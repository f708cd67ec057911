"""A measure and its parts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from medk.plans.models import Measure
from medk.plans.parts import part_for
from medk.plans.queries.leaves import with_leaf_parts


def measure_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure."""
    measure = get_object_or_404(with_leaf_parts(Measure.objects.visible_to(request.user)), pk=pk)
    return render(request, "plans/measure_detail.html", {"measure": measure})


def part_detail(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One part of a measure's execution."""
    measure = get_object_or_404(with_leaf_parts(Measure.objects.visible_to(request.user)), pk=pk)
    row = part_for(request.user, measure, key)
    return render(request, "plans/part_detail.html", {"measure": measure, "part": row})
