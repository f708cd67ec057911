"""The draft as a whole: begun by hand, its document, its sections, given up and brought back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from medk.audit.recording import changes, record
from medk.cycles.models import Cycle
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.models import Organisation
from medk.plans.access_drafts import may_prepare, require_editable, require_preparer
from medk.plans.actions.drafts_filling import default_title, level_of
from medk.plans.models import RoadMap, Section
from medk.plans.moves import OWNER, ROAD_MAP
from medk.workflow.actions import make_move

#: Fields of the document that a person corrects beside the text of the order.
DOCUMENT_FIELDS = (
    "title",
    "plan_year",
    "order_kind",
    "order_authority",
    "order_number",
    "order_date",
    "order_title",
)


@transaction.atomic
def begin_plan(organisation: Organisation, cycle: Cycle, *, year: int, title: str = "", by: Any) -> RoadMap:
    """An empty draft without any order, to be typed in by hand."""
    require_preparer(by, organisation)
    road_map = RoadMap.objects.create(
        organisation=organisation,
        cycle=cycle,
        level=level_of(organisation),
        title=title.strip() or default_title(organisation, cycle),
        plan_year=year,
        created_by=by,
    )
    record("plans.draft_begun", road_map, by=by, year=year)
    return road_map


@transaction.atomic
def save_document(
    road_map: RoadMap, values: Mapping[str, Any], *, by: Any, version: int | None = None
) -> RoadMap:
    """Correct what the draft says of its order; raises `Stale` when somebody was faster."""
    require_editable(by, road_map)
    unknown = set(values) - set(DOCUMENT_FIELDS)
    if unknown:
        raise TypeError(f"not fields of the document: {sorted(unknown)}")
    before = {name: getattr(road_map, name) for name in values}
    changed = changes(before, dict(values))
    if not changed:
        return road_map
    road_map.save_changed(version, **{name: values[name] for name in changed})
    record("plans.document_corrected", road_map, by=by, changes=changed)
    return road_map


@transaction.atomic
def discard_draft(road_map: RoadMap, *, reason: str, by: Any) -> None:
    """Give up a draft, with a reason; nothing of it is lost and it can be brought back."""
    _require_hand(road_map, by)
    make_move(road_map, "discard", workflow=ROAD_MAP, roles={OWNER}, by=by, reason=reason)


@transaction.atomic
def restore_draft(road_map: RoadMap, *, by: Any) -> None:
    """Bring a discarded draft back."""
    _require_hand(road_map, by)
    make_move(road_map, "restore", workflow=ROAD_MAP, roles={OWNER}, by=by)


def _require_hand(road_map: RoadMap, by: Any) -> None:
    if not may_prepare(by, road_map.organisation):
        raise NotAllowed("Черновиком распоряжается тот, кто готовит планы этой организации.")


@transaction.atomic
def add_section(road_map: RoadMap, title: str, *, number: str = "", by: Any) -> Section:
    """Add a section after the others."""
    require_editable(by, road_map)
    if not title.strip():
        raise Refused("Назовите раздел.")
    last = road_map.sections.aggregate(last=Max("position"))["last"]
    section = Section.objects.create(
        road_map=road_map,
        position=0 if last is None else last + 1,
        number=number.strip(),
        title=title.strip(),
    )
    record("plans.section_added", road_map, by=by, section=str(section))
    return section


@transaction.atomic
def rename_section(section: Section, title: str, *, number: str = "", by: Any) -> Section:
    """Change a section's number and title."""
    require_editable(by, section.road_map)
    if not title.strip():
        raise Refused("Назовите раздел.")
    before = str(section)
    section.number, section.title = number.strip(), title.strip()
    section.save(update_fields=["number", "title"])
    if before != str(section):
        record("plans.section_renamed", section.road_map, by=by, old=before, new=str(section))
    return section


@transaction.atomic
def remove_section(section: Section, *, by: Any) -> None:
    """Remove a heading; its measures stay, without a section."""
    require_editable(by, section.road_map)
    loose = section.measures.update(section=None, version=F("version") + 1)
    record("plans.section_removed", section.road_map, by=by, section=str(section), measures=loose)
    section.delete()
