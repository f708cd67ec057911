"""Verbs about who holds which role where."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from medk.accounts.models import Person
from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.orgs.access import require_grant
from medk.orgs.apps import this
from medk.orgs.models import Appointment, Organisation
from medk.orgs.roles import Role
from medk.orgs.rules.appointments import (
    CURATOR_LIMIT,
    SCHOOLS_OWN,
    Period,
    refuse_curated,
    refuse_load,
    refuse_own_school,
    refuse_period,
    refuse_repeat,
    refuse_role_place,
)


@dataclass(frozen=True)
class Post:
    """A role at a place, for a time, by an act; `body` is where the person works, if elsewhere."""

    organisation: Organisation
    role: str
    started_on: dt.date
    ended_on: dt.date | None = None
    act: str = ""
    body: Organisation | None = None

    @property
    def period(self) -> Period:
        return Period(self.started_on, self.ended_on)


@transaction.atomic
def appoint(
    person: Person,
    organisation: Organisation,
    *,
    role: str,
    by: Any,
    started_on: dt.date | None = None,
    ended_on: dt.date | None = None,
    act: str = "",
    body: Organisation | None = None,
) -> Appointment:
    """Give a person a role at an organisation, since `started_on` (today by default).

    Raises NotAllowed when `by` may not give the role there; Refused when the place, the dates, the
    curator's load or his own school stand against it.
    """
    post = Post(organisation, role, started_on or clock.today(), ended_on, act.strip(), body)
    require_grant(by, organisation, role)
    return enter_post(person, post, by=by)


@transaction.atomic
def enter_post(person: Person, post: Post, *, by: Any) -> Appointment:
    """Store an appointment whose right was given before: by `appoint`, or by an invitation."""
    # One curator must not be given two last places at once by two coordinators.
    Person.objects.select_for_update().get(pk=person.pk)
    reason = refusal_of(person, post)
    if reason:
        raise Refused(reason)
    made = Appointment.objects.create(
        person=person,
        organisation=post.organisation,
        role=post.role,
        started_on=post.started_on,
        ended_on=post.ended_on,
        act=post.act,
        body=post.body,
        entered_at=clock.now(),
    )
    record(
        "appointment.made",
        made,
        by=by,
        role=post.role,
        person=str(person),
        body=str(post.body or ""),
        started_on=post.started_on.isoformat(),
        ended_on=post.ended_on.isoformat() if post.ended_on else "",
        act=post.act,
    )
    return made


def refusal_of(person: Person | None, post: Post) -> str:
    """Why a person (None: somebody not known yet) may not take a post; empty when nothing is against it."""
    reason = refuse_period(post.period) or refuse_role_place(post.role, post.organisation.kind)
    if post.organisation.closed_on:
        reason = reason or f"«{post.organisation}» закрыта {post.organisation.closed_on:%d.%m.%Y}."
    if reason or person is None:
        return reason or _refuse_sender(post)
    same = Appointment.objects.filter(person=person, organisation=post.organisation, role=post.role)
    return refuse_repeat(post.period, _periods(same)) or _refuse_curator(person, post)


@transaction.atomic
def end_appointment(
    appointment: Appointment, *, by: Any, ended_on: dt.date | None = None, act: str = ""
) -> Appointment:
    """End an appointment with a day, the last on which it holds; its open tasks stay where they are.

    `medk.orgs.queries.handover.open_tasks` lists them; `replace_appointee` passes them on.
    """
    require_grant(by, appointment.organisation, appointment.role)
    last = ended_on or clock.today()
    if last < appointment.started_on:
        raise Refused(f"Назначение началось {appointment.started_on:%d.%m.%Y}: закончить раньше нельзя.")
    _keep_an_administrator(appointment)
    rows = Appointment.objects.filter(pk=appointment.pk, ended_on=appointment.ended_on)
    if not rows.update(ended_on=last, ended_at=clock.now()):
        raise Refused("Это назначение уже изменил другой человек. Обновите страницу.")
    appointment.ended_on = last
    record(
        "appointment.ended", appointment, by=by, role=appointment.role,
        person=str(appointment.person), ended_on=last.isoformat(), act=act.strip(),
    )  # fmt: skip
    return appointment


@transaction.atomic
def replace_appointee(
    appointment: Appointment, successor: Person, *, by: Any, started_on: dt.date | None = None, act: str = ""
) -> Appointment:
    """Another person takes the post from a day on, with all open tasks, in one step.

    The former one's last day is the day before (or the same day, when he started on it).
    """
    if successor.pk == appointment.person_id:
        raise Refused("Это тот же человек. Выберите другого.")
    first = started_on or clock.today()
    last = max(first - dt.timedelta(days=1), appointment.started_on)
    end_appointment(appointment, by=by, ended_on=last, act=act)
    made = appoint(
        successor, appointment.organisation, role=appointment.role, by=by, started_on=first, act=act
    )
    ways = this().handovers.values()
    tasks = sum(way.mover(appointment, made, by) for way in ways)
    record(
        "appointment.handed_over", made, by=by, role=made.role,
        person=str(appointment.person), successor=str(successor), tasks=tasks,
    )  # fmt: skip
    return made


def _refuse_curator(person: Person, post: Post) -> str:
    held = Appointment.objects.filter(person=person)
    if post.role in SCHOOLS_OWN:
        curated = held.filter(role=Role.CURATOR, organisation=post.organisation)
        return refuse_curated(post.period, _periods(curated))
    if post.role != Role.CURATOR:
        return ""
    own = [row for row in held.filter(role__in=SCHOOLS_OWN) if post.period.meets(_period(row))]
    others = held.filter(role=Role.CURATOR).exclude(organisation=post.organisation)
    limit = this().curator_limit_of(post.organisation, post.started_on, default=CURATOR_LIMIT)
    return (
        refuse_own_school(post.organisation.pk, own_ids=[row.organisation_id for row in own])
        or _refuse_sender(post)
        or refuse_load(post.period, _periods(others), limit=limit)
    )


def _refuse_sender(post: Post) -> str:
    if post.role != Role.CURATOR or post.body is None:
        return ""
    return refuse_own_school(post.organisation.pk, own_ids=[post.body.pk])


def _keep_an_administrator(appointment: Appointment) -> None:
    """Somebody must stay who can let others in."""
    if appointment.role != Role.ADMINISTRATOR:
        return
    others = Appointment.objects.active().filter(role=Role.ADMINISTRATOR, ended_on__isnull=True)
    if not others.exclude(pk=appointment.pk).filter(person__user__is_active=True).exists():
        raise Refused("Это последний администратор. Сначала назначьте другого.")


def _period(row: Appointment) -> Period:
    return Period(row.started_on, row.ended_on)


def _periods(rows: Any) -> list[Period]:
    return [_period(row) for row in rows]
