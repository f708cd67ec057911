"""A draft measure as the flat JSON values that its form shows, compares and sends back."""

from typing import Any

from medk.plans.models import Measure

#: The measure's own fields, stored as they are.
PLAIN = (
    "number", "title", "goal", "tasks", "audience", "place_format", "publication", "indicator_text",
    "deadline_text", "schedule_kind", "frequency", "interval", "count_per_period", "is_at_least",
    "weekday", "monthday", "is_series_external", "population", "population_role", "confirmer",
)  # fmt: skip
DATES = ("starts_on", "due_on")
LINKS = ("section", "cohort")
PARTS = ("executors", "targets", "milestones", "actions")


def with_parts(measures: Any) -> Any:
    """A queryset with everything that the values and the card of a measure need."""
    return measures.select_related("section", "cohort", "road_map__organisation").prefetch_related(
        "actions", "milestones", "targets", "executors__organisation", "executors__person", "chosen_units"
    )


def draft_values(measure: Measure) -> dict[str, Any]:
    """All editable values of a measure; dates are ISO strings, links are numbers."""
    values: dict[str, Any] = {name: getattr(measure, name) for name in PLAIN}
    values |= {name: _iso(getattr(measure, name)) for name in DATES}
    values |= {name: getattr(measure, f"{name}_id") for name in LINKS}
    values["executors"] = [
        {"name": row.name, "is_by_agreement": row.is_by_agreement} for row in measure.executors.all()
    ]
    values["targets"] = [
        {"kind": row.kind, "value": number(row.value), "unit": row.unit, "per": row.per}
        for row in measure.targets.all()
    ]
    values["milestones"] = [
        {"title": row.title, "due_on": _iso(row.due_on)} for row in measure.milestones.all()
    ]
    values["actions"] = [{"title": row.title, "due_on": _iso(row.due_on)} for row in measure.actions.all()]
    return values


def number(value: Any) -> str | None:
    """A decimal as it is typed: 45, 12.5."""
    return None if value is None else f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
