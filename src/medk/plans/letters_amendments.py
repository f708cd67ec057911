"""Who is told of an amendment; plain sentences in the words of the order."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from medk.accounts.models import User
from medk.kernel.russian import NBSP, counted
from medk.notices.actions import tell
from medk.plans.access_amendments import approvers_of, authors_of
from medk.plans.letters import users_named_by
from medk.plans.models import AmendmentLine, PlanAmendment
from medk.plans.queries.amendment_effects import Effects


def _url(amendment: PlanAmendment) -> str:
    return reverse("plans:amendment-detail", args=[amendment.pk])


def _plan(amendment: PlanAmendment) -> str:
    return f"«{amendment.road_map.title[:120]}»"


def _named(amendment: PlanAmendment) -> str:
    return f"Изменение №{NBSP}{amendment.ordinal}"


def tell_submitted(amendment: PlanAmendment, *, by: Any) -> None:
    """Those who may approve it and had no hand in it learn that it waits for them."""
    people = approvers_of(amendment.road_map.organisation).exclude(pk__in=authors_of(amendment))
    text = f"{_named(amendment)} плана {_plan(amendment)} ждёт вашего утверждения."
    tell(people, kind="plans.amendment_submitted", text=text, url=_url(amendment), by=by)


def tell_declined(amendment: PlanAmendment, *, by: Any, reason: str) -> None:
    """Those who prepared it learn why it came back."""
    text = f"{_named(amendment)} плана {_plan(amendment)} возвращено. Причина: {reason.strip()}"
    tell(_authors(amendment), kind="plans.amendment_declined", text=text, url=_url(amendment), by=by)


def _authors(amendment: PlanAmendment) -> Any:
    return User.objects.filter(pk__in=authors_of(amendment), is_active=True)


def tell_approved_ahead(amendment: PlanAmendment, lines: Sequence[AmendmentLine], *, by: Any) -> None:
    """Executors of the measures concerned learn from which day the plan will be another."""
    day = f"{amendment.effective_on:%d.%m.%Y}"
    text = f"План {_plan(amendment)} изменится с {day}: затронуты ваши мероприятия."
    measures = [line.measure_id for line in lines if line.measure_id]
    _tell(amendment, measures, text, kind="plans.amendment_ahead", by=by)


def tell_in_force(amendment: PlanAmendment, measure_ids: Iterable[int], effects: Effects, *, by: Any) -> None:
    """Executors of the measures concerned learn that the plan is another: one notice, however many lines."""
    moved = len(effects.moved)
    dates = (
        f" Сдвинуты сроки: {counted(moved, 'мероприятие', 'мероприятия', 'мероприятий')}." if moved else ""
    )
    day = f"{amendment.effective_on:%d.%m.%Y}"
    text = f"План {_plan(amendment)} изменён с {day}: затронуты ваши мероприятия.{dates}"
    _tell(amendment, measure_ids, text, kind="plans.amended", by=by)


def tell_withdrawn(amendment: PlanAmendment, *, by: Any, reason: str) -> None:
    """Those who were told of a change ahead learn that it will not come."""
    text = f"{_named(amendment)} плана {_plan(amendment)} отозвано. Причина: {reason.strip()}"
    url = reverse("plans:road-map-changes", args=[amendment.road_map_id])
    measures = amendment.lines.filter(measure__isnull=False).values_list("measure_id", flat=True)
    people = users_named_by(amendment.road_map, measures)
    tell(people, kind="plans.amendment_withdrawn", text=text, url=url, by=by)


def tell_stuck(amendment: PlanAmendment, reason: str) -> None:
    """Those who may settle it learn that an approved amendment could not come into force; once each."""
    people = User.objects.filter(
        Q(pk__in=approvers_of(amendment.road_map.organisation)) | Q(pk__in=authors_of(amendment))
    )
    tell(
        people,
        kind="plans.amendment_stuck",
        text=f"{_named(amendment)} плана {_plan(amendment)} не вступило в силу. {reason}",
        url=_url(amendment),
        key=f"plans.amendment_stuck:{amendment.pk}:{amendment.version}",
    )


def _tell(amendment: PlanAmendment, measure_ids: Iterable[int], text: str, *, kind: str, by: Any) -> None:
    people = users_named_by(amendment.road_map, measure_ids)
    tell(people, kind=kind, text=text, url=_url(amendment), by=by, key=f"{kind}:{amendment.pk}")
