"""What must be true of execution."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Count

from medk.kernel.integrity import register
from medk.orgs.models import Organisation
from medk.plans import integrity_amendments, integrity_past  # noqa: F401 - their checks register themselves
from medk.plans.choices import RoadMapStatus, ScheduleStatus
from medk.plans.models import (
    AttachedSchedule,
    Evidence,
    Execution,
    Measure,
    MeasureOrigin,
    MeasureProgress,
    Occurrence,
)
from medk.plans.queries.leaves import with_leaf_parts
from medk.plans.queries.progress import count
from medk.plans.rules.cascade import digest
from medk.plans.rules.leaves import leaf_key

CHUNK = 100
_COUNTED = [field.attname for field in MeasureProgress._meta.concrete_fields if field.name != "measure"]


@register("Сводки исполнения")
def progress_is_true() -> Iterable[str]:
    """Every measure in force has its counts, and a fresh count on the same day gives the same."""
    kept = {row.measure_id: row for row in MeasureProgress.objects.order_by("pk")}
    in_force = Measure.objects.filter(road_map__status=RoadMapStatus.APPROVED).order_by("pk")
    ids = list(in_force.values_list("pk", flat=True))
    for pk in ids:
        if pk not in kept:
            yield f"мероприятие {pk}: сводки нет"
    known = [pk for pk in ids if pk in kept]
    for at in range(0, len(known), CHUNK):
        yield from _wrong(known[at : at + CHUNK], kept)


def _wrong(ids: list[int], kept: dict[int, MeasureProgress]) -> Iterator[str]:
    by_day: dict[dt.date, list[Measure]] = {}
    for measure in with_leaf_parts(Measure.objects.filter(pk__in=ids)):
        by_day.setdefault(kept[measure.pk].counted_on, []).append(measure)
    for day, measures in by_day.items():
        for fresh in count(measures, day):
            old = kept[fresh.measure_id]
            differs = [name for name in _COUNTED if getattr(old, name) != getattr(fresh, name)]
            if differs:
                words = ", ".join(f"{n} {getattr(old, n)} вместо {getattr(fresh, n)}" for n in differs)
                yield f"мероприятие {fresh.measure_id}: сводка не сходится: {words}"


@register("Имена частей исполнения")
def leaf_keys_say_what_they_name() -> Iterable[str]:
    """The name of a part is made of its own action, unit and occurrence."""
    rows = Execution.objects.order_by("pk").values_list(
        "pk", "leaf_key", "action_id", "unit_organisation_id", "unit_person_id", "occurrence_id"
    )
    for pk, key, action, organisation, person, occurrence in rows.iterator(chunk_size=2000):
        unit = f"o{organisation}" if organisation else f"p{person}" if person else ""
        expected = leaf_key(action, unit, occurrence)
        if key != expected:
            yield f"исполнение {pk}: имя «{key}», должно быть «{expected}»"


@register("Подтверждения исполнения")
def submitted_parts_have_proof() -> Iterable[str]:
    """What is on review or confirmed has a note, a file or a link; its files belong to it."""
    live = Evidence.objects.filter(withdrawn_at__isnull=True)
    proven = set(live.order_by().values_list("execution_id", flat=True))
    rows = Execution.objects.filter(status__in=("submitted", "confirmed"), note="").order_by("pk")
    for pk in rows.values_list("pk", flat=True):
        if pk not in proven:
            yield f"исполнение {pk}: на проверке или подтверждено без единого подтверждения"
    files = Evidence.objects.filter(file__isnull=False).values_list(
        "pk", "execution_id", "file__subject_type", "file__subject_id"
    )
    for pk, execution, subject, number in files.order_by("pk"):
        if (subject, number) != ("plans.execution", execution):
            yield f"подтверждение {pk}: файл приложен к {subject} {number}, а не к исполнению {execution}"


@register("Связи с картой выше")
def origins_keep_what_was_taken() -> Iterable[str]:
    """What a link says was taken and settled is what their digests say."""
    rows = MeasureOrigin.objects.order_by("pk")
    kept = rows.values_list("pk", "taken", "taken_sha256", "settled", "settled_sha256")
    for pk, taken, taken_sha256, settled, settled_sha256 in kept.iterator(chunk_size=500):
        if digest(taken) != taken_sha256:
            yield f"связь {pk}: взятое не сходится с отпечатком"
        if digest(settled) != settled_sha256:
            yield f"связь {pk}: решённое не сходится с отпечатком"


@register("Даты графиков и запросов")
def dates_name_known_units() -> Iterable[str]:
    """Every date that is for some names organisations that are stored; a measure has one schedule in force."""
    known = set(Organisation.objects.order_by().values_list("pk", flat=True))
    limited = Occurrence.objects.exclude(unit_ids=[]).order_by("pk").values_list("pk", "unit_ids")
    for pk, units in limited.iterator(chunk_size=2000):
        lost = sorted(set(units) - known)
        if lost:
            yield f"повтор {pk}: назначен организациям, которых нет: {lost}"
    applied = AttachedSchedule.objects.filter(status=ScheduleStatus.APPLIED).order_by()
    many = applied.values_list("measure_id").annotate(n=Count("pk")).filter(n__gt=1)
    for measure, number in many.order_by("measure_id"):
        yield f"мероприятие {measure}: действующих графиков {number}, должен быть один"
