"""Who is told what about execution; plain sentences in the words of the order."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from medk.accounts.models import User
from medk.cycles.models import CohortMembership
from medk.kernel import clock
from medk.notices.actions import tell
from medk.orgs.models import Appointment, Organisation, TreeLink
from medk.orgs.roles import EXECUTING_ROLES, OWNER_ROLES
from medk.plans.access import CLASS_ROLES
from medk.plans.choices import BodyClass, Population
from medk.plans.models import Execution, Executor, Measure, RoadMap

#: A population is told as the class of bodies that it consists of.
CLASS_OF: dict[str, BodyClass] = {
    Population.SCHOOL: BodyClass.SCHOOLS,
    Population.MUNICIPALITY: BodyClass.MUNICIPALITIES,
    Population.CURATOR: BodyClass.CURATORS,
}


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


def tell_draft_read(road_map: RoadMap, *, by: Any) -> None:
    """The owner's coordinators learn that an order was read for them and waits for their check."""
    roles = OWNER_ROLES.get(road_map.organisation.kind, frozenset())
    held = Appointment.objects.active().filter(organisation=road_map.organisation, role__in=roles)
    tell(
        _users(held.values_list("person_id", flat=True)),
        kind="plans.draft_read",
        text=f"{road_map.organisation}: приказ прочитан. Сверьте черновик дорожной карты и утвердите.",
        url=reverse("plans:road-map-review", args=[road_map.pk]),
        by=by,
        key=f"plans.draft_read:{road_map.pk}",
    )


def tell_executors(road_map: RoadMap, measure_ids: Iterable[int], *, by: Any) -> None:
    """Whoever some measures name or are executed by learns of the plan: one notice for each plan.

    Named are organisations, people and classes of bodies; a population («каждая школа») is told as its
    class is. The same few queries however long the plan is.
    """
    tell(
        users_named_by(road_map, measure_ids),
        kind="plans.appointed",
        text=f"Утверждена дорожная карта «{road_map.title[:150]}». Вы среди исполнителей.",
        url=reverse("plans:road-map-detail", args=[road_map.pk]),
        by=by,
        key=f"plans.appointed:{road_map.pk}",
    )


def users_named_by(road_map: RoadMap, measure_ids: Iterable[int]) -> Any:
    """Users whom some measures name or are executed by; the same few queries however many there are."""
    measures = Measure.objects.filter(pk__in=list(measure_ids))
    named = Executor.objects.filter(measure__in=measures)
    people = named.filter(person__isnull=False).values("person_id")
    classes = set(named.exclude(body_class="").values_list("body_class", flat=True))
    whole = measures.filter(chosen_units__isnull=True).values_list("population", flat=True).distinct()
    classes |= {CLASS_OF[Population(population)] for population in whole if population in CLASS_OF}
    bodies = Q(pk__in=named.filter(organisation__isnull=False).values("organisation_id"))
    chosen = Q(pk__in=measures.filter(chosen_units__isnull=False).values("chosen_units"))
    held = Appointment.objects.active().filter(
        _acting_for(Organisation.objects.filter(bodies | chosen).values("pk"))
        | _of_classes(classes, road_map)
    )
    named_by = Q(person__in=people) | Q(person__in=held.values("person_id"))
    return User.objects.filter(named_by, is_active=True)


def _acting_for(organisations: Any) -> Q:
    """Appointments through which somebody acts for organisations: by role, or anybody of a plain body."""
    acting = Q(body_id__in=organisations)
    for kind, roles in EXECUTING_ROLES.items():
        acting |= Q(organisation_id__in=organisations, organisation__kind=kind, role__in=roles)
    plain = ~Q(organisation__kind__in=list(EXECUTING_ROLES))
    return acting | (Q(organisation_id__in=organisations) & plain)


def _of_classes(classes: Iterable[str], road_map: RoadMap) -> Q:
    """Appointments of whole classes below the plan's owner; schools and curators are the participants'."""
    below = TreeLink.objects.filter(ancestor_id=road_map.organisation_id).values("descendant_id")
    members = CohortMembership.objects.filter(
        cohort__cycle_id=road_map.cycle_id, cohort__code="participants", organisation_id__in=below
    ).on(clock.today())
    found = Q(pk__in=[])
    for name in classes:
        of_schools = name in (BodyClass.SCHOOLS, BodyClass.CURATORS)
        places = members.values("organisation_id") if of_schools else below
        found |= Q(role__in=CLASS_ROLES[name], organisation_id__in=places)
    return found
