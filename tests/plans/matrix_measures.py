"""Who gets what at the addresses of measures, parts and the lists over them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from medk.accounts.models import User
from medk.plans.actions import execution as act
from medk.plans.actions.amendments_quick import take_out
from medk.plans.actions.evidence import add_link
from medk.plans.actions.measures import Interval, pause
from medk.plans.actions.occurrences import enter_occurrence
from medk.plans.choices import Frequency, ScheduleKind
from medk.plans.models import Measure
from tests.architecture.access_matrix import Row
from tests.factories.plans import MeasureFactory, RoadMapFactory, TargetFactory
from tests.plans.scenes import approved_measure, school_part
from tests.world import District

Args = Callable[[District], list[Any]]

REGION = (
    "administrator", "observer", "regional", "operator", "municipal", "other_municipal", "methodical",
    "curator", "head", "staff", "neighbour_head", "expert", "body_staff",
)  # fmt: skip
#: Whoever reads the published map but does not own it is told no, strangers see nothing.
OWNER_READS = dict.fromkeys(REGION, 403) | {"regional": 200}
OWNER_WRITES = dict.fromkeys(REGION, 403) | {"regional": 302}
READERS = dict.fromkeys(REGION, 200)
ABOVE = ("administrator", "observer", "regional", "operator")
SCHOOL = (*ABOVE, "municipal", "methodical", "curator", "head", "staff")
TODAY = "2022-05-20"
#: The number of an object that does not exist: to the one who asks it is the same as out of sight.
NOBODYS = 10**9


def _owner(district: District) -> User:
    return district.users["regional"]


def measure(district: District) -> list[Any]:
    return [approved_measure(district, population="school").pk]


def foreign(district: District) -> list[Any]:
    """A municipality's draft: nobody else's."""
    draft = RoadMapFactory(cycle=district.cycle, organisation=district.other_municipality, level="municipal")
    return [MeasureFactory(road_map=draft).pk]


def _cancelled(district: District) -> list[Any]:
    made = approved_measure(district)
    take_out(made, by=_owner(district), reason="Дубль")
    return [made.pk]


def _paused(district: District) -> list[Any]:
    made = approved_measure(district)
    stopped = pause(made, Interval(dt.date(2022, 5, 20), None, "Карантин"), by=_owner(district))
    return [made.pk, stopped.pk]


def _on_request(district: District) -> Measure:
    return approved_measure(district, schedule_kind=ScheduleKind.ON_REQUEST, due_on=None)


def _asked(district: District) -> list[Any]:
    return [_on_request(district).pk]


def _entered(district: District) -> list[Any]:
    made = _on_request(district)
    return [made.pk, enter_occurrence(made, by=_owner(district), due_on=dt.date(2022, 6, 1)).pk]


def _series(district: District) -> list[Any]:
    return [approved_measure(district, schedule_kind=ScheduleKind.RECURRING, frequency=Frequency.MONTHLY).pk]


def _target(district: District) -> list[Any]:
    target = TargetFactory(measure=approved_measure(district))
    return [target.measure_id, target.pk]


def school(district: District) -> list[Any]:
    return [*measure(district), f"-o{district.school.pk}-"]


def _far(district: District) -> list[Any]:
    return [*measure(district), f"-o{district.far_school.pk}-"]


def _whole(district: District) -> list[Any]:
    return [approved_measure(district).pk, "--"]


def _sent(district: District) -> list[Any]:
    made = approved_measure(district, population="school")
    row = act.submit(school_part(made, district.school), by=district.users["head"], note="Готово")
    return [made.pk, row.leaf_key]


def _proof(district: District) -> list[Any]:
    made = approved_measure(district, population="school")
    proof = add_link(school_part(made, district.school), by=district.users["head"], link="https://a.example/")
    return [made.pk, proof.execution.leaf_key, proof.uid]


def _among(names: tuple[str, ...], status: int, **others: int) -> dict[str, int]:
    return dict.fromkeys(names, status) | others


def posts(name: str, args: Args, data: dict[str, Any], lost: Args) -> list[Row]:
    """A button of the plan's owner: on the published measure, and on one that is out of sight."""
    return [
        Row(name, OWNER_WRITES, args, method="post", data=lambda _: data),
        Row(name, {}, lost, method="post", data=lambda _: data, about="foreign"),
    ]  # fmt: skip


def forms(name: str, args: Args, query: dict[str, Any]) -> list[Row]:
    """A form of the plan's owner."""
    return [
        Row(name, OWNER_READS, args, data=lambda _: query),
        Row(name, {}, lambda _: [NOBODYS], about="foreign"),
    ]


ROWS = [
    Row("plans:measure-detail", READERS, measure),
    Row("plans:measure-detail", _among(ABOVE, 200, other_municipal=200), foreign, about="foreign draft"),
    Row("plans:measure-history", READERS, measure),
    *posts("plans:measure-cancel", measure, {"reason": "Дубль"}, lambda _: [NOBODYS]),
    *posts("plans:measure-restore", _cancelled, {"reason": "Не дубль"}, lambda _: [NOBODYS]),
    *posts("plans:measure-resume", _paused, {"ends_on": TODAY}, lambda d: [_paused(d)[0], NOBODYS]),
    *posts("plans:occurrence-withdraw", _entered, {"reason": "Снят"}, lambda d: [_entered(d)[0], NOBODYS]),
    *posts("plans:measure-series", _series, {"external": "yes"}, lambda _: [NOBODYS]),
    *posts("plans:measure-target-read", _target, {"value": "9", "on": TODAY}, lambda d: [_target(d)[0], NOBODYS]),
    *forms("plans:measure-pause", measure, {}),
    *forms("plans:measure-amend", measure, {"field": "due_on"}),
    *forms("plans:measure-occurrences", _asked, {}),
    Row(
        "plans:measure-pause", OWNER_WRITES, measure, method="post",
        data=lambda _: {"starts_on": TODAY, "reason": "Карантин"},
    ),
    Row(
        "plans:measure-occurrences", OWNER_WRITES, _asked, method="post",
        data=lambda _: {"due_on": "2022-06-01"},
    ),
    Row("plans:measure-amend", OWNER_READS, measure, method="post", data=lambda _: {"reason": "Перенос"}),
    Row("plans:part", _among(SCHOOL, 200), school, about="school's"),
    Row("plans:part", _among(ABOVE, 200, other_municipal=200), _far, about="far school's"),
    Row("plans:part", _among(ABOVE, 200), _whole, about="whole"),
    Row(
        "plans:part", _among(SCHOOL, 403, head=302, staff=302), school, method="post",
        data=lambda _: {"do": "save", "note": "Собираем", "happened_on": TODAY, "version": "1"},
        about="report",
    ),
    Row("plans:part", _among(SCHOOL, 403, municipal=302), _sent, method="post", data=lambda _: {"do": "confirm"}),
    Row(
        "plans:part", _among(SCHOOL, 403, regional=302), school, method="post",
        data=lambda _: {"do": "cancel", "reason": "Школа закрыта"}, about="cancel",
    ),
    Row(
        "plans:part-note", _among(SCHOOL, 403, head=200, staff=200), school, method="post",
        data=lambda _: {"note": "Собираем", "version": "1"},
    ),
    Row("plans:evidence-withdraw", _among(SCHOOL, 403, head=302, staff=302), _proof, method="post"),
    Row("plans:confirmations", default=200),
    Row("plans:confirmations", default=302, method="post"),
    Row("plans:my-parts", default=200),
]  # fmt: skip
