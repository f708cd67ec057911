"""Who gets what at the addresses of links, schedules and requests."""

import datetime as dt
from typing import Any

from medk.plans.actions.links import Ends, link_measures
from medk.plans.actions.requests import make_request
from medk.plans.actions.schedules import Brought, attach_schedule
from medk.plans.choices import ScheduleKind
from medk.plans.importers.schedule import read_pasted
from medk.plans.models import Measure
from tests.architecture.access_matrix import Row
from tests.factories.plans import MeasureFactory, RoadMapFactory
from tests.plans.matrix_measures import (
    ABOVE,
    NOBODYS,
    OWNER_READS,
    OWNER_WRITES,
    READERS,
    REGION,
    SCHOOL,
    foreign,
    measure,
)
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


def _by_dates(district: District, kind: str = ScheduleKind.BY_SEPARATE_SCHEDULE) -> Measure:
    made = approved_measure(district, population="school", schedule_kind=kind, due_on=None)
    return Measure.objects.select_related("road_map__organisation").get(pk=made.pk)


def _dates(district: District) -> list[Any]:
    return [_by_dates(district).pk]


def _schedule(district: District) -> list[Any]:
    lines = read_pasted("Дата;Тема;Школа\n24.05.2022;Сбор;Школа № 1 Лугового", year=2022)
    return [attach_schedule(_by_dates(district), Brought(lines), by=district.users["regional"]).pk]


def _asked(district: District) -> list[Any]:
    return [_by_dates(district, ScheduleKind.ON_REQUEST).pk]


def _request(district: District) -> list[Any]:
    measure, day = _by_dates(district, ScheduleKind.ON_REQUEST), dt.date(2022, 6, 1)
    asked = make_request(measure, district.school, text="Сбор", wanted_on=day, by=district.users["head"])
    return [asked.pk]


def _wanted(district: District) -> dict[str, Any]:
    return {"organisation": district.school.pk, "text": "Сбор", "wanted_on": "2022-06-01"}


#: A schedule with its file is the business of the plan's owner; those above look, others see nothing.
_ABOVE_READ = dict.fromkeys(ABOVE, 403) | {"regional": 200}
_ABOVE_WRITE = dict.fromkeys(ABOVE, 403) | {"regional": 302}
#: Everybody who acts for an organisation of the territory may ask in its name, the owner in anybody's.
_ASKERS = dict.fromkeys(REGION, 302) | dict.fromkeys(("administrator", "observer", "expert"), 403)


def _schedule_rows() -> list[Row]:
    posts = [("settle", {"name-0": "0"}), ("apply", {}), ("discard", {})]
    return [
        Row("plans:measure-schedule", READERS, _dates),
        Row("plans:measure-schedule", dict.fromkeys(ABOVE, 200) | {"other_municipal": 200}, foreign, about="foreign draft"),
        Row("plans:measure-schedule", OWNER_READS, _dates, method="post", data=lambda _: {"pasted": "-"}),
        Row("plans:schedule-export", READERS, _dates),
        Row("plans:schedule-export", {}, lambda _: [NOBODYS], about="foreign"),
        Row("plans:schedule-detail", _ABOVE_READ, _schedule),
        Row("plans:schedule-findings", _ABOVE_READ, _schedule),
        *(Row(f"plans:schedule-{name}", _ABOVE_WRITE, _schedule, method="post", data=lambda _, d=data: d)
          for name, data in posts),
        Row("plans:measure-request", _ASKERS, _asked, method="post", data=_wanted),
        Row("plans:measure-request", {}, lambda _: [NOBODYS], method="post", about="foreign"),
        Row("plans:request-decide", dict.fromkeys(SCHOOL, 403) | {"regional": 302}, _request, method="post",
            data=lambda _: {"do": "accept"}),
        Row("plans:request-decide", {}, lambda _: [NOBODYS], method="post", about="foreign"),
    ]  # fmt: skip


ROWS = [
    *_schedule_rows(),
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
