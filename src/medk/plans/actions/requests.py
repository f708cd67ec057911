"""Requests for what a measure gives by requests: made by those concerned, decided by the plan's owner."""

import datetime as dt
from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.models import Organisation
from medk.plans.access import acts_for, mine_of, owns, require_owner
from medk.plans.actions.occurrences import last_ordinal, require_enterable
from medk.plans.actions.progress import count_progress, hold
from medk.plans.actions.versions import keep_versions
from medk.plans.choices import RequestStatus, ScheduleKind
from medk.plans.models import Measure, MeasureRequest, Occurrence
from medk.plans.queries.attached import world_of
from medk.plans.queries.zones import zone_of

_KINDS = ("municipality", "school")


def askers_of(user: Any, measure: Measure) -> list[tuple[int, str]]:
    """Organisations in whose names the user may ask: their own; for the plan's owner all of the territory."""
    below = Organisation.objects.below(measure.road_map.organisation_id).filter(closed_on__isnull=True)
    if owns(user, measure.road_map.organisation):
        below = below.filter(kind__in=_KINDS)
    else:
        below = below.filter(pk__in=mine_of(user).organisations)
    return [(row.pk, str(row)) for row in below.order_by("kind", "name", "pk")[:2000]]


def may_request(user: Any, measure: Measure, *, organisation: Organisation) -> bool:
    """Whether the user asks in the name of an organisation: acts for it, or runs the plan."""
    return acts_for(user, organisation) or owns(user, measure.road_map.organisation)


@transaction.atomic
def make_request(
    measure: Measure, organisation: Organisation, *, text: str, wanted_on: dt.date, by: Any
) -> MeasureRequest:
    """Ask for what the measure gives, by a day, in the name of an organisation below the plan's owner."""
    if not may_request(by, measure, organisation=organisation):
        raise NotAllowed(
            f"Запрос от организации «{organisation}» вносят те, кто действует от её имени, или координатор плана."
        )
    if measure.schedule_kind != ScheduleKind.ON_REQUEST:
        raise Refused("Это мероприятие идёт не по запросам.")
    require_enterable(measure)
    if not text.strip():
        raise Refused("Напишите, о чём запрос.")
    inside = Organisation.objects.below(measure.road_map.organisation_id).filter(pk=organisation.pk)
    if not inside.exists():
        raise Refused(f"«{organisation}» не входит в территорию плана.")
    made = MeasureRequest.objects.create(
        measure=measure, organisation=organisation, text=text.strip()[:500], wanted_on=wanted_on, by=by,
        entered_at=clock.now(),
    )  # fmt: skip
    record(
        "plans.request_made",
        measure,
        by=by,
        title=made.text,
        unit=str(organisation),
        due_on=wanted_on.isoformat(),
    )
    return made


@transaction.atomic
def accept_request(
    request: MeasureRequest, *, by: Any, due_on: dt.date | None = None, answer: str = ""
) -> Occurrence:
    """Take a request into the plan as a date of its own, owed by the one who asked where units execute."""
    measure = request.measure
    require_owner(by, measure.road_map)
    require_enterable(measure)
    hold([measure.pk])
    day = due_on or request.wanted_on
    made = Occurrence.objects.create(
        measure=measure, ordinal=last_ordinal(measure) + 1, due_on=day, title=request.text, who=str(request.organisation),
        unit_ids=_units_of(request), is_entered=True,
    )  # fmt: skip
    _decide(request, RequestStatus.ACCEPTED, by=by, answer=answer, occurrence=made)
    record(
        "plans.request_accepted", measure, by=by, title=request.text, unit=str(request.organisation),
        due_on=day.isoformat(),
    )  # fmt: skip
    today = clock.today(zone_of(measure.road_map.organisation_id))
    keep_versions([measure], effective_on=min(day, today), by=by, what=f"Принят запрос: {made}")
    count_progress([measure.pk])
    return made


@transaction.atomic
def decline_request(request: MeasureRequest, *, by: Any, reason: str) -> None:
    """Decline a request; who asked reads why."""
    require_owner(by, request.measure.road_map)
    if not reason.strip():
        raise Refused("Напишите, почему запрос отклонён: это прочтёт тот, кто просил.")
    _decide(request, RequestStatus.DECLINED, by=by, answer=reason)
    record(
        "plans.request_declined", request.measure, by=by, title=request.text, unit=str(request.organisation),
        reason=reason.strip(),
    )  # fmt: skip


def _decide(
    request: MeasureRequest, status: str, *, by: Any, answer: str, occurrence: Occurrence | None = None
) -> None:
    rows = MeasureRequest.objects.filter(pk=request.pk, status=RequestStatus.ASKED)
    if not rows.update(
        status=status, answer=answer.strip(), occurrence=occurrence, decided_by=by, decided_at=clock.now()
    ):
        raise Refused("Этот запрос уже решён.")


def _units_of(request: MeasureRequest) -> list[int]:
    """Units of the measure that the asker stands for; none when it is executed as a whole."""
    places = world_of(request.measure).places.values()
    found = (place for named in places for place in named if place.pk == request.organisation_id)
    place = next(found, None)
    return list(place.units) if place else []
