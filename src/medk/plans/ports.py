"""What plans add to the apps below: who hears of comments on a measure or on a part, and where they are."""

from typing import Any

from django.apps import apps
from django.db.models import Q
from django.urls import reverse

from medk.accounts.models import User
from medk.plans.letters import executors_of, part_url
from medk.plans.models import Execution, Measure
from medk.plans.queries.confirmers import Confirmers


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


discussions: Any = apps.get_app_config("discussions")
discussions.register_audience("plans.measure", concerned_by_measure, address=measure_url)
discussions.register_audience("plans.execution", concerned, address=part_url)
