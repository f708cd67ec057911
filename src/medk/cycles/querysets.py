"""Sight of cycles and cohorts."""

import datetime as dt
from typing import Any, Self

from django.db.models import Q

from medk.orgs.querysets import ScopedQuerySet, above_ids, territory_ids


class CycleQuerySet(ScopedQuerySet):
    """A cycle is seen from its region, from above it and from below it: dates are no secret."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(
            Q(organisation_id__in=territory_ids(user)) | Q(organisation_id__in=above_ids(user))
        )


class KeyDateQuerySet(ScopedQuerySet):
    """Key dates follow their cycle."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(
            Q(cycle__organisation_id__in=territory_ids(user)) | Q(cycle__organisation_id__in=above_ids(user))
        )


class CohortQuerySet(KeyDateQuerySet):
    """Cohorts follow their cycle; who belongs to one does not."""


class CohortMembershipQuerySet(ScopedQuerySet):
    """A school's place in a cohort is seen within the school's territory only."""

    scope_path = "organisation"

    def on(self, day: dt.date) -> Self:
        """Memberships that hold on a day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
