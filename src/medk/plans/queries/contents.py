"""What a plan says, as plain JSON: the content that an approval freezes and digests (decision 9)."""

import hashlib
import json
from typing import Any

from medk.plans.models import Measure, RoadMap

DOCUMENT = ("title", "plan_year", "level", "order_kind", "order_authority", "order_number", "order_title")
#: A measure's own printed and scheduled fields; who is matched to an executor is outside the version.
PLAIN = (
    "number", "title", "goal", "tasks", "audience", "place_format", "publication", "indicator_text",
    "deadline_text", "schedule_kind", "frequency", "interval", "count_per_period", "is_at_least",
    "weekday", "monthday", "is_series_external", "population", "population_role", "confirmer",
)  # fmt: skip


def with_content(measures: Any) -> Any:
    """A queryset of measures with everything that their content needs (seven queries in all)."""
    parts = ("actions", "milestones", "executors", "targets", "chosen_units")
    return measures.select_related("section", "cohort").prefetch_related(*parts)


def measure_content(measure: Measure) -> dict[str, Any]:
    """One measure as the order and its schedule have it; pass it through `with_content` first."""
    actions = list(measure.actions.all())
    order = {action.pk: index for index, action in enumerate(actions)}
    content: dict[str, Any] = {name: getattr(measure, name) for name in PLAIN}
    return content | {
        "uid": str(measure.uid),
        "section": str(measure.section) if measure.section else None,
        "starts_on": _iso(measure.starts_on),
        "due_on": _iso(measure.due_on),
        "cohort": measure.cohort.code if measure.cohort else None,
        "chosen_units": sorted(str(unit.uid) for unit in measure.chosen_units.all()),
        "actions": [{"title": row.title, "due_on": _iso(row.due_on)} for row in actions],
        "milestones": [{"title": m.title, "due_on": _iso(m.due_on)} for m in measure.milestones.all()],
        "executors": [
            {
                "name": row.name,
                "short_name": row.short_name,
                "by_agreement": row.is_by_agreement,
                "action": order.get(row.action_id),
            }
            for row in measure.executors.all()
        ],
        "targets": [
            {
                "kind": row.kind,
                "value": None if row.value is None else f"{row.value:.2f}",
                "unit": row.unit,
                "per": row.per,
                "action": order.get(row.action_id),
            }
            for row in measure.targets.all()
        ],
    }


def road_map_content(road_map: RoadMap, measures: list[Measure]) -> dict[str, Any]:
    """The whole plan: its document, sections in order, measures in order."""
    document = {name: getattr(road_map, name) for name in DOCUMENT}
    return {
        "document": document | {"uid": str(road_map.uid), "order_date": _iso(road_map.order_date)},
        "sections": [{"number": s.number, "title": s.title} for s in road_map.sections.all()],
        "measures": [measure_content(measure) for measure in measures],
    }


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
