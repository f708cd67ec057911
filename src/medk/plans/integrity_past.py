"""What must be true of the past of plans (decision 27)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from medk.kernel.integrity import register
from medk.plans.choices import RoadMapStatus
from medk.plans.models import Execution, LateFact, Measure, MeasureProgressDay, MeasureVersion, RoadMap
from medk.plans.queries.closing import COUNTS
from medk.plans.queries.plan_at import PlanAt
from medk.plans.queries.versions import Said, changed, said_of, with_structure
from medk.plans.queries.zones import zone_of
from medk.plans.rules.moments import Mode, Moment
from medk.workflow.models import Transition

#: Closed days of one plan that are counted anew, the latest first.
DAYS = 12


@register("Редакции мероприятий")
def versions_say_what_the_plan_says() -> Iterable[str]:
    """Of an approved plan the last version that has come into force says what stands in it."""
    for road_map in RoadMap.objects.filter(status=RoadMapStatus.APPROVED).order_by("pk"):
        yield from _unsaid(road_map)


def _unsaid(road_map: RoadMap) -> Iterator[str]:
    kept: dict[int, MeasureVersion] = {}
    for row in MeasureVersion.objects.filter(measure__road_map=road_map).order_by("valid_from", "pk"):
        kept[row.measure_id] = row
    measures = with_structure(Measure.objects.filter(road_map=road_map, pk__in=list(kept)))
    for measure in measures.order_by("pk"):
        version = kept[measure.pk]
        if changed(Said(version.content, version.structure), said_of(measure)):
            yield f"мероприятие {measure.pk}: последняя редакция {version.pk} расходится с планом"


@register("Внесённое задним числом")
def late_facts_are_those_of_the_moves() -> Iterable[str]:
    """Each move of a part that is dated before its entry is noted, and each note is of such a move."""
    noted = set(LateFact.objects.filter(kind=LateFact.Kind.MOVE).values_list("number", flat=True))
    owners: dict[int, Any] = {}
    parts = dict(Execution.objects.values_list("pk", "measure__road_map__organisation_id"))
    rows = Transition.objects.filter(subject_type=Execution._meta.label_lower).order_by("pk")
    for row in rows.iterator(chunk_size=2000):
        owner = parts.get(row.subject_id)
        if owner is None:
            continue
        zone = owners.setdefault(owner, zone_of(owner))
        ends_at = Moment(row.happened_on).ends_at(zone)
        is_late = row.entered_at >= ends_at
        if is_late != (row.pk in noted):
            words = "не отмечен как внесённый" if is_late else "напрасно отмечен как внесённый"
            yield f"переход {row.pk}: {words} задним числом"


@register("Сводки прошлых дней")
def kept_days_are_true() -> Iterable[str]:
    """Closed days, a dozen of each plan, give the same counts when they are counted from the facts."""
    rows = MeasureProgressDay.objects.order_by("measure__road_map_id", "-through", "measure_id")
    for pk, held in groupby(rows.select_related("measure"), key=lambda row: row.measure.road_map_id):
        road_map = RoadMap.objects.select_related("organisation", "cycle").get(pk=pk)
        by_day: dict[dt.date, list[MeasureProgressDay]] = {}
        for row in held:
            if row.through in by_day or len(by_day) < DAYS:
                by_day.setdefault(row.through, []).append(row)
        for day, kept in by_day.items():
            yield from _wrong_day(road_map, day, kept)


def _wrong_day(road_map: RoadMap, day: dt.date, kept: list[MeasureProgressDay]) -> Iterator[str]:
    plan = PlanAt(road_map, Moment(day, Mode.KNOWN))
    measures = {row.pk: row for row in plan.measures}
    wanted = [measures[row.measure_id] for row in kept if row.measure_id in measures]
    fresh = {row.measure_id: row for row in plan.count(wanted)}
    for row in kept:
        now = fresh.get(row.measure_id)
        if now is None:
            yield f"мероприятие {row.measure_id}: сводка за {day:%d.%m.%Y}, а в плане его не было"
            continue
        differs = [name for name in COUNTS if getattr(row, name) != getattr(now, name)]
        if differs:
            words = ", ".join(f"{n} {getattr(row, n)} вместо {getattr(now, n)}" for n in differs)
            yield f"мероприятие {row.measure_id}: сводка за {day:%d.%m.%Y} не сходится: {words}"
