"""Keeping the projection of progress true."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.db.models import Q

from medk.cycles.models import Cohort
from medk.kernel import clock
from medk.plans.choices import Population, RoadMapStatus
from medk.plans.models import Measure, MeasureProgress, MeasureProgressDay
from medk.plans.queries.closing import COUNTS
from medk.plans.queries.leaves import with_leaf_parts
from medk.plans.queries.progress import count
from medk.plans.queries.zones import zone_of

_FIELDS = [field.name for field in MeasureProgress._meta.concrete_fields if field.name != "measure"]
#: Measures counted in one write; keeps a writing transaction far under a second (decision 18).
CHUNK = 100


@transaction.atomic
def hold(measure_ids: Iterable[int]) -> None:
    """Lock the projections of measures until the end of the transaction, in one order for everybody.

    Taken before a change, so that two people who finish two parts of one measure at once are counted
    one after the other and neither count is lost.
    """
    rows = MeasureProgress.objects.select_for_update().filter(measure_id__in=sorted(measure_ids))
    list(rows.order_by("measure_id").values_list("pk", flat=True))


#: Measures whose count is put off until the end of a bulk run; None: counted at once.
_put_off: ContextVar[set[int] | None] = ContextVar("medk_counting_put_off", default=None)


@contextmanager
def counting_once() -> Iterator[None]:
    """Count each measure touched inside once, at the end: for generators that make many moves.

    The whole is one transaction, so nobody sees moves without their counts.
    """
    token = _put_off.set(set())
    try:
        with transaction.atomic():
            yield
            touched = _put_off.get() or set()
            _put_off.set(None)
            count_progress(touched, closes=False)
    finally:
        _put_off.reset(token)


@transaction.atomic
def count_progress(measure_ids: Iterable[int], *, on: dt.date | None = None, closes: bool = True) -> None:
    """Count measures anew on a date (default: today where the plan's owner is) and keep the counts.

    Counts of an earlier day become those that closed it, unless moves of several days were put off.
    """
    wanted = sorted(set(measure_ids))
    waiting = _put_off.get()
    if waiting is not None:
        waiting.update(wanted)
        return
    measures = list(with_leaf_parts(Measure.objects.filter(pk__in=wanted)))
    by_day: dict[dt.date, list[Measure]] = {}
    zones: dict[int, dt.date] = {}
    for measure in measures:
        owner = measure.road_map.organisation_id
        if owner not in zones:
            zones[owner] = on or clock.today(zone_of(owner))
        by_day.setdefault(zones[owner], []).append(measure)
    rows = [row for day, held in by_day.items() for row in count(held, day)]
    for day, held in by_day.items() if closes else ():
        close_days([measure.pk for measure in held], before=day)
    MeasureProgress.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["measure"], update_fields=_FIELDS, batch_size=CHUNK
    )


def close_days(measure_ids: list[int], *, before: dt.date) -> None:
    """Keep the last counts of measures as those that closed their day, when another day is being counted.

    A day that closes with the counts of the day before it makes that row longer.
    """
    old = list(MeasureProgress.objects.filter(measure_id__in=measure_ids, counted_on__lt=before))
    if not old:
        return
    day = dt.timedelta(days=1)
    ends = {row.counted_on - day for row in old}
    kept = MeasureProgressDay.objects.filter(measure_id__in=[row.pk for row in old], through__in=ends)
    last = {(row.measure_id, row.through): row for row in kept}
    longer, made = [], []
    for row in old:
        same = last.get((row.measure_id, row.counted_on - day))
        if same and all(getattr(same, name) == getattr(row, name) for name in COUNTS):
            same.through = row.counted_on
            longer.append(same)
        else:
            counts = {name: getattr(row, name) for name in COUNTS}
            made.append(
                MeasureProgressDay(measure_id=row.pk, on=row.counted_on, through=row.counted_on, **counts)
            )
    MeasureProgressDay.objects.bulk_update(longer, ["through"], batch_size=CHUNK)
    MeasureProgressDay.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["measure", "on"],
        update_fields=["through", *COUNTS],
        batch_size=CHUNK,
    )


def count_cohort(cohort_id: int) -> None:
    """Count anew the measures of approved plans that go by the members of a cohort, in short transactions."""
    cohort = Cohort.objects.filter(pk=cohort_id).first()
    if cohort is None:
        return
    rows = Measure.objects.filter(
        road_map__cycle_id=cohort.cycle_id,
        road_map__status=RoadMapStatus.APPROVED,
        population__in=(Population.SCHOOL, Population.MUNICIPALITY, Population.CURATOR),
    ).filter(Q(cohort=cohort) | Q(cohort__isnull=True))
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), CHUNK):
        count_progress(ids[at : at + CHUNK])


def turn_day() -> int:
    """Count anew every approved measure whose projection is of another day; returns how many.

    Runs when the date turns somewhere; safe to run again, in short transactions.
    """
    turned = 0
    stale = MeasureProgress.objects.filter(measure__road_map__status=RoadMapStatus.APPROVED)
    for owner in stale.values_list("measure__road_map__organisation_id", flat=True).distinct().order_by():
        day = clock.today(zone_of(owner))
        rows = stale.filter(measure__road_map__organisation_id=owner).exclude(counted_on=day)
        ids = list(rows.values_list("measure_id", flat=True))
        for at in range(0, len(ids), CHUNK):
            count_progress(ids[at : at + CHUNK], on=day)
        turned += len(ids)
    return turned
