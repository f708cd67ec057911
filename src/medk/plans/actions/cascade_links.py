"""Linking measures of a map to those of the map above: by hand or out of proposals."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from medk.audit.recording import record
from medk.kernel import clock
from medk.kernel.refusals import Refused
from medk.orgs.models import TreeLink
from medk.plans.access_cascade import require_linker
from medk.plans.choices import RoadMapStatus
from medk.plans.choices_cascade import OriginKind, OriginState
from medk.plans.models import Measure, MeasureOrigin, RoadMap
from medk.plans.queries.cascade_content import (
    Sides,
    cascade_content,
    executor_places,
    sides_of,
    with_cascade_parts,
)
from medk.plans.rules.cascade import digest


@transaction.atomic
def link_measures(
    road_map: RoadMap, pairs: Sequence[tuple[int, int]], *, kind: str = OriginKind.BY_HAND, by: Any
) -> list[MeasureOrigin]:
    """Link measures of a map to measures above it: pairs (own measure, measure above).

    Refused as a whole for a measure of another map, for a map above that is not approved, or when all
    of it is linked already. Links made anew after being declined or taken off live again.
    """
    require_linker(by, road_map)
    wanted = dict.fromkeys(pairs)
    measures, parents = _both(road_map, wanted)
    _require_above(road_map, parents.values())
    known = {(row.measure_id, row.parent_id): row for row in _known(wanted)}
    wanted = {pair: None for pair in wanted if pair not in known or known[pair].state != OriginState.LIVE}
    if not wanted:
        raise Refused("Эти мероприятия уже связаны.")
    sides = _sides(road_map, parents)
    rows = [
        _filled(
            known.get(pair) or MeasureOrigin(measure=measures[pair[0]], parent=parents[pair[1]]),
            parents[pair[1]],
            sides,
            kind=kind,
            by=by,
        )
        for pair in wanted
    ]
    return _store(rows, by=by)


@transaction.atomic
def decline_proposal(road_map: RoadMap, pair: tuple[int, int], *, reason: str, by: Any) -> MeasureOrigin:
    """Say that two measures are not the same thing, with a reason; they are not proposed again."""
    require_linker(by, road_map)
    if not reason.strip():
        raise Refused("Напишите, почему это разные мероприятия.")
    measures, parents = _both(road_map, {pair: None})
    row = MeasureOrigin.objects.filter(measure=pair[0], parent=pair[1]).first()
    if row and row.state == OriginState.LIVE:
        raise Refused("Эти мероприятия уже связаны. Снимите связь, если она не нужна.")
    parent = parents[pair[1]]
    row = row or MeasureOrigin(measure=measures[pair[0]], parent=parent)
    row = _filled(row, parent, _sides(road_map, parents), kind=OriginKind.PROPOSED, by=by)
    row.state, row.reason = OriginState.DECLINED, reason.strip()
    row.changed_by, row.changed_at = by, clock.now()
    row.save()
    record("plans.origin_declined", measures[pair[0]], by=by, parent=str(parent), reason=reason.strip())
    return row


@transaction.atomic
def end_link(origin: MeasureOrigin, *, reason: str, by: Any) -> None:
    """Take a link off with a reason; the measure stays, its history too."""
    require_linker(by, origin.measure.road_map)
    if not reason.strip():
        raise Refused("Напишите, почему связь не нужна.")
    rows = MeasureOrigin.objects.filter(pk=origin.pk, state=OriginState.LIVE)
    changed = {"state": OriginState.ENDED, "reason": reason.strip(), "changed_by": by}
    if not rows.update(changed_at=clock.now(), **changed):
        raise Refused("Связь уже снята.")
    record("plans.origin_ended", origin.measure, by=by, parent=str(origin.parent), reason=reason.strip())


def fresh_origins(
    pairs: Sequence[tuple[Measure, Measure]], sides: Sides, *, place: int, by: Any
) -> list[MeasureOrigin]:
    """Unsaved links of measures just copied from above; parents passed through `with_cascade_parts`."""
    return [
        _snapshot(
            MeasureOrigin(measure=measure, parent=parent),
            cascade_content(parent, sides=sides, place=place),
            kind=OriginKind.DRAFTED,
            by=by,
        )
        for measure, parent in pairs
    ]


def _both(
    road_map: RoadMap, pairs: dict[tuple[int, int], None]
) -> tuple[dict[int, Measure], dict[int, Measure]]:
    own = Measure.objects.filter(road_map=road_map, pk__in={pair[0] for pair in pairs})
    measures = {row.pk: row for row in own}
    above = with_cascade_parts(Measure.objects.filter(pk__in={pair[1] for pair in pairs}))
    parents = {row.pk: row for row in above.select_related("cohort", "road_map__organisation")}
    if any(one not in measures or other not in parents for one, other in pairs) or not pairs:
        raise Refused("Выберите мероприятие своей карты и мероприятие карты выше.")
    for measure in measures.values():
        measure.road_map = road_map
    return measures, parents


def _require_above(road_map: RoadMap, parents: Any) -> None:
    maps = {row.road_map_id: row.road_map for row in parents}
    above = TreeLink.objects.filter(descendant=road_map.organisation_id, depth__gt=0)
    owners = set(above.values_list("ancestor_id", flat=True))
    for one in maps.values():
        if one.organisation_id not in owners:
            raise Refused("Связать можно только с картой, которая стоит выше вашей.")
        if one.status != RoadMapStatus.APPROVED:
            raise Refused(f"Карта «{one.title}» не действует: она {one.get_status_display()}.")


def _known(pairs: dict[tuple[int, int], None]) -> Any:
    measures, parents = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return MeasureOrigin.objects.select_for_update().filter(measure__in=measures, parent__in=parents)


def _sides(road_map: RoadMap, parents: dict[int, Measure]) -> dict[int, tuple[Sides, int | None]]:
    """Upper owner → sides under it, and where this map's owner lies."""
    owner = road_map.organisation_id
    places = executor_places(parents.values()) | {owner}
    found = {}
    for upper in {row.road_map.organisation_id for row in parents.values()}:
        sides = sides_of(upper, places)
        found[upper] = (sides, sides.of(owner))
    return found


def _filled(
    row: MeasureOrigin, parent: Measure, sides: dict[int, tuple[Sides, int | None]], *, kind: str, by: Any
) -> MeasureOrigin:
    below, place = sides[parent.road_map.organisation_id]
    return _snapshot(row, cascade_content(parent, sides=below, place=place), kind=kind, by=by)


def _snapshot(row: MeasureOrigin, content: dict[str, Any], *, kind: str, by: Any) -> MeasureOrigin:
    row.kind, row.state, row.reason = kind, OriginState.LIVE, ""
    row.taken = row.settled = content
    row.taken_sha256 = row.settled_sha256 = digest(content)
    row.taken_by, row.taken_at = by, clock.now()
    return row


def _store(rows: list[MeasureOrigin], *, by: Any) -> list[MeasureOrigin]:
    for row in rows:
        row.save()
        how = row.get_kind_display()
        details = {"parent": str(row.parent), "how": how, "sha256": row.taken_sha256}
        record("plans.origin_linked", row.measure, by=by, **details)
    return rows
