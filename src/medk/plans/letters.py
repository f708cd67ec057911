"""Who is told what about execution; plain sentences in the words of the order."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from medk.accounts.models import User
from medk.notices.actions import tell
from medk.orgs.models import Appointment
from medk.orgs.roles import EXECUTING_ROLES
from medk.plans.models import Execution, Measure


def part_url(row: Execution) -> str:
    """Address of a part's page."""
    return reverse("plans:part", args=[row.measure_id, row.leaf_key])


def _users(people: Iterable[int]) -> Any:
    return User.objects.filter(person_id__in=list(people), is_active=True)


def executors_of(row: Execution) -> Any:
    """Users who carry a part out: its assignee and unit, or those the measure names."""
    active = Appointment.objects.active()
    if row.unit_person_id:
        return _users([row.unit_person_id])
    place = row.unit_organisation
    if place:
        roles = EXECUTING_ROLES.get(place.kind)
        held = active.filter(Q(organisation=place) | Q(body=place))
        held = held.filter(role__in=roles, organisation=place) if roles else held
        return _users([*held.values_list("person_id", flat=True), row.assignee_id or 0])
    named = row.measure.executors.all()
    bodies = [executor.organisation_id for executor in named if executor.organisation_id]
    people = [executor.person_id for executor in named if executor.person_id]
    held = active.filter(Q(organisation_id__in=bodies) | Q(body_id__in=bodies))
    return _users([*held.values_list("person_id", flat=True), *people, row.assignee_id or 0])


def _title(measure: Measure) -> str:
    words = measure.title if len(measure.title) <= 120 else f"{measure.title[:117]}…"
    return f"«{words}»"


def tell_submitted(row: Execution, *, people: Iterable[int], by: Any) -> None:
    """The confirmer learns that a part waits for them."""
    who = row.unit_organisation or row.unit_person or by
    text = f"{who}: исполнение {_title(row.measure)} ждёт вашей проверки."
    tell(_users(people), kind="plans.submitted", text=text, url=part_url(row), by=by)


def tell_confirmed(row: Execution, *, by: Any) -> None:
    """The executors learn that the part is confirmed."""
    tell(
        executors_of(row),
        kind="plans.confirmed",
        text=f"Исполнение {_title(row.measure)} подтверждено.",
        url=part_url(row),
        by=by,
    )


def tell_returned(row: Execution, *, by: Any, reason: str) -> None:
    """The executors learn why the part came back and what to do."""
    text = f"Исполнение {_title(row.measure)} возвращено. Причина: {reason.strip()}"
    tell(executors_of(row), kind="plans.returned", text=text, url=part_url(row), by=by)


def tell_taken_back(row: Execution, *, by: Any, reason: str) -> None:
    """The executors learn that a confirmation was taken back."""
    text = f"Подтверждение по {_title(row.measure)} снято. Причина: {reason.strip()}"
    tell(executors_of(row), kind="plans.taken_back", text=text, url=part_url(row), by=by)


def tell_delegated(row: Execution, *, by: Any) -> None:
    """The assignee learns what was entrusted."""
    text = f"Вам поручено исполнение {_title(row.measure)}."
    tell(_users([row.assignee_id or 0]), kind="plans.delegated", text=text, url=part_url(row), by=by)


def tell_executors(measures: Iterable[Measure], *, by: Any) -> None:
    """Bodies and people named by an approved plan learn what is theirs: one notice for each plan."""
    by_user: dict[int, int] = {}
    road_map = None
    for measure in measures:
        road_map = measure.road_map
        for pk in executors_of(Execution(measure=measure)).values_list("pk", flat=True):
            by_user[pk] = by_user.get(pk, 0) + 1
    if road_map is None:
        return
    tell(
        User.objects.filter(pk__in=by_user),
        kind="plans.appointed",
        text=f"Утверждена дорожная карта «{road_map.title[:150]}». Вы среди исполнителей.",
        url=reverse("plans:road-map-detail", args=[road_map.pk]),
        by=by,
        key=f"plans.appointed:{road_map.pk}",
    )
