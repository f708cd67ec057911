"""What the page of a measure shows beside its coverage."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from medk.plans.choices import TargetKind
from medk.plans.models import Measure, MeasureLink, OrderImport, Pause, Target, TargetReading
from medk.plans.queries.leaves import with_leaf_parts
from medk.plans.rules.targets import reached, target_words

#: Lines of the order shown beside a measure; a row longer than this is cut.
MOST_LINES = 80
_EITHER_END = Q(source=OuterRef("pk")) | Q(target=OuterRef("pk"))


def with_page_parts(measures: Any) -> Any:
    """Measures with everything their page prints, in a fixed number of queries."""
    readings = Prefetch("readings", TargetReading.objects.select_related("by__person"))
    return (
        with_leaf_parts(measures)
        .select_related("road_map__cycle", "section", "cohort")
        .annotate(has_links=Exists(MeasureLink.objects.held().filter(_EITHER_END)))
        .prefetch_related("milestones", Prefetch("targets", Target.objects.prefetch_related(readings)))
    )


@dataclass(frozen=True)
class Indicator:
    """A target with what it has come to so far; `is_reached` is None while nothing is known."""

    target: Target
    latest: TargetReading | None
    earlier: tuple[TargetReading, ...]
    is_reached: bool | None

    @property
    def words(self) -> str:
        """The target as people read it."""
        return target_words(self.target.kind, self.target.value, self.target.unit)

    @property
    def unit(self) -> str:
        """The unit of a reading."""
        return "%" if self.target.kind == TargetKind.SHARE else self.target.unit


def indicators_of(measure: Measure) -> list[Indicator]:
    """Targets of a measure (passed through `with_page_parts`) with their readings, the latest apart."""
    found = []
    for target in measure.targets.all():
        readings = list(target.readings.all())
        latest = readings[0] if readings else None
        said = reached(target.kind, target.value, latest.value, said=latest.is_reached) if latest else None
        found.append(Indicator(target, latest, tuple(readings[1:]), said))
    return found


def pauses_in_sight(measure: Measure, seen: frozenset[str]) -> list[Pause]:
    """Pauses that the reader may know of, the running ones first: of the measure, and of units in sight."""
    rows = [pause for pause in measure.pauses.all() if _concerned(pause) in seen | {None}]
    return sorted(rows, key=lambda row: (row.ends_on is not None, row.starts_on))


def _concerned(pause: Pause) -> str | None:
    """Key of the unit that a pause concerns; None for the measure as a whole."""
    if pause.execution:
        row = pause.execution
        unit = f"o{row.unit_organisation_id}" if row.unit_organisation_id else ""
        return f"p{row.unit_person_id}" if row.unit_person_id else unit
    return f"o{pause.unit_organisation_id}" if pause.unit_organisation_id else None


def has_fragment(measure: Measure) -> bool:
    """Whether the measure was read from lines of an order."""
    return isinstance(measure.source.get("from"), int) and isinstance(measure.source.get("to"), int)


def fragment_of(user: Any, measure: Measure) -> str:
    """The lines of the order that the measure was read from; empty when there are none or out of sight."""
    if not has_fragment(measure):
        return ""
    first, last = measure.source["from"], measure.source["to"]
    imports = OrderImport.objects.visible_to(user).filter(road_map_id=measure.road_map_id)
    text = imports.values_list("text", flat=True).first() or ""
    return "\n".join(text.splitlines()[first - 1 : min(last, first - 1 + MOST_LINES)])
