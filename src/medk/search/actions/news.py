"""Telling those who watch that something changed there, as far as they may know of it."""

from collections.abc import Sequence

from django.db.models import Max, Q, QuerySet

from medk.audit.models import AuditEntry
from medk.plans.models import Execution, Measure
from medk.search.models import Watch
from medk.search.queries.news import news_about


def tell_watchers(batch: Sequence[AuditEntry]) -> None:
    """Mark watches whose things changed in a batch of entries; the same batch may come again."""
    within = AuditEntry.objects.filter(pk__gte=batch[0].pk, pk__lte=batch[-1].pk)
    for watch in _touched(within).select_related("user__person"):
        _mark(watch, Q(pk__gte=batch[0].pk, pk__lte=batch[-1].pk))


def look_through() -> None:
    """The same for all watches and everything since each was looked at: what was missed comes to light."""
    for watch in Watch.objects.select_related("user__person").iterator(chunk_size=500):
        _mark(watch, Q(at__gt=watch.looked_at))


def _mark(watch: Watch, among: Q) -> None:
    """Keep when the thing last changed, of the entries meant."""
    news = news_about(watch.user, watch.subject_type, [watch.subject_id])
    last = news.filter(among).aggregate(last=Max("at"))["last"]
    if last is not None:
        newer = Q(changed_at__isnull=True) | Q(changed_at__lt=last)
        Watch.objects.filter(newer, pk=watch.pk).update(changed_at=last)


def _touched(within: QuerySet) -> QuerySet:
    """Watches of things that the entries name, themselves or by a part."""

    def named(label: str) -> QuerySet:
        return within.filter(object_type=label).values("object_id")

    parts = Execution.objects.filter(pk__in=named("plans.execution"))
    measures = Measure.objects.filter(pk__in=named("plans.measure"))
    return Watch.objects.filter(
        Q(subject_type="plans.measure", subject_id__in=named("plans.measure"))
        | Q(subject_type="plans.measure", subject_id__in=parts.values("measure_id"))
        | Q(subject_type="plans.roadmap", subject_id__in=named("plans.roadmap"))
        | Q(subject_type="plans.roadmap", subject_id__in=measures.values("road_map_id"))
        | Q(subject_type="plans.roadmap", subject_id__in=parts.values("measure__road_map_id"))
        | Q(subject_type="orgs.organisation", subject_id__in=within.values("organisation_id"))
    )
