"""What linked measures say, read for the comparison of `rules.cascade`."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from medk.orgs.models import OrganisationKind, TreeLink
from medk.plans.models import Executor, Measure
from medk.plans.rules.cascade import Named

_PLACES = (OrganisationKind.MUNICIPALITY, OrganisationKind.SCHOOL)
_DIRECT = (
    "title", "deadline_text", "schedule_kind", "frequency", "interval", "count_per_period", "is_at_least",
    "weekday", "monthday", "population", "population_role", "indicator_text",
)  # fmt: skip


@dataclass(frozen=True)
class Sides:
    """Which territory below a plan's owner an organisation lies in: the municipality, or the school."""

    below: Mapping[int, int] = field(default_factory=dict)

    def of(self, organisation_id: int | None) -> int | None:
        """The territory's number; None for bodies of the owner itself or above it."""
        return self.below.get(organisation_id) if organisation_id else None


def sides_of(owner_id: int, organisation_ids: Collection[int]) -> Sides:
    """Sides of organisations under a plan's owner; one query, none for nobody."""
    if not organisation_ids:
        return Sides()
    inside = TreeLink.objects.filter(ancestor=owner_id, depth__gt=0).values("descendant_id")
    rows = TreeLink.objects.filter(
        descendant_id__in=organisation_ids, ancestor_id__in=inside, ancestor__kind__in=_PLACES
    )
    # The highest territory comes last and stays.
    return Sides(dict(rows.order_by("depth").values_list("descendant_id", "ancestor_id")))


def with_cascade_parts(measures: Any) -> Any:
    """Measures with what their contents are made of: three queries beside their own."""
    rows = measures.select_related("cohort", "road_map").prefetch_related(
        "milestones", "targets", "executors"
    )
    return rows.order_by("position", "pk")


def executor_places(measures: Iterable[Measure]) -> set[int]:
    """Organisations that the measures name, for `sides_of`."""
    return {
        row.organisation_id for measure in measures for row in measure.executors.all() if row.organisation_id
    }


def cascade_content(
    measure: Measure, *, sides: Sides | None = None, place: int | None = None
) -> dict[str, Any]:
    """The content of a measure (passed through `with_cascade_parts`).

    With `sides` the executors of other territories than `place` are left out: what a region asks of
    one town is no business of another.
    """
    return {
        **{name: getattr(measure, name) for name in _DIRECT},
        "starts_on": _iso(measure.starts_on),
        "due_on": _iso(measure.due_on),
        "cohort": measure.cohort.code if measure.cohort else None,
        "milestones": [{"title": row.title, "due_on": _iso(row.due_on)} for row in measure.milestones.all()],
        "targets": [_target(row) for row in measure.targets.all()],
        "executors": [{"name": row.name} for row in kept_executors(measure, sides=sides, place=place)],
        "state": _state(measure),
    }


def kept_executors(measure: Measure, *, sides: Sides | None, place: int | None) -> list[Executor]:
    """Executors of a measure but those of other territories."""
    rows = list(measure.executors.all())
    if sides is None:
        return rows
    return [row for row in rows if sides.of(row.organisation_id) in (None, place)]


def named_executors(measure: Measure, sides: Sides) -> list[Named]:
    """Executors as the rule of `called` takes them."""
    return [
        Named(row.name, row.short_name, row.body_class, sides.of(row.organisation_id))
        for row in measure.executors.all()
    ]


def _target(row: Any) -> dict[str, Any]:
    value = None if row.value is None else f"{row.value.normalize():f}"
    return {"kind": row.kind, "value": value, "unit": row.unit, "per": row.per}


def _state(measure: Measure) -> str:
    """In force, cancelled, or standing in a map that is closed or given up."""
    if measure.status == "cancelled":
        return "cancelled"
    return measure.road_map.status if measure.road_map.status in ("closed", "discarded") else "active"


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def chosen_sides(measures: Collection[int], owner_id: int) -> dict[int, frozenset[int]]:
    """Measure → territories of the units chosen for it; two queries."""
    through = Measure.chosen_units.through.objects.filter(measure_id__in=measures)
    rows = list(through.values_list("measure_id", "organisation_id"))
    sides = sides_of(owner_id, {unit for _, unit in rows})
    found: dict[int, set[int]] = {}
    for measure, unit in rows:
        found.setdefault(measure, set()).add(sides.of(unit) or unit)
    return {measure: frozenset(places) for measure, places in found.items()}
