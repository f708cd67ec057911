"""A region's map and the maps below it, for tests of the cascade."""

import datetime as dt
from typing import Any

from medk.plans.actions.amendments_quick import Change, amend_measure
from medk.plans.actions.approval import approve_road_map
from medk.plans.actions.cascade_drafting import draft_from
from medk.plans.actions.progress import count_progress
from medk.plans.choices import Level, Population
from medk.plans.models import Measure, RoadMap
from medk.plans.queries.review import findings_of
from tests.factories.plans import ExecutorFactory, MeasureFactory, RoadMapFactory, SectionFactory
from tests.world import District

JUNE = dt.date(2022, 6, 10)


def regional_map(district: District) -> RoadMap:
    """Five rows: for each municipality, for schools, for curators by class, for one town, for the institute."""
    road_map = RoadMapFactory(approved=True, cycle=district.cycle, organisation=district.region)
    section = SectionFactory(road_map=road_map, title="Подготовка")
    rows = [
        measure(road_map, "Назначить муниципальных координаторов", population=Population.MUNICIPALITY),
        measure(road_map, "Провести самодиагностику школ", population=Population.SCHOOL),
        measure(road_map, "Подготовить отчёты за первый этап", executor={"name": "Кураторы"}),
        measure(
            road_map,
            "Провести выездной семинар",
            executor={"name": "Отдел образования", "organisation": district.municipality},
        ),
        measure(
            road_map,
            "Выпустить сборник материалов",
            executor={"name": "Институт", "organisation": district.institute},
        ),
    ]
    Measure.objects.filter(pk__in=[row.pk for row in rows[:2]]).update(section=section)
    count_progress([row.pk for row in rows])
    return road_map


def measure(
    road_map: RoadMap, title: str, *, executor: dict[str, Any] | None = None, **fields: Any
) -> Measure:
    """A row due on 10.06.2022, with one executor if named."""
    row = MeasureFactory(
        road_map=road_map, title=title, **{"due_on": JUNE, "deadline_text": "до 10 июня", **fields}
    )
    if executor:
        ExecutorFactory(measure=row, **executor)
    return row


def row_of(road_map: RoadMap, title: str) -> Measure:
    """The measure of a map whose title begins so."""
    return Measure.objects.select_related("road_map__organisation").get(
        road_map=road_map, title__startswith=title
    )


def town_draft(district: District, parent: RoadMap, *, titles: tuple[str, ...] = ()) -> RoadMap:
    """The municipality's draft made of some (all) measures of the map above."""
    rows = parent.measures.all()
    ids = [row.pk for row in rows if not titles or row.title.startswith(titles)]
    return draft_from(parent, district.municipality, measure_ids=ids, by=district.users["municipal"])


def town_map(district: District, parent: RoadMap, *, titles: tuple[str, ...] = ()) -> RoadMap:
    """The same, approved."""
    road_map = town_draft(district, parent, titles=titles)
    approve(road_map, by=district.users["municipal"])
    return road_map


def approve(road_map: RoadMap, *, by: Any) -> None:
    """Approve a draft whatever was remarked about it."""
    codes = {finding.code for finding in findings_of(road_map)}
    approve_road_map(road_map, by=by, approved_on=dt.date(2022, 5, 20), acknowledged=codes)


def amend(row: Measure, field: str, new: Any, *, by: Any) -> None:
    """Change one field of an approved measure."""
    change = Change(field, new, "Перенос", dt.date(2022, 5, 20))
    amend_measure(Measure.objects.get(pk=row.pk), change, by=by, version=None)


def school_map(parent: RoadMap, school: Any, **fields: Any) -> RoadMap:
    """An approved map of a school."""
    return RoadMapFactory(
        approved=True, cycle=parent.cycle, organisation=school, level=Level.SCHOOL, **fields
    )
