"""What a plan says of a measure as stored values, and a measure in memory made of them (decision 27)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery

from medk.plans.models import Action, Measure, MeasureVersion, Milestone, Occurrence, Section, Target
from medk.plans.queries.content import measure_content
from medk.plans.rules.moments import Cut

#: Lists of the structure → the fields of their rows, the number first.
LISTS: dict[str, tuple[str, ...]] = {
    "actions": ("pk", "position", "title", "due_on"),
    "milestones": ("pk", "position", "title", "due_on"),
    "occurrences": ("pk", "ordinal", "starts_on", "due_on", "title", "is_entered", "unit_ids"),
    "executors": (
        "pk", "action_id", "position", "name", "short_name", "is_by_agreement", "organisation_id",
        "person_id", "body_class",
    ),
    "targets": ("pk", "action_id", "position", "kind", "value", "unit", "per"),
    "chosen_units": ("pk",),
}  # fmt: skip
#: Fields of the content that a measure has under the same name.
FIELDS = (
    "number", "title", "goal", "tasks", "audience", "place_format", "publication", "indicator_text",
    "deadline_text", "schedule_kind", "frequency", "interval", "count_per_period", "is_at_least",
    "weekday", "monthday", "is_series_external", "population", "population_role", "confirmer",
)  # fmt: skip
_DAYS = ("starts_on", "due_on")


def with_structure(measures: Any) -> Any:
    """Measures with everything that a version keeps, in a fixed number of queries."""
    live = Prefetch("occurrences", Occurrence.objects.filter(is_withdrawn=False))
    return measures.select_related("section", "cohort", "road_map__organisation").prefetch_related(
        "actions", "milestones", live, "executors", "targets", "chosen_units"
    )


@dataclass(frozen=True)
class Said:
    """What a plan says of one measure: its printed content and the rows that it is made of."""

    content: dict[str, Any]
    structure: dict[str, Any]


def said_of(measure: Measure) -> Said:
    """What the plan says of a measure now (pass it through `with_structure`)."""
    section = measure.section
    structure: dict[str, Any] = {
        name: [[_plain(getattr(row, field)) for field in fields] for row in _rows(measure, name)]
        for name, fields in LISTS.items()
    }
    structure["section"] = section and [section.pk, section.number, section.title, section.position]
    structure["cohort"] = measure.cohort_id
    structure["position"] = measure.position
    return Said(measure_content(measure), structure)


def _rows(measure: Measure, name: str) -> Iterable[Any]:
    rows = getattr(measure, name).all()
    return [row for row in rows if not row.is_withdrawn] if name == "occurrences" else rows


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def changed(before: Said, after: Said) -> dict[str, Any]:
    """What differs, in a form that `applied` puts upon another version; empty when nothing does."""
    found: dict[str, Any] = {}
    content = {k: v for k, v in after.content.items() if before.content.get(k) != v}
    if content:
        found["content"] = content
    for name, value in after.structure.items():
        was = before.structure.get(name)
        if was == value:
            continue
        if name in LISTS:
            found[name] = _list_change(was or [], value)
        else:
            found[name] = value
    return found


def _list_change(was: Sequence[list], now: Sequence[list]) -> dict[str, Any]:
    held = {row[0]: row for row in was}
    left = {row[0] for row in now}
    return {"off": sorted(held.keys() - left), "put": [row for row in now if held.get(row[0]) != row]}


def applied(base: Said, change: Mapping[str, Any]) -> Said:
    """A version with a change put upon it."""
    structure = dict(base.structure)
    for name, value in change.items():
        if name in LISTS:
            structure[name] = _list_applied(structure.get(name) or [], value)
        elif name != "content":
            structure[name] = value
    return Said(base.content | change.get("content", {}), structure)


def _list_applied(base: Sequence[list], change: Mapping[str, Any]) -> list[list]:
    rows = {row[0]: row for row in base if row[0] not in set(change["off"])}
    rows |= {row[0]: row for row in change["put"]}
    return list(rows.values())


# --- reading ---------------------------------------------------------------------------------


def versions_at(measures: Any, cut: Cut) -> dict[int, MeasureVersion]:
    """Measure → the version that holds at the moment, of measures given by a query; one query."""
    rows = MeasureVersion.objects.filter(measure=OuterRef("measure"), valid_from__lte=cut.on)
    if cut.is_known:
        rows = rows.filter(entered_at__lt=cut.until)
    best = Subquery(rows.order_by("-valid_from", "-pk").values("pk")[:1])
    found = MeasureVersion.objects.filter(measure__in=measures, pk=best)
    return {row.measure_id: row for row in found}


class Rows(list):
    """Rows of a past measure under the interface of a prefetched relation."""

    def all(self) -> "Rows":
        """Itself: what was read is all there is."""
        return self

    def exists(self) -> bool:
        """Whether there are any."""
        return bool(self)

    def count(self, *args: Any) -> int:
        """How many there are."""
        return super().count(*args) if args else len(self)

    def first(self) -> Any:
        """The first one, or None."""
        return self[0] if self else None


_MODELS: dict[str, type] = {
    "actions": Action,
    "milestones": Milestone,
    "occurrences": Occurrence,
    "targets": Target,
}
_ORDER: dict[str, Any] = {
    "actions": lambda row: (row.position, row.pk),
    "milestones": lambda row: (row.due_on, row.position),
    "occurrences": lambda row: row.ordinal,
    "executors": lambda row: (row.position, row.pk),
    "targets": lambda row: (row.position, row.pk),
    "chosen_units": lambda row: row.name,
}


def put_back(measure: Measure, version: MeasureVersion) -> Measure:
    """Put upon a measure in memory what a version says of it; it is never saved after."""
    content, structure = version.content, version.structure
    # Versions of early days say less: what they are silent about is as it is now.
    for name in FIELDS:
        setattr(measure, name, content.get(name, getattr(measure, name)))
    for name in _DAYS:
        setattr(measure, name, _day(content.get(name)))
    section = structure.get("section")
    measure.section = section and Section(
        pk=section[0], number=section[1], title=section[2], position=section[3]
    )
    measure.cohort_id = structure.get("cohort")
    measure.position = structure.get("position", measure.position)
    for name, model in _MODELS.items():
        put_rows(measure, name, [_row(model, measure, name, values) for values in structure.get(name, ())])
    return measure


def put_rows(owner: Any, name: str, rows: Iterable[Any]) -> None:
    """Make rows the prefetched relation of something in memory, in the order of their model."""
    held = Rows(sorted(rows, key=_ORDER[name]) if name in _ORDER else rows)
    if not hasattr(owner, "_prefetched_objects_cache"):
        owner._prefetched_objects_cache = {}
    owner._prefetched_objects_cache[name] = held


def _row(model: Any, measure: Measure, name: str, values: Sequence[Any]) -> Any:
    # Versions kept before a field was added are shorter: it has its default then.
    known = dict(zip(LISTS[name], values, strict=False))
    for field in _DAYS:
        if field in known:
            known[field] = _day(known[field])
    if known.get("value") is not None:
        known["value"] = Decimal(known["value"])
    return model(measure_id=measure.pk, **known)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
