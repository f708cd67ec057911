"""An approved plan of several measures, and amendments of it, for tests."""

import datetime as dt
from typing import Any

from medk.orgs.roles import Role
from medk.plans.actions.amendments import begin_amendment, submit_amendment
from medk.plans.actions.amendments_lines import Written, change_measure
from medk.plans.actions.approval import approve_road_map
from medk.plans.models import Measure, PlanAmendment, RoadMap
from medk.plans.queries.review import findings_of
from medk.plans.rules.amendment_checks import Head
from tests.factories.orgs import appoint
from tests.factories.plans import MeasureFactory, RoadMapFactory, SectionFactory
from tests.world import District

MAY_20, JUNE_1, JUNE_30 = dt.date(2022, 5, 20), dt.date(2022, 6, 1), dt.date(2022, 6, 30)
FEBRUARY = dt.date(2022, 2, 28)


def approved_plan(district: District, *, count: int = 4, **fields: Any) -> RoadMap:
    """A plan of the region with a section, approved by its coordinator: frozen, with its first versions."""
    road_map = RoadMapFactory(cycle=district.cycle, organisation=district.region, title="План помощи школам")
    section = SectionFactory(road_map=road_map, title="Подготовка")
    for number in range(1, count + 1):
        given = {"due_on": JUNE_1, "is_checked": True} | fields
        MeasureFactory(
            road_map=road_map, section=section, number=str(number), title=f"Мероприятие {number}", **given
        )
    codes = [finding.code for finding in findings_of(road_map)]
    approve_road_map(road_map, by=district.users["regional"], approved_on=FEBRUARY, acknowledged=codes)
    return road_map


def measures(road_map: RoadMap) -> list[Measure]:
    """Measures in their order."""
    return list(Measure.objects.filter(road_map=road_map).order_by("position", "pk"))


def colleague(district: District) -> Any:
    """Another coordinator of the region."""
    return appoint(Role.REGIONAL_COORDINATOR, district.region)


def begun(road_map: RoadMap, by: Any, *, effective_on: dt.date = MAY_20) -> PlanAmendment:
    """An amendment without lines."""
    head = Head("Письмо федерального оператора", effective_on, "приказ", "143-од", dt.date(2022, 5, 18))
    return begin_amendment(road_map, head, by=by)


def sent(
    road_map: RoadMap, by: Any, *, measure: Measure, effective_on: dt.date = MAY_20, **fields: Any
) -> PlanAmendment:
    """An amendment that changes one measure, on approval."""
    amendment = begun(road_map, by, effective_on=effective_on)
    change_measure(amendment, measure, by=by, written=Written(fields))
    submit_amendment(amendment, by=by)
    return amendment
