"""Reminding many people at once: one notice and one letter for each, with their own list."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused
from medk.notices.actions import Told, tell_each
from medk.plans.choices import RoadMapStatus
from medk.plans.models import RoadMap
from medk.plans.queries.reminders import KIND, Reach, Reminded, key_of
from medk.plans.rules.reminders import QUIET_DAYS, bad_time, reminder_text

#: People told by one action: the transaction stays short (decision 18).
MOST_PEOPLE = 500


@dataclass(frozen=True)
class Reminder:
    """What is sent: whom it reaches, the day of the counts, answers to the questions of the preview.

    `anyway` answers the question about the hour; `again` includes those told lately; `token` is of the
    preview, so that sending it twice tells nobody twice.
    """

    read: Callable[[dt.datetime], Reach]
    on: dt.date
    zone: str
    token: str
    anyway: bool = False
    again: bool = False
    words: list[str] = field(default_factory=list)


@transaction.atomic
def remind(road_map: RoadMap, reminder: Reminder, *, by: Any) -> Reach:
    """Remind everybody that the reminder reaches; returns whom it did reach.

    Who was told lately is read in the same transaction, after the plan is held. Raises `Refused` when
    it is not the time for formal notices, when nobody is left, or when there are too many.
    """
    RoadMap.objects.select_for_update().filter(pk=road_map.pk).first()
    moment = clock.now()
    reach = reminder.read(moment - dt.timedelta(days=QUIET_DAYS))
    people = [*reach.told, *(reach.recent if reminder.again else ())]
    _require(road_map, reminder, reach, people)
    told = tell_each(
        [_told(road_map, one, reminder, by=by) for one in people],
        kind=KIND,
        url=reverse("plans:my-parts"),
        by=by,
        key=key_of(road_map, reminder.token),
        letter=True,
    )
    if told:
        record(
            KIND,
            road_map,
            by=by,
            people=told,
            lines=sum(len(one.lines) for one in people),
            skipped=0 if reminder.again else len(reach.recent),
            who=[str(one.user.person) for one in people][:100],
            filter=reminder.words,
        )
    return reach


def _told(road_map: RoadMap, one: Reminded, reminder: Reminder, *, by: Any) -> Told:
    return Told(one.user, reminder_text(road_map.title, one.lines, on=reminder.on, by=str(by.person)))


def _require(road_map: RoadMap, reminder: Reminder, reach: Reach, people: list[Reminded]) -> None:
    if road_map.status != RoadMapStatus.APPROVED:
        raise Refused("Напоминают только об утверждённой дорожной карте.")
    if reach.foreign and not (reach.told or reach.recent or reach.nobody):
        raise NotAllowed(
            "Напоминать можно школам своей территории и тем, кого вы курируете.",
            who=f"План ведёт {road_map.organisation}.",
        )
    reason = bad_time(clock.now().astimezone(ZoneInfo(reminder.zone)))
    if reason and not reminder.anyway:
        raise Refused(
            f"Не отправлено: {reason}. Отправьте в рабочее время или отметьте, что отправить нужно сейчас."
        )
    if not people:
        raise Refused("Напоминать некому: всем уже напомнили недавно или у адресатов нет учётной записи.")
    if len(people) > MOST_PEOPLE:
        raise Refused(f"Адресатов {len(people)}, за один раз можно до {MOST_PEOPLE}. Сузьте отбор.")
