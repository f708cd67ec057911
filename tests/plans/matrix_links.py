"""Who gets what at the addresses of links, schedules and requests."""

from typing import Any

from medk.plans.actions.links import Ends, link_measures
from medk.plans.models import Measure
from tests.architecture.access_matrix import Row
from tests.factories.plans import MeasureFactory, RoadMapFactory
from tests.plans.matrix_measures import NOBODYS, OWNER_READS, OWNER_WRITES, READERS, foreign, measure
from tests.plans.scenes import approved_measure
from tests.world import District


def _pair(district: District) -> tuple[Measure, Measure]:
    first = approved_measure(district, title="Утвердить порядок отбора")
    return first, approved_measure(district, title="Разработать порядок отбора", road_map=first.road_map)


def _plan(district: District) -> list[Any]:
    return [_pair(district)[0].road_map_id]


def _foreign_plan(district: District) -> list[Any]:
    draft = RoadMapFactory(cycle=district.cycle, organisation=district.other_municipality, level="municipal")
    MeasureFactory(road_map=draft)
    return [draft.pk]


def _link(district: District) -> list[Any]:
    first, second = _pair(district)
    return [link_measures(Ends("follows", first, second), by=district.users["regional"]).pk]


ROWS = [
    Row("plans:measure-links", OWNER_READS, measure),
    Row("plans:measure-links", dict.fromkeys(("administrator", "observer", "regional", "operator"), 403)
        | {"other_municipal": 200}, foreign, about="foreign draft"),
    Row("plans:measure-links", OWNER_READS, measure, method="post", data=lambda _: {"relation": "after"}),
    Row("plans:link-withdraw", OWNER_WRITES, _link, method="post", data=lambda _: {"reason": "Ошибочно"}),
    Row("plans:link-withdraw", {}, lambda _: [NOBODYS], method="post", about="foreign"),
    Row("plans:road-map-links", READERS, _plan),
    Row("plans:road-map-links", dict.fromkeys(("administrator", "observer", "regional", "operator",
        "other_municipal"), 200), _foreign_plan, about="foreign draft"),
    Row("plans:link-proposals", OWNER_WRITES, _plan, method="post", data=lambda _: {"do": "accept"}),
    Row("plans:link-proposals", {}, lambda _: [NOBODYS], method="post", about="foreign"),
]  # fmt: skip
