"""What plans add to the apps below: who hears of comments and where they are, what a leaver hands over."""

from typing import Any

from django.apps import apps
from django.db.models import Q
from django.urls import reverse

from medk.accounts.models import User
from medk.orgs.handover import Handover
from medk.orgs.models import Appointment
from medk.plans.actions.handover import hand_over
from medk.plans.letters import executors_of, part_url
from medk.plans.models import Execution, Measure
from medk.plans.queries.confirmers import Confirmers
from medk.plans.queries.handover import open_tasks_of


def concerned(row: Execution) -> Any:
    """Users who carry a part out or confirm it."""
    confirming = Confirmers([row]).of(row).people
    carrying = executors_of(row).values("pk")
    return User.objects.filter(Q(person_id__in=confirming) | Q(pk__in=carrying), is_active=True)


def concerned_by_measure(measure: Measure) -> Any:
    """Users who carry out or confirm the measure as a whole."""
    return concerned(Execution(measure=measure))


def measure_url(measure: Measure) -> str:
    """Address of a measure's page."""
    return reverse("plans:measure-detail", args=[measure.pk])


def give(appointment: Appointment, successor: Appointment, by: Any) -> int:
    """Pass open tasks on, as the port of orgs asks."""
    return hand_over(appointment, successor, by=by)


discussions: Any = apps.get_app_config("discussions")
discussions.register_audience("plans.measure", concerned_by_measure, address=measure_url)
discussions.register_audience("plans.execution", concerned, address=part_url)
orgs: Any = apps.get_app_config("orgs")
orgs.register_handover("plans.parts", Handover("Мероприятия", open_tasks_of, give))
