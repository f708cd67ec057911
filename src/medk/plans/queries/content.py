"""The content of a plan as canonical JSON: what a baseline freezes and a version keeps."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from medk.plans.choices import MeasureStatus
from medk.plans.models import Measure, RoadMap

_FIELDS = (
    "number", "title", "goal", "tasks", "audience", "place_format", "publication", "indicator_text",
    "deadline_text", "schedule_kind", "frequency", "interval", "count_per_period", "is_at_least",
    "weekday", "monthday", "is_series_external", "population", "population_role", "confirmer",
)  # fmt: skip


def with_content(measures: Any) -> Any:
    """Measures with everything that their content is made of."""
    return measures.select_related("section", "cohort").prefetch_related(
        "actions", "milestones", "targets", "chosen_units"
    )


def measure_content(measure: Measure) -> dict[str, Any]:
    """Everything that the plan says of a measure, without executors: they stand outside the version."""
    own = {name: getattr(measure, name) for name in _FIELDS}
    return {"uid": str(measure.uid), **own, **{name: read(measure) for name, read in _READ.items()}}


def value_of(measure: Measure, name: str) -> Any:
    """One field of the content."""
    return _READ[name](measure) if name in _READ else getattr(measure, name)


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _dated(rows: Any) -> list[dict[str, Any]]:
    return [{"title": row.title, "due_on": _iso(row.due_on)} for row in rows.all()]


def _targets(measure: Measure) -> list[dict[str, Any]]:
    return [
        {
            "kind": row.kind,
            "value": None if row.value is None else str(row.value),
            "unit": row.unit,
            "per": row.per,
        }
        for row in measure.targets.all()
    ]


_READ: dict[str, Callable[[Measure], Any]] = {
    "section": lambda measure: str(measure.section) if measure.section else None,
    "cohort": lambda measure: measure.cohort.code if measure.cohort else None,
    "chosen_units": lambda measure: sorted(str(place.uid) for place in measure.chosen_units.all()),
    "starts_on": lambda measure: _iso(measure.starts_on),
    "due_on": lambda measure: _iso(measure.due_on),
    "actions": lambda measure: _dated(measure.actions),
    "milestones": lambda measure: _dated(measure.milestones),
    "targets": _targets,
}


def plan_content(road_map: RoadMap) -> dict[str, Any]:
    """The plan in force in its order, in a fixed number of queries however long it is.

    What an amendment took out is no part of it.
    """
    measures = with_content(road_map.measures.exclude(status=MeasureStatus.CANCELLED))
    return {
        "uid": str(road_map.uid),
        "title": road_map.title,
        "organisation": str(road_map.organisation.uid),
        "plan_year": road_map.plan_year,
        "order": {
            "kind": road_map.order_kind,
            "authority": road_map.order_authority,
            "number": road_map.order_number,
            "date": _iso(road_map.order_date),
        },
        "measures": [measure_content(measure) for measure in measures],
    }


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical form: keys sorted, no spaces, UTF-8."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
