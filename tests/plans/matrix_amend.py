"""Who gets what at the addresses of amendments and comparisons."""

from collections.abc import Callable
from typing import Any

from medk.plans.actions.amendments_lines import Written, add_line, remove_line
from medk.plans.actions.amendments_quick import take_out
from medk.plans.models import PlanAmendment
from tests.architecture.access_matrix import Row
from tests.factories.plans import RoadMapFactory
from tests.plans.amending import approved_plan, begun, measures, sent
from tests.plans.matrix_measures import ABOVE, NOBODYS, OWNER_READS, OWNER_WRITES, READERS
from tests.world import District

Args = Callable[[District], list[Any]]
HEAD = {"reason": "Перенос", "effective_on": "2022-05-20", "version": "1"}
#: Being prepared it is seen within the owner's territory only; the region's alone write.
ABOVE_ONLY = dict.fromkeys(ABOVE, 403)


def _plan(district: District) -> list[Any]:
    return [approved_plan(district, count=1).pk]


def _foreign(district: District) -> list[Any]:
    """A municipality's draft plan, seen by nobody beside it."""
    return [RoadMapFactory(cycle=district.cycle, organisation=district.other_municipality).pk]


def _draft(district: District) -> PlanAmendment:
    return begun(approved_plan(district, count=2), district.users["regional"])


def _own(district: District) -> list[Any]:
    return [_draft(district).pk]


def _approved(district: District) -> list[Any]:
    plan = approved_plan(district, count=2)
    return [take_out(measures(plan)[0], by=district.users["regional"], reason="Дубль").pk]


def _submitted(district: District) -> list[Any]:
    plan = approved_plan(district, count=1)
    by = district.users["regional"]
    return [sent(plan, by, measure=measures(plan)[0], due_on="2022-06-30").pk]


def _measure(district: District) -> list[Any]:
    draft = _draft(district)
    return [draft.pk, measures(draft.road_map)[0].pk]


def _removed(district: District) -> list[Any]:
    plan = approved_plan(district, count=2)
    by = district.users["regional"]
    row = measures(plan)[0]
    take_out(row, by=by, reason="Дубль")
    return [begun(plan, by).pk, row.pk]


def _line(district: District) -> list[Any]:
    draft = _draft(district)
    line = remove_line(draft, measures(draft.road_map)[0], by=district.users["regional"])
    return [draft.pk, line.pk]


def _added(district: District) -> list[Any]:
    draft = _draft(district)
    line = add_line(draft, by=district.users["regional"], written=Written({"title": "Новое"}))
    return [draft.pk, line.pk]


def _reads(name: str, args: Args, **more: Any) -> list[Row]:
    """A page of those who prepare amendments."""
    return [
        Row(name, ABOVE_ONLY | {"regional": 200}, args, **more),
        Row(name, {}, lambda d: [NOBODYS, *args(d)[1:]], about="foreign", **more),
    ]


def _writes(name: str, args: Args, data: dict[str, Any] | None = None) -> list[Row]:
    """A button of those who prepare amendments."""
    said: dict[str, Any] = {"method": "post", "data": lambda _: data or {}}
    return [
        Row(name, ABOVE_ONLY | {"regional": 302}, args, **said),
        Row(name, {}, lambda d: [NOBODYS, *args(d)[1:]], about="foreign", **said),
    ]


ROWS = [
    Row("plans:road-map-changes", READERS, _plan),
    Row(
        "plans:road-map-changes",
        dict.fromkeys((*ABOVE, "other_municipal"), 200),
        _foreign,
        about="foreign draft",
    ),
    Row("plans:road-map-changes-export", READERS, _plan),
    Row("plans:road-map-changes-export", {}, lambda _: [NOBODYS], about="foreign"),
    Row("plans:amendment-new", OWNER_READS, _plan),
    Row("plans:amendment-new", OWNER_WRITES, _plan, method="post", data=lambda _: HEAD),
    Row("plans:amendment-new", {}, lambda _: [NOBODYS], about="foreign"),
    Row("plans:amendment-detail", READERS, _approved, about="in force"),
    Row("plans:amendment-detail", dict.fromkeys(ABOVE, 200), _own, about="being prepared"),
    Row("plans:amendment-detail", dict.fromkeys(ABOVE, 200), _submitted, about="on approval"),
    *_reads("plans:amendment-head", _own),
    *_writes("plans:amendment-head", _own, HEAD),
    *_reads("plans:amendment-choose", _own),
    *_reads("plans:amendment-add", _own),
    *_reads("plans:amendment-added", _added),
    *_reads("plans:amendment-measure", _measure),
    *_writes("plans:amendment-move", _submitted, {"do": "approve"}),
    *_writes("plans:amendment-remove", _measure),
    *_writes("plans:amendment-restore", _removed),
    *_writes("plans:amendment-drop", _line),
    Row(
        "plans:amendment-measure", ABOVE_ONLY | {"regional": 200}, _measure, method="post",
        data=lambda _: {"title": ""}, about="refused",
    ),
]  # fmt: skip
