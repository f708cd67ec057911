"""What is known of the past of plans that were approved before it was kept (decision 27)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations

CHUNK = 200
LISTS = {
    "actions": ("pk", "position", "title", "due_on"),
    "milestones": ("pk", "position", "title", "due_on"),
    "occurrences": ("pk", "ordinal", "starts_on", "due_on", "title", "is_entered"),
    "executors": (
        "pk", "action_id", "position", "name", "short_name", "is_by_agreement", "organisation_id",
        "person_id", "body_class",
    ),
    "targets": ("pk", "action_id", "position", "kind", "value", "unit", "per"),
    "chosen_units": ("pk",),
}  # fmt: skip
WORDS = {
    "start": "Взято в работу",
    "submit": "Отправлено на проверку",
    "withdraw": "Отозвано с проверки",
    "confirm": "Подтверждено",
    "confirm_alone": "Подтверждено исполнителем",
    "return": "Возвращено",
    "take_back": "Подтверждение снято",
    "cancel": "Отменено",
    "restore": "Возвращено в план",
}


def fill(apps: Any, schema_editor: Any) -> None:
    """Versions get their moment of entry and structure, pauses the moment of their end, late facts are noted."""
    _versions(apps)
    _pauses(apps)
    _late(apps)


def _versions(apps: Any) -> None:
    model = apps.get_model("plans", "MeasureVersion")
    amended = {
        (row.measure_id, row.effective_on): row.entered_at
        for row in apps.get_model("plans", "Amendment").objects.order_by("pk")
    }
    frozen = {
        row.road_map_id: row.entered_at
        for row in apps.get_model("plans", "PlanBaseline").objects.order_by("-ordinal").defer("content")
    }
    ids = list(model.objects.order_by("measure_id").values_list("measure_id", flat=True).distinct())
    for at in range(0, len(ids), CHUNK):
        measures = apps.get_model("plans", "Measure").objects.filter(pk__in=ids[at : at + CHUNK])
        said = {row.pk: (row.road_map_id, _structure(row)) for row in _with_parts(measures)}
        rows = list(model.objects.filter(measure_id__in=list(said)))
        for row in rows:
            road_map, row.structure = said[row.measure_id]
            known = amended.get((row.measure_id, row.valid_from)) or frozen.get(road_map)
            row.entered_at = known or dt.datetime.combine(row.valid_from, dt.time(9), tzinfo=dt.UTC)
        model.objects.bulk_update(rows, ["structure", "entered_at"], batch_size=CHUNK)


def _with_parts(measures: Any) -> Any:
    return measures.select_related("section").prefetch_related(*LISTS)


def _structure(measure: Any) -> dict[str, Any]:
    section = measure.section
    found: dict[str, Any] = {
        name: [
            [_plain(getattr(row, field)) for field in fields]
            for row in sorted(getattr(measure, name).all(), key=lambda row: row.pk)
            if not getattr(row, "is_withdrawn", False)
        ]
        for name, fields in LISTS.items()
    }
    found["section"] = section and [section.pk, section.number, section.title, section.position]
    found["cohort"] = measure.cohort_id
    found["position"] = measure.position
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int) else str(value)


def _pauses(apps: Any) -> None:
    entries = apps.get_model("audit", "AuditEntry").objects.filter(kind="plans.resumed").order_by("pk")
    ended = {(row.object_id, row.details.get("ends_on")): row.at for row in entries}
    rows = []
    for row in apps.get_model("plans", "Pause").objects.filter(ends_on__isnull=False, ended_by__isnull=False):
        row.ended_at = ended.get((row.measure_id, row.ends_on.isoformat()))
        rows.append(row)
    apps.get_model("plans", "Pause").objects.bulk_update(rows, ["ended_at"], batch_size=CHUNK)


def _late(apps: Any) -> None:
    model = apps.get_model("plans", "LateFact")
    held: list[Any] = []
    for row in _late_facts(apps, model):
        held.append(row)
        if len(held) == CHUNK:
            model.objects.bulk_create(held)
            held = []
    model.objects.bulk_create(held)


def _late_facts(apps: Any, model: Any) -> Iterator[Any]:
    """Facts of a day before that of their entry in the zone of the plan's owner."""
    zones = _zones(apps)
    for subject, measure, execution, kind, number, what, day, at, who in _facts(apps):
        entered_on = at.astimezone(zones[measure.road_map_id]).date()
        if day < entered_on:
            yield model(
                road_map_id=measure.road_map_id,
                measure_id=measure.pk,
                execution_id=execution,
                kind=kind,
                number=number,
                what=what,
                happened_on=day,
                entered_on=entered_on,
                entered_at=at,
                by_name=who[:255],
            )


def _facts(apps: Any) -> Iterable[tuple]:
    measures = {row.pk: row for row in apps.get_model("plans", "Measure").objects.only("pk", "road_map_id")}
    parts = dict(apps.get_model("plans", "Execution").objects.values_list("pk", "measure_id"))
    moves = apps.get_model("workflow", "Transition").objects.filter(
        subject_type__in=["plans.execution", "plans.measure"]
    )
    for row in moves.order_by("pk").iterator(chunk_size=2000):
        is_part = row.subject_type == "plans.execution"
        measure = measures.get(parts.get(row.subject_id, 0) if is_part else row.subject_id)
        if measure:
            words = WORDS.get(row.move, row.move)
            part = row.subject_id if is_part else None
            yield row, measure, part, "move", row.pk, words, row.happened_on, row.entered_at, row.by_name
    people = dict(apps.get_model("accounts", "User").objects.values_list("pk", "person__name"))
    for row in apps.get_model("plans", "Pause").objects.order_by("pk"):
        words = f"Приостановлено с {row.starts_on:%d.%m.%Y}"
        fact = (row.pk, words, row.starts_on, row.entered_at, people.get(row.by_id) or "")
        yield row, measures[row.measure_id], row.execution_id, "pause", *fact
        if row.ended_at:
            words = f"Возобновлено после {row.ends_on:%d.%m.%Y}"
            fact = (row.pk, words, row.ends_on, row.ended_at, people.get(row.ended_by_id) or "")
            yield row, measures[row.measure_id], row.execution_id, "resume", *fact
    for row in apps.get_model("plans", "TargetReading").objects.select_related("target").order_by("pk"):
        fact = (row.pk, "Внесено значение показателя", row.on, row.entered_at, people.get(row.by_id) or "")
        yield row, measures[row.target.measure_id], None, "reading", *fact


def _zones(apps: Any) -> dict[int, ZoneInfo]:
    """Road map → the zone of its owner: its own, or that of the nearest place above."""
    places = {pk: (parent, zone) for pk, parent, zone in _places(apps)}
    found = {}
    for pk, owner in apps.get_model("plans", "RoadMap").objects.values_list("pk", "organisation_id"):
        step: int | None = owner
        while step and not places[step][1]:
            step = places[step][0]
        found[pk] = ZoneInfo(places[step][1] if step else settings.TIME_ZONE)
    return found


def _places(apps: Any) -> Any:
    return apps.get_model("orgs", "Organisation").objects.values_list("pk", "parent_id", "time_zone")


def clear(apps: Any, schema_editor: Any) -> None:
    """What was noted is made anew when the migration runs again."""
    apps.get_model("plans", "LateFact").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0005_as_of_past_dates"),
        ("workflow", "0001_initial"),
        ("audit", "0001_initial"),
        ("accounts", "0001_initial"),
        ("orgs", "0004_fill_entry_moments"),
    ]

    operations = [migrations.RunPython(fill, clear)]
