"""What must be true of amendments and of the versions of a plan."""

from collections.abc import Iterable
from typing import Any

from medk.kernel import clock
from medk.kernel.integrity import register
from medk.plans.choices import AmendmentStatus, RoadMapStatus
from medk.plans.models import Amendment, PlanAmendment, PlanBaseline
from medk.plans.queries.content import digest, plan_content
from medk.plans.queries.zones import zone_of

#: How repeats are entered is upkeep, not the plan's text: it changes without an amendment.
_UPKEEP = "is_series_external"


@register("Изменения планов, день которых настал")
def amendments_came_into_force() -> Iterable[str]:
    """No approved amendment of a plan in force waits after its day."""
    waiting = PlanAmendment.objects.filter(
        status=AmendmentStatus.APPROVED, road_map__status=RoadMapStatus.APPROVED
    )
    for row in waiting.select_related("road_map").order_by("pk"):
        if row.effective_on < clock.today(zone_of(row.road_map.organisation_id)):
            yield f"{row} плана {row.road_map_id}: день {row.effective_on:%d.%m.%Y} прошёл, а план прежний"


@register("Редакции планов")
def versions_are_what_was_frozen() -> Iterable[str]:
    """Each frozen version has its digest, each amendment in force its version, the newest is the plan now."""
    newest: dict[int, PlanBaseline] = {}
    for row in PlanBaseline.objects.order_by("road_map", "ordinal").iterator(chunk_size=50):
        newest[row.road_map_id] = row
        if digest(row.content) != row.sha256:
            yield f"план {row.road_map_id}, {row}: отпечаток не сходится с содержанием"
    done = PlanAmendment.objects.filter(status=AmendmentStatus.IN_FORCE, baseline__isnull=True)
    for pk in done.order_by("pk").values_list("pk", flat=True):
        yield f"изменение {pk} действует, а редакции плана нет"
    for baseline in newest.values():
        yield from _strayed(baseline)


def _strayed(baseline: PlanBaseline) -> Iterable[str]:
    """A plan that is not what its newest version says, unless it was changed before there were documents."""
    road_map = baseline.road_map
    early = Amendment.objects.filter(
        measure__road_map=road_map, document__isnull=True, entered_at__gte=baseline.entered_at
    )
    if road_map.status not in (RoadMapStatus.APPROVED, RoadMapStatus.CLOSED) or early.exists():
        return
    if _text(plan_content(road_map)) != _text(baseline.content):
        yield f"план {road_map.pk}: содержание не то, что в последней редакции ({baseline})"


def _text(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != _UPKEEP} for row in content["measures"]]
