"""Fields of a measure between their three forms: canonical content, columns of the row, values of a form."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from medk.cycles.models import Cohort
from medk.plans.models import Measure, RoadMap, Section
from medk.plans.queries.draft_values import DATES, PLAIN
from medk.plans.queries.draft_values import number as typed_number

Fields = Mapping[str, Any]
_CENT = Decimal("0.01")


class Links:
    """Sections and cohorts of a plan by their number and by the words that its content has for them.

    Each list is read when it is asked for the first time.
    """

    def __init__(self, road_map: RoadMap) -> None:
        self._road_map = road_map

    @cached_property
    def sections(self) -> dict[int, Section]:
        """Number → section."""
        return {row.pk: row for row in self._road_map.sections.all()}

    @cached_property
    def cohorts(self) -> dict[int, Cohort]:
        """Number → cohort of the plan's cycle."""
        return {row.pk: row for row in self._road_map.cycle.cohorts.all()}

    def section(self, title: str | None, *, prefer: int | None = None) -> Section | None:
        """The section with these words; of several with one title the preferred, else the first."""
        if not title:
            return None
        alike = [row for row in self.sections.values() if str(row) == title]
        return next((row for row in alike if row.pk == prefer), alike[0] if alike else None)

    def cohort(self, code: str | None) -> Cohort | None:
        """The cohort of the plan's cycle with this code."""
        if not code:
            return None
        return next((row for row in self.cohorts.values() if row.code == code), None)


def columns_of(fields: Fields, links: Links, *, section_id: int | None = None) -> dict[str, Any]:
    """Columns of a measure's own row; parts in rows of their own are left out."""
    found = {name: value for name, value in fields.items() if name in PLAIN}
    found |= {
        name: dt.date.fromisoformat(value) if value else None
        for name, value in fields.items()
        if name in DATES
    }
    if "section" in fields:
        found["section"] = links.section(fields["section"], prefer=section_id)
    if "cohort" in fields:
        found["cohort"] = links.cohort(fields["cohort"])
    return found


def content_of_values(values: Fields, links: Links) -> dict[str, Any]:
    """Values of the form in the canonical form of `queries.content`."""
    found = {name: value for name, value in values.items() if name in PLAIN or name in DATES}
    for name in ("actions", "milestones", "executors"):
        if name in values:
            found[name] = [dict(row) for row in values[name]]
    if "targets" in values:
        found["targets"] = [
            dict(row)
            | {"value": None if row["value"] is None else str(Decimal(row["value"]).quantize(_CENT))}
            for row in values["targets"]
        ]
    if "section" in values:
        section = links.sections.get(values["section"] or 0)
        found["section"] = str(section) if section else None
    if "cohort" in values:
        cohort = links.cohorts.get(values["cohort"] or 0)
        found["cohort"] = cohort.code if cohort else None
    return found


def values_of_content(content: Fields, links: Links, *, section_id: int | None = None) -> dict[str, Any]:
    """Canonical content as the form shows it."""
    found = {name: value for name, value in content.items() if name in PLAIN or name in DATES}
    for name in ("actions", "milestones", "executors"):
        found[name] = [dict(row) for row in content.get(name, ())]
    found["targets"] = [
        dict(row) | {"value": None if row["value"] is None else typed_number(Decimal(row["value"]))}
        for row in content.get("targets", ())
    ]
    section = links.section(content.get("section"), prefer=section_id)
    cohort = links.cohort(content.get("cohort"))
    return found | {"section": section.pk if section else None, "cohort": cohort.pk if cohort else None}


def empty_content(uid: str) -> dict[str, Any]:
    """The content of a measure of which nothing is known yet, with no executors."""
    columns: dict[str, Any] = {field.name: field for field in Measure._meta.concrete_fields}
    blank: dict[str, Any] = {name: columns[name].get_default() for name in PLAIN}
    blank |= dict.fromkeys(("section", "cohort", *DATES))
    lists: dict[str, Any] = {
        name: [] for name in ("chosen_units", "actions", "milestones", "targets", "executors")
    }
    return {"uid": uid} | blank | lists
