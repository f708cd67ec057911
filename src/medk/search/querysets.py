"""Sight of what search keeps: an entry is seen by whoever sees its subject; the rest is one's own."""

import datetime as dt
from functools import lru_cache
from typing import Any, Self

from django.apps import apps
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q

from medk.accounts.models import User
from medk.kernel import clock
from medk.kernel.searching import sources
from medk.orgs.roles import TERRITORY_ROLES
from medk.plans.access import held_by


def holds_everything(user: Any) -> bool:
    """Whether the user's territory is the whole tree: nothing need be asked place by place."""
    return any(held.kind == "federation" and held.role in TERRITORY_ROLES for held in held_by(user))


class SearchEntryQuerySet(models.QuerySet):
    """Entries of the index."""

    def visible_to(self, user: Any) -> Self:
        """Entries whose subject the user sees, asked of each source in the query itself."""
        return self._seen(user, everything=holds_everything(user))

    def _seen(self, user: Any, *, everything: bool) -> Self:
        whole = [source.label for source in sources().values() if everything and source.whole]
        seen = Q(subject_type__in=whole)
        for label, source in sources().items():
            if label not in whole:
                subject = source.sight(user).filter(pk=OuterRef("subject_id"))
                seen |= Q(Exists(subject), subject_type=label)
        return self.filter(seen)

    def within_sight(self, user: Any) -> models.QuerySet:
        """The same as `visible_to`, for a query that is not part of another one.

        The condition unites the sights of all sources: making and compiling it takes longer than asking
        it, and it depends on nothing but the person and the day.
        """
        condition, params = _condition(user.pk, user.person_id, clock.today(), holds_everything(user))
        return self.extra(where=[condition], params=params)  # noqa: S610 - compiled from the ORM


@lru_cache(maxsize=512)
def _condition(user_id: int, person_id: int, day: dt.date, everything: bool) -> tuple[str, list[Any]]:
    """SQL of `visible_to`, its values apart."""
    user = User(pk=user_id, person_id=person_id)
    rows = apps.get_model("search", "SearchEntry").objects.all()
    query = rows._seen(user, everything=everything).query
    compiler = query.get_compiler(connection=connection)
    compiler.setup_query()
    condition, params = compiler.compile(query.where)
    return f"({condition})", list(params)


class OwnQuerySet(models.QuerySet):
    """Rows that belong to one user and are nobody else's business."""

    def visible_to(self, user: Any) -> Self:
        """The user's own."""
        return self.filter(user_id=user.pk or 0)

    def about(self, subject_type: str, subject_id: int) -> Self:
        """Rows about one subject."""
        return self.filter(subject_type=subject_type, subject_id=subject_id)
