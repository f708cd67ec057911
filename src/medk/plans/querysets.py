"""Sight of plans: territory, own part, published (decision 1)."""

import datetime as dt
from functools import lru_cache
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from medk.kernel import clock
from medk.orgs.querysets import ScopedQuerySet, above_ids, own_ids, own_ids_of, territory_ids
from medk.plans.choices import AmendmentStatus, RoadMapStatus

PUBLISHED_AMENDMENTS = (AmendmentStatus.APPROVED, AmendmentStatus.IN_FORCE)
PUBLISHED = (RoadMapStatus.APPROVED, RoadMapStatus.CLOSED)


def own_measure_ids(user: Any) -> models.QuerySet:
    """Measures that name the user's organisation or person as executor, or a part of which is theirs."""
    return _naming(user.person_id or 0, clock.today()).all()


@lru_cache(maxsize=512)
def _naming(person_id: int, day: dt.date) -> models.QuerySet:
    """The unasked query, kept as in `orgs.querysets`: building it takes longer than asking it."""
    executors = apps.get_model("plans", "Executor").objects
    named = Q(organisation_id__in=own_ids_of(person_id, day)) | Q(person_id=person_id)
    return executors.filter(named).values("measure_id")


def _own_execution(user: Any) -> Q:
    person = user.person_id
    return (
        Q(unit_person_id=person)
        | Q(assignee_id=person)
        | Q(unit_organisation_id__in=own_ids(user))
        | Q(unit_organisation__isnull=True, unit_person__isnull=True, measure_id__in=own_measure_ids(user))
    )


class RoadMapQuerySet(ScopedQuerySet):
    """Road maps."""

    def in_territory(self, user: Any) -> Self:
        """The first source of sight alone: maps owned within the user's territory."""
        return super().visible_to(user)

    def visible_to(self, user: Any) -> Self:
        """Own territory's maps (drafts too), published maps from above, maps that name the user."""
        measures = apps.get_model("plans", "Measure").objects
        own_part = measures.filter(pk__in=own_measure_ids(user)).values("road_map_id")
        return self.filter(
            Q(organisation_id__in=territory_ids(user))
            | Q(organisation_id__in=above_ids(user), status__in=PUBLISHED)
            | Q(pk__in=own_part, status__in=PUBLISHED)
        )

    def discussed_by(self, user: Any) -> Self:
        """Whose comments, files and moves a person reads: of the owner's territory (decision 1)."""
        return self.filter(organisation_id__in=territory_ids(user))

    def published(self) -> Self:
        """Approved or closed."""
        return self.filter(status__in=PUBLISHED)


class PartOfRoadMapQuerySet(models.QuerySet):
    """Rows that are as public as their road map: the path to it is `road_map_path`."""

    road_map_path = "road_map"

    def visible_to(self, user: Any) -> Self:
        maps = apps.get_model("plans", "RoadMap").objects.visible_to(user).values("pk")
        return self.filter(**{f"{self.road_map_path}__in": maps})


class SectionQuerySet(PartOfRoadMapQuerySet):
    """Sections follow their road map."""


class MeasureQuerySet(PartOfRoadMapQuerySet):
    """Measures follow their road map."""

    def discussed_by(self, user: Any) -> Self:
        """Whose comments, files and moves a person reads: of the owner's territory, or named in the row.

        A published measure is read by all, its discussion is not (decision 1); a school speaks about
        its own part.
        """
        return self.filter(
            Q(road_map__organisation_id__in=territory_ids(user)) | Q(pk__in=own_measure_ids(user))
        )


class PartOfMeasureQuerySet(PartOfRoadMapQuerySet):
    """Actions, milestones, occurrences, executors, targets follow their measure."""

    road_map_path = "measure__road_map"


class TargetReadingQuerySet(PartOfRoadMapQuerySet):
    """Readings of targets follow the measure."""

    road_map_path = "target__measure__road_map"


class MeasureLinkQuerySet(models.QuerySet):
    """Links between measures: seen by those who see both ends."""

    def visible_to(self, user: Any) -> Self:
        maps = apps.get_model("plans", "RoadMap").objects.visible_to(user).values("pk")
        return self.filter(source__road_map__in=maps, target__road_map__in=maps)

    def held(self, at: dt.datetime | None = None) -> Self:
        """Links in force, now or at a past moment; declined proposals never are."""
        rows = self.filter(is_declined=False)
        if at is None:
            return rows.filter(withdrawn_at__isnull=True)
        return rows.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at), entered_at__lte=at)

    def touching(self, measure_ids: Any) -> Self:
        """Links of which either end is among these measures."""
        return self.filter(Q(source__in=measure_ids) | Q(target__in=measure_ids))


class AttachedScheduleQuerySet(PartOfMeasureQuerySet):
    """Schedules with their files: within the territory of the plan's owner; their dates are the plan's."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(measure__road_map__organisation_id__in=territory_ids(user))


class MeasureRequestQuerySet(models.QuerySet):
    """Requests: the plan's owner and those above see all; others their territory's and their own."""

    def visible_to(self, user: Any) -> Self:
        territory = territory_ids(user)
        return self.filter(
            Q(measure__road_map__organisation_id__in=territory)
            | Q(organisation_id__in=territory)
            | Q(organisation_id__in=own_ids(user))
        )


class OrderImportQuerySet(ScopedQuerySet):
    """What belongs to the making of a plan is seen within the owner's territory only."""

    def visible_to(self, user: Any) -> Self:
        """One's own, and those that were read: the rest is nobody else's business (decision 18)."""
        return super().visible_to(user).filter(Q(status="read") | Q(by_id=user.pk))


class DraftPartQuerySet(ScopedQuerySet):
    """Unread fragments and versions: within the territory of the plan's owner."""

    scope_path = "road_map__organisation"


class OriginDecisionQuerySet(ScopedQuerySet):
    """What a territory decided about changes from above: its own business and of those above it."""

    scope_path = "origin__measure__road_map__organisation"


class PlanAmendmentQuerySet(models.QuerySet):
    """Amendments: their drafts within the owner's territory; once approved as public as the plan."""

    def visible_to(self, user: Any) -> Self:
        """Being prepared or withdrawn ones are nobody's business below the owner."""
        maps = apps.get_model("plans", "RoadMap").objects.visible_to(user).values("pk")
        return self.filter(
            Q(road_map__organisation_id__in=territory_ids(user))
            | Q(status__in=PUBLISHED_AMENDMENTS, road_map__in=maps)
        )


class AmendmentLineQuerySet(models.QuerySet):
    """Lines follow their amendment."""

    def visible_to(self, user: Any) -> Self:
        seen = apps.get_model("plans", "PlanAmendment").objects.visible_to(user).values("pk")
        return self.filter(amendment__in=seen)


class ExecutionQuerySet(models.QuerySet):
    """Parts of execution: never a neighbour's (decision 1)."""

    def visible_to(self, user: Any) -> Self:
        """The plan's owner and those above see all; a territory sees its units; executors their own."""
        territory = territory_ids(user)
        return self.filter(
            Q(measure__road_map__organisation_id__in=territory)
            | Q(unit_organisation_id__in=territory)
            | _own_execution(user)
        )


class PartOfExecutionQuerySet(models.QuerySet):
    """Evidence follows its execution."""

    def visible_to(self, user: Any) -> Self:
        seen = apps.get_model("plans", "Execution").objects.visible_to(user).values("pk")
        return self.filter(execution_id__in=seen)


class PauseQuerySet(PartOfMeasureQuerySet):
    """Pauses of a measure are as public as it is; a unit's or a leaf's only within its sight."""

    def visible_to(self, user: Any) -> Self:
        territory = territory_ids(user)
        seen = apps.get_model("plans", "Execution").objects.visible_to(user).values("pk")
        whole = Q(unit_organisation__isnull=True, execution__isnull=True)
        maps = apps.get_model("plans", "RoadMap").objects.visible_to(user).values("pk")
        return self.filter(
            Q(whole, measure__road_map__in=maps)
            | Q(measure__road_map__organisation_id__in=territory)
            | Q(unit_organisation_id__in=territory)
            | Q(unit_organisation_id__in=own_ids(user))
            | Q(execution_id__in=seen)
        )
