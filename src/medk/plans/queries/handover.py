"""What of the plans a person holds by name: entrusted parts, and measures that name the person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from medk.orgs.handover import OpenTask
from medk.orgs.models import Appointment
from medk.plans.choices import MeasureStatus, RoadMapStatus
from medk.plans.models import Execution, Executor
from medk.plans.moves import OPEN_FOR_EXECUTOR


def entrusted_parts(appointment: Appointment) -> Any:
    """Parts not finished that were entrusted to the person where the appointment holds, or nowhere in particular."""
    places = {appointment.organisation_id, appointment.body_id} - {None}
    rows = Execution.objects.filter(
        Q(unit_organisation_id__in=places) | Q(unit_organisation__isnull=True),
        assignee_id=appointment.person_id,
        status__in=OPEN_FOR_EXECUTOR,
        measure__status=MeasureStatus.ACTIVE,
        measure__road_map__status=RoadMapStatus.APPROVED,
    )
    return rows.select_related("measure__road_map", "unit_organisation").order_by("due_on", "pk")


def named_executors(appointment: Appointment) -> Any:
    """Rows of plans in force that name the person as executor, in plans above the appointment's place."""
    above = Q(
        measure__road_map__organisation__descendant_links__descendant_id__in=[
            pk for pk in (appointment.organisation_id, appointment.body_id) if pk
        ]
    )
    rows = Executor.objects.filter(
        above, person_id=appointment.person_id, measure__road_map__status=RoadMapStatus.APPROVED
    )
    return rows.select_related("measure__road_map").order_by("measure__due_on", "pk").distinct()


def open_tasks_of(appointment: Appointment) -> Iterator[OpenTask]:
    """Open tasks of an appointment, for the list shown before it ends."""
    for row in entrusted_parts(appointment):
        yield OpenTask(f"Поручено: {row}", row.get_absolute_url(), row.due_on)
    for executor in named_executors(appointment):
        measure = executor.measure
        url = reverse("plans:measure-detail", args=[measure.pk])
        yield OpenTask(f"Исполнитель мероприятия: {measure}", url, measure.due_on)
