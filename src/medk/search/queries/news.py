"""What happened to a watched thing, as far as the one who watches may know (decision 1)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from medk.audit.models import AuditEntry
from medk.orgs.querysets import own_ids, territory_ids
from medk.plans.models import Execution, Measure
from medk.plans.rules.journal import PUBLIC


def _of_measures(user: Any, ids: list[int]) -> Q:
    plan = Q(object_type="plans.measure", object_id__in=ids)
    parts = Execution.objects.visible_to(user).filter(measure_id__in=ids)
    return (plan & _known(user)) | Q(object_type="plans.execution", object_id__in=parts.values("pk"))


def _of_road_maps(user: Any, ids: list[int]) -> Q:
    measures = Measure.objects.filter(road_map_id__in=ids)
    plan = Q(object_type="plans.roadmap", object_id__in=ids) | Q(
        object_type="plans.measure", object_id__in=measures.values("pk")
    )
    parts = Execution.objects.visible_to(user).filter(measure__road_map_id__in=ids)
    return (plan & _known(user)) | Q(object_type="plans.execution", object_id__in=parts.values("pk"))


def _of_organisations(user: Any, ids: list[int]) -> Q:
    """Of one's territory and own organisations, as the journal of actions shows them."""
    seen = Q(organisation_id__in=territory_ids(user)) | Q(organisation_id__in=own_ids(user))
    return Q(organisation_id__in=ids) & seen


def _known(user: Any) -> Q:
    """Of a plan everybody knows what is published, its owner's territory all the rest."""
    return Q(kind__in=PUBLIC) | Q(organisation_id__in=territory_ids(user))


#: What can be watched → which audit entries about things with these numbers a user may know.
WATCHABLE: dict[str, Callable[[Any, list[int]], Q]] = {
    "plans.roadmap": _of_road_maps,
    "plans.measure": _of_measures,
    "orgs.organisation": _of_organisations,
}


def news_about(user: Any, subject_type: str, ids: list[int]) -> Any:
    """Audit entries about things of one kind; what the user did is no news to them."""
    entries = AuditEntry.objects.filter(WATCHABLE[subject_type](user, ids))
    return entries.exclude(actor_id=user.pk)
