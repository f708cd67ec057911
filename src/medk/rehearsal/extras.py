"""Rarer things of the year: talk, readings of indicators, a pause, amendments."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from medk.accounts.models import User
from medk.discussions.actions import add_comment
from medk.plans.actions.evidence import add_file
from medk.plans.actions.execution import delegate, submit
from medk.plans.actions.measures import (
    Interval,
    pause,
    read_target,
    resume,
)
from medk.plans.actions.occurrences import enter_occurrence
from medk.plans.letters import executors_of
from medk.plans.models import Execution, Measure, Target
from medk.rehearsal import amend, past
from medk.rehearsal.stage import Happening, Scene

#: Order of the rarer things within their day: after what everybody does.
LATE = 1_000_000


def happenings(scene: Scene, *, by: User) -> Iterator[Happening]:
    """The rarer things of one plan."""
    dated = Measure.objects.filter(road_map=scene.road_map, due_on__isnull=False).order_by("due_on", "pk")
    measures = list(dated)
    if len(measures) < 8:
        return
    made = [
        *_readings(scene, by),
        (scene.until - dt.timedelta(days=20), lambda: _talk(scene, by)),
        (scene.until - dt.timedelta(days=12), lambda: _upload(scene)),
        *amend.happenings(scene, measures, by=by),
        *past.happenings(scene, measures[:-12]),
        (scene.until - dt.timedelta(days=30), lambda: _pause(measures[-2], by, scene)),
        (scene.until - dt.timedelta(days=6), lambda: _entrust(scene)),
        (scene.until - dt.timedelta(days=15), lambda: _by_request(scene, by)),
    ]
    for number, (day, do) in enumerate(made):
        if day >= scene.opened_on:
            yield Happening(day, LATE + number, do)


def _readings(scene: Scene, by: User) -> Iterator[tuple[dt.date, Callable[[], None]]]:
    """Every third indicator with a number has been read by the end."""
    rows = Target.objects.filter(measure__road_map=scene.road_map, value__isnull=False).order_by("pk")
    for target in list(rows)[::3]:
        day = scene.until - dt.timedelta(days=2 + target.pk % 20)
        yield day, partial(_read, target, day, by)


def _read(target: Target, day: dt.date, by: User) -> None:
    part = Decimal(70 + target.pk % 31) / 100
    value = ((target.value or Decimal(0)) * part).quantize(Decimal(1))
    read_target(target, by=by, on=day, value=value, note="По данным мониторинга.")


def _some_part(scene: Scene, **which: object) -> Execution | None:
    rows = Execution.objects.filter(measure__road_map=scene.road_map, **which)
    return rows.select_related("measure__road_map__organisation", "unit_organisation").order_by("pk").first()


def _talk(scene: Scene, by: User) -> None:
    row = _some_part(
        scene, unit_organisation__kind="school", status__in=["submitted", "returned", "confirmed"]
    )
    head = executors_of(row).order_by("pk").first() if row else None
    if row and head:
        asked = add_comment(row, text="Подойдёт ли протокол педсовета вместо приказа?", by=head)
        add_comment(row, text="Да, если в нём указаны сроки и ответственные.", by=by, parent=asked)


#: A one-page PDF that says nothing about anybody.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def _upload(scene: Scene) -> None:
    row = _some_part(scene, unit_organisation__kind="school", status__in=["in_progress", "returned"])
    head = executors_of(row).order_by("pk").first() if row else None
    if row and head:
        file = SimpleUploadedFile("prikaz.pdf", PDF, content_type="application/pdf")
        add_file(row, by=head, upload=file, title="Приказ по школе")
        submit(row, by=head, note="Приказ приложен, исправлено по замечанию.")


def _pause(measure: Measure, by: User, scene: Scene) -> None:
    start = scene.until - dt.timedelta(days=30)
    made = pause(measure, Interval(start, None, "Ждём решения федерального оператора."), by=by)
    if scene.is_closed:
        resume(made, by=by, ends_on=start, reason="Решение получено.")


def _entrust(scene: Scene) -> None:
    row = _some_part(scene, unit_organisation__kind="school", status="in_progress")
    if row is None or row.unit_organisation is None:
        return
    held = row.unit_organisation.appointments.active()
    staff = held.filter(role="school_staff").select_related("person").first()
    head = executors_of(row).filter(person__appointments__role="school_head").first()
    if staff and head:
        delegate(row, by=head, to=staff.person)


def _by_request(scene: Scene, by: User) -> None:
    kinds = ["on_request", "by_separate_schedule"]
    # Repeats are not entered for what somebody already does as a whole.
    begun = Execution.objects.filter(occurrence__isnull=True).exclude(status__in=["planned", "cancelled"])
    rows = Measure.objects.filter(road_map=scene.road_map, schedule_kind__in=kinds)
    measure = rows.exclude(pk__in=begun.values("measure_id")).order_by("pk").first()
    if measure:
        day = scene.until - dt.timedelta(days=1)
        enter_occurrence(measure, by=by, due_on=day, title="Консультация по заявке школы")
