"""The composition of a draft: adding, removing, splitting, merging, moving rows, and undoing it.

A removed row leaves its whole content in the audit (its tombstone), from which undo restores it under
its own number, so links to it work again.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from medk.audit.models import AuditEntry
from medk.audit.recording import record
from medk.kernel.refusals import Refused
from medk.plans.access_drafts import require_editable
from medk.plans.actions.drafts_rows import (
    Before,
    capture,
    copy_row,
    drop_actions,
    end_of,
    erase_row,
    keep_actions,
    make_room,
    move_parts,
    restore_order,
    restore_row,
)
from medk.plans.models import Measure, RoadMap, Section
from medk.plans.rules.splitting import covering, joined, joined_lists

RESTRUCTURED, UNDONE = "plans.measures_restructured", "plans.restructuring_undone"


@transaction.atomic
def add_measure(
    road_map: RoadMap, title: str, *, section: Section | None = None, after: Measure | None = None, by: Any
) -> Measure:
    """Add a row after another one, else at the end of the plan; only its title is needed."""
    require_editable(by, road_map)
    if not title.strip():
        raise Refused("Впишите, что за мероприятие добавить.")
    place = section or (after.section if after else None)
    before = capture(road_map)
    position = make_room(road_map, after.position + 1) if after else end_of(road_map)
    measure = Measure.objects.create(
        road_map=road_map, section=place, position=position, title=title.strip(), is_checked=True
    )
    _record(before, f"добавлено: {measure}", made=[measure], by=by)
    return measure


@transaction.atomic
def remove_measure(measure: Measure, *, by: Any, version: int | None = None) -> AuditEntry:
    """Take a row out of the draft; undo brings it back."""
    require_editable(by, measure.road_map)
    _require_version(measure, version)
    before = capture(measure.road_map, measure)
    entry = _record(before, f"убрано: {measure}", made=[], by=by)
    erase_row(measure)
    return entry


@transaction.atomic
def split_measure(
    measure: Measure, titles: tuple[str, str], *, by: Any, version: int | None = None
) -> tuple[Measure, Measure]:
    """Divide a row into two with the given titles; everything else is copied to the second.

    An action goes to the second row when its words stand in the second title only.
    """
    require_editable(by, measure.road_map)
    first, second = (title.strip() for title in titles)
    if not first or not second:
        raise Refused("Чтобы разделить, впишите оба названия.")
    _require_version(measure, version)
    before = capture(measure.road_map, measure)
    twin = copy_row(measure, title=second, position=make_room(measure.road_map, measure.position + 1))
    leaving = [row for row in measure.actions.all() if row.title in second and row.title not in first]
    keep_actions(twin, [row.title for row in leaving])
    drop_actions(leaving)
    measure.save_changed(None, title=first)
    _record(before, f"разделено: {measure}", made=[measure, twin], by=by)
    return measure, twin


@transaction.atomic
def merge_measures(measure: Measure, other: Measure, *, by: Any, version: int | None = None) -> Measure:
    """Join `other` into `measure`: texts are joined, lists united, the first row's schedule is kept."""
    require_editable(by, measure.road_map)
    if other.road_map_id != measure.road_map_id or other.pk == measure.pk:
        raise Refused("Объединить можно два разных мероприятия одного плана.")
    _require_version(measure, version)
    before = capture(measure.road_map, measure, other)
    move_parts(other, measure)
    erase_row(other)
    measure.save_changed(None, **_joined(measure, other))
    _record(before, f"объединено: {measure}", made=[measure], by=by)
    return measure


def _joined(first: Measure, second: Measure) -> dict[str, Any]:
    texts = ("title", "goal", "audience", "place_format", "indicator_text")
    values: dict[str, Any] = {name: joined(getattr(first, name), getattr(second, name)) for name in texts}
    values["deadline_text"] = joined(first.deadline_text, second.deadline_text, " ")
    for name in ("tasks", "publication"):
        values[name] = joined_lists(getattr(first, name), getattr(second, name))
    values["questions"] = [*first.questions, *second.questions]
    values["source"] = covering(first.source, second.source)
    values["is_checked"] = False
    return values


@transaction.atomic
def move_measure(measure: Measure, place: int, *, section: Section | None = None, by: Any) -> Measure:
    """Put a row at the 1-based `place` of the plan (beyond the end means last), under `section` if given."""
    require_editable(by, measure.road_map)
    rows = list(measure.road_map.measures.order_by("position", "pk"))
    was = next(index for index, row in enumerate(rows) if row.pk == measure.pk) + 1
    rows.insert(max(0, place - 1), rows.pop(was - 1))
    for index, row in enumerate(rows):
        row.position = index
    Measure.objects.bulk_update(rows, ["position"], batch_size=500)
    if section and section.pk != measure.section_id:
        measure.save_changed(None, section=section)
    measure.refresh_from_db()
    details = {"position": place, "was": was, "section": str(section or "")}
    record("plans.measure_moved", measure, by=by, **details)
    return measure


def last_restructuring(road_map: RoadMap) -> AuditEntry | None:
    """The latest change of composition that may still be undone."""
    entries = AuditEntry.objects.about(road_map)
    latest = entries.filter(kind__in=(RESTRUCTURED, UNDONE)).order_by("-pk")
    undone = 0
    for entry in latest[:50]:
        if entry.kind == UNDONE:
            undone += 1
        elif undone:
            undone -= 1
        else:
            return entry
    return None


@transaction.atomic
def undo_restructuring(road_map: RoadMap, entry: AuditEntry, *, by: Any) -> None:
    """Put the rows of one change of composition back as they were before it.

    Only the latest change is undone, and only while nobody has worked on its rows since.
    """
    require_editable(by, road_map)
    latest = last_restructuring(road_map)
    if latest is None or latest.pk != entry.pk:
        raise Refused("Это изменение уже отменено или после него состав меняли ещё раз.")
    made = {int(pk): version for pk, version in entry.details["made"].items()}
    rows = list(Measure.objects.select_for_update().filter(pk__in=made))
    if {row.pk: row.version for row in rows} != made:
        raise Refused("После этого изменения с мероприятиями уже работали: отмена потеряла бы правки.")
    versions = {row.pk: row.version for row in rows}
    for row in rows:
        erase_row(row)
    for snapshot in entry.details["before"]:
        restore_row(snapshot, versions)
    restore_order(road_map, entry.details["order"])
    record(UNDONE, road_map, by=by, what=entry.details["what"], entry=entry.pk)


def _require_version(measure: Measure, version: int | None) -> None:
    locked = Measure.objects.select_for_update().filter(pk=measure.pk).first()
    if locked is None:
        raise Refused("Этого мероприятия в черновике уже нет: его убрал другой человек.")
    if version is not None and locked.version != version:
        raise Refused("Пока вы смотрели, мероприятие изменил другой человек. Посмотрите новое и повторите.")
    measure.refresh_from_db()


def _record(before: Before, what: str, *, made: Sequence[Measure], by: Any) -> AuditEntry:
    """One entry with the rows before the change and the versions of the rows made by it."""
    pks = [row.pk for row in made]
    versions = dict(Measure.objects.filter(pk__in=pks).values_list("pk", "version"))
    return record(
        RESTRUCTURED,
        before.road_map,
        by=by,
        what=what if len(what) <= 200 else f"{what[:197]}…",
        before=before.rows,
        made={str(pk): version for pk, version in versions.items()},
        order=before.order,
    )
