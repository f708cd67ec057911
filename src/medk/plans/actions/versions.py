"""The only writer of versions: what a plan says of its measures, from when, entered when."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from medk.kernel import clock
from medk.plans.actions.late import note_late
from medk.plans.choices import RoadMapStatus
from medk.plans.models import LateFact, Measure, MeasureVersion
from medk.plans.queries.versions import Said, applied, changed, said_of, with_structure
from medk.plans.queries.zones import zone_of

BATCH = 200
_KEPT = (RoadMapStatus.APPROVED, RoadMapStatus.CLOSED)


@transaction.atomic
def keep_versions(
    measures: Iterable[Measure | int],
    *,
    effective_on: dt.date | None = None,
    by: Any = None,
    what: str = "",
) -> int:
    """Keep what the plan says of measures after a change of them; returns how many rows were added.

    Call it in the transaction of the change, once the measures and their parts are written. The change
    holds from `effective_on` (default: today where the plan's owner is); a change of an earlier day is
    put upon every later version too. `what` says in a few words what was changed. A draft keeps nothing:
    its history begins with approval.
    """
    ids = sorted({row if isinstance(row, int) else row.pk for row in measures})
    rows = list(with_structure(Measure.objects.filter(pk__in=ids, road_map__status__in=_KEPT)))
    history = _history(row.pk for row in rows)
    today = _todays(rows)
    made: list[MeasureVersion] = []
    for measure in rows:
        day = effective_on or today[measure.road_map.organisation_id]
        spans = _spans(measure, history.get(measure.pk, []), day, today[measure.road_map.organisation_id])
        made += [
            MeasureVersion(
                measure=measure,
                content=said.content,
                structure=said.structure,
                valid_from=since,
                entered_at=clock.now(),
                by=by,
                what=what[:255],
            )
            for since, said in spans
        ]
    MeasureVersion.objects.bulk_create(made, batch_size=BATCH)
    _note(made, history, today, by=by, what=what)
    return len(made)


def _history(measure_ids: Iterable[int]) -> dict[int, list[MeasureVersion]]:
    found: dict[int, list[MeasureVersion]] = {}
    for row in MeasureVersion.objects.filter(measure_id__in=list(measure_ids)).order_by("valid_from", "pk"):
        found.setdefault(row.measure_id, []).append(row)
    return found


def _todays(measures: Iterable[Measure]) -> dict[int, dt.date]:
    owners = {measure.road_map.organisation_id for measure in measures}
    return {owner: clock.today(zone_of(owner)) for owner in owners}


def _spans(
    measure: Measure, kept: list[MeasureVersion], day: dt.date, today: dt.date
) -> list[tuple[dt.date, Said]]:
    """New versions, each with its first day: the change upon what held on `day` and on every later turn."""
    now = said_of(measure)
    if not kept:
        return [(day, now)]
    holding = [row for row in kept if row.valid_from <= today] or kept[:1]
    change = changed(_said(holding[-1]), now)
    if not change:
        return []
    start = max(day, kept[0].valid_from)
    base = [row for row in kept if row.valid_from <= start][-1]
    later = {row.valid_from: row for row in kept if row.valid_from > start}
    return [
        (start, applied(_said(base), change)),
        *((d, applied(_said(r), change)) for d, r in later.items()),
    ]


def _said(row: MeasureVersion) -> Said:
    return Said(row.content, row.structure)


def _note(
    made: Iterable[MeasureVersion],
    history: dict[int, list[MeasureVersion]],
    today: dict[int, dt.date],
    *,
    by: Any,
    what: str,
) -> None:
    """Of a change of an earlier day the first row is the late fact; approval by an earlier order is not a change."""
    first: dict[int, MeasureVersion] = {}
    for row in made:
        if history.get(row.measure_id):
            first.setdefault(row.measure_id, row)
    for row in first.values():
        note_late(
            LateFact.Kind.CONTENT,
            row.measure,
            number=row.pk,
            happened_on=row.valid_from,
            by=by,
            what=what or "Изменён план",
            today=today[row.measure.road_map.organisation_id],
        )
