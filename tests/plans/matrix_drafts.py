"""Who gets what at the addresses of drafts: a municipality's draft, prepared by it and its region."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from medk.plans.models import OrderImport, RoadMap
from tests.architecture.access_matrix import Row
from tests.factories.plans import ExecutorFactory, MeasureFactory, RoadMapFactory
from tests.world import District

#: Those above the municipality see its draft; only its coordinator and the region's prepare it.
_SEEN = dict.fromkeys(("administrator", "observer", "operator", "methodical"), 403)
_READ = _SEEN | {"regional": 200, "municipal": 200}
_WRITTEN = _SEEN | {"regional": 302, "municipal": 302}
_UPLOADERS = ("administrator", "regional", "municipal", "other_municipal", "head", "staff", "neighbour_head", "stranger")  # fmt: skip

Data = Callable[[District], Mapping[str, Any]]


def _draft(district: District) -> RoadMap:
    existing = RoadMap.objects.filter(organisation=district.municipality).first()
    if existing:
        return existing
    road_map = RoadMapFactory(cycle=district.cycle, organisation=district.municipality, level="municipal")
    for number in ("1", "2"):
        measure = MeasureFactory(
            road_map=road_map,
            number=number,
            questions=[{"field": "title", "code": "unsure", "message": "?", "is_settled": False}],
        )
        ExecutorFactory(measure=measure, name="Отдел образования")
    road_map.unread.create(text="Сноска")
    road_map.sections.create(position=0, title="Раздел")
    return road_map


def _map(district: District) -> list[Any]:
    return [_draft(district).pk]


def _measure(district: District) -> list[Any]:
    road_map = _draft(district)
    return [road_map.pk, road_map.measures.order_by("pk").first().pk]


def _discarded(district: District) -> list[Any]:
    return [RoadMapFactory(cycle=district.cycle, organisation=district.municipality, status="discarded").pk]


def _order(status: str) -> Callable[[District], list[Any]]:
    def make(district: District) -> list[Any]:
        order = OrderImport.objects.create(
            organisation=district.municipality,
            cycle=district.cycle,
            filename="Приказ.txt",
            sha256="0" * 64,
            status=status,
            by=district.users["municipal"],
            created_at=timezone.now(),
        )
        return [order.pk]

    return make


def _upload(district: District) -> Mapping[str, Any]:
    place = {"organisation": district.municipality.pk, "cycle": district.cycle.pk}
    return place | {"text": "Приказ без таблицы", "file": ""}


def _begin(district: District) -> Mapping[str, Any]:
    return {"begin-organisation": district.municipality.pk, "begin-cycle": district.cycle.pk}


def _document(district: District) -> Mapping[str, Any]:
    return {"title": "План", "plan_year": 2022, "version": _draft(district).version}


def _fragment(district: District) -> Mapping[str, Any]:
    return {"fragment": _draft(district).unread.first().pk, "what": "ignore"}


def _key(district: District) -> Mapping[str, Any]:
    _draft(district)
    return {"key": "отдел образования", "meant": "body_class:schools"}


def _body(district: District) -> Mapping[str, Any]:
    return {"key": "отдел образования", "kind": "partner", "name": "Отдел образования округа"}


def _appointed(district: District) -> Mapping[str, Any]:
    pks = list(_draft(district).measures.values_list("pk", flat=True))
    return {"measure": pks, "meant": "body_class:schools"}


def _post(
    name: str,
    data: Data = lambda district: {},
    args: Callable[[District], list[Any]] = _map,
    expect: Mapping[str, int] = _WRITTEN,
    about: str = "",
) -> Row:
    return Row(f"plans:{name}", expect, args, method="post", data=data, about=about)


ROWS = [
    Row("plans:order-upload", dict.fromkeys(_UPLOADERS, 200), default=403),
    Row(
        "plans:order-upload",
        dict.fromkeys(_UPLOADERS, 200) | {"regional": 302, "municipal": 302},
        default=403,
        method="post",
        data=_upload,
    ),
    Row(
        "plans:plan-begin",
        dict.fromkeys(_UPLOADERS, 200) | {"regional": 302, "municipal": 302},
        default=403,
        method="post",
        data=_begin,
    ),
    Row("plans:order-import", {"municipal": 200}, _order("reading"), about="reading"),
    Row("plans:order-import", {"municipal": 200}, _order("failed"), about="failed"),
    Row("plans:order-import", {"municipal": 200}, _order("held"), about="held"),
    _post("order-decide", lambda d: {"decision": "discard"}, _order("failed"), {"municipal": 302}),
    Row("plans:road-map-review", _READ, _map),
    Row("plans:review-document", _READ, _map),
    _post("review-document", _document),
    _post("review-accept-rest"),
    _post("review-add", lambda d: {"title": "Новое"}),
    _post("review-undo", lambda d: {"entry": 1}),
    _post("review-section", lambda d: {"title": "Раздел"}),
    _post("review-unread", _fragment),
    Row("plans:review-measure", _READ, _measure),
    Row("plans:review-card", _WRITTEN, _measure),
    _post("review-check", args=_measure),
    Row("plans:review-arrange", _READ, _measure),
    _post("review-arrange", lambda d: {"what": "move", "step": "down"}, _measure),
    Row("plans:review-units", _READ, _measure),
    _post("review-units", args=_measure),
    Row("plans:executors", _READ, _map),
    _post("executors", _key),
    Row(
        "plans:executor-choose",
        {"regional": 404, "municipal": 404} | _SEEN,
        _map,
        about="no such name",
    ),
    _post("executor-choose", _body),
    Row("plans:executors-appoint", _READ, _map),
    _post("executors-appoint", _appointed),
    Row("plans:road-map-approve", _SEEN | {"municipal": 200, "regional": 403}, _map),
    _post("road-map-discard", lambda d: {"reason": "Не тот файл"}),
    _post("road-map-restore", args=_discarded),
]
