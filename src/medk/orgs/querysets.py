"""Sight: who sees which organisations, and rows that reach an organisation (decision 1).

Everything here returns subqueries, never lists of ids.
"""

import datetime as dt
from functools import lru_cache
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from medk.kernel import clock
from medk.orgs.apps import this
from medk.orgs.roles import TERRITORY_ROLES, Role


def _person_id(user: Any) -> int:
    """Number of the user's person; 0, which nobody has, for the anonymous."""
    return getattr(user, "person_id", None) or 0


def active_appointments(user: Any, on: dt.date | None = None) -> models.QuerySet:
    """The user's appointments that hold on a day (today by default): the source of every right."""
    rows = apps.get_model("orgs", "Appointment").objects.active(on)
    return rows.filter(person_id=_person_id(user))


def root_roles(user: Any) -> frozenset[str]:
    """Roles held at a root of the tree: they alone reach what belongs to no organisation."""
    held = active_appointments(user).filter(organisation__parent__isnull=True)
    return frozenset(held.values_list("role", flat=True))


def territory_ids(user: Any) -> models.QuerySet:
    """Ids of organisations at or below an appointment that gives sight of a territory."""
    return _territory(_person_id(user), clock.today()).all()


def own_ids(user: Any) -> models.QuerySet:
    """Ids of organisations that the user belongs to: appointments' organisations and bodies.

    A curator works at the school but does not belong to it, nor does an expert to the region.
    """
    return own_ids_of(_person_id(user), clock.today()).all()


def above_ids(user: Any) -> models.QuerySet:
    """Ids of organisations at or above any of the user's appointments: whose published plans are read."""
    return _above(_person_id(user), clock.today()).all()


# Building these takes milliseconds, several times on every page, and depends on nothing but the person
# and the day. What is kept is the unasked query, never its rows: callers get a copy of it.


@lru_cache(maxsize=512)
def _held(person_id: int, day: dt.date) -> models.QuerySet:
    return apps.get_model("orgs", "Appointment").objects.active(day).filter(person_id=person_id)


@lru_cache(maxsize=512)
def _territory(person_id: int, day: dt.date) -> models.QuerySet:
    held = _held(person_id, day).filter(role__in=TERRITORY_ROLES).values("organisation_id")
    return apps.get_model("orgs", "TreeLink").objects.filter(ancestor_id__in=held).values("descendant_id")


@lru_cache(maxsize=512)
def own_ids_of(person_id: int, day: dt.date) -> models.QuerySet:
    """Ids of organisations that a person belongs to on a day; copy (`all()`) before asking."""
    organisations = apps.get_model("orgs", "Organisation").objects
    held = _held(person_id, day)
    return organisations.filter(
        Q(pk__in=held.exclude(role__in=[Role.CURATOR, Role.EXPERT]).values("organisation_id"))
        | Q(pk__in=held.filter(body__isnull=False).values("body_id"))
    ).values("pk")


@lru_cache(maxsize=512)
def _above(person_id: int, day: dt.date) -> models.QuerySet:
    held = _held(person_id, day)
    return (
        apps.get_model("orgs", "TreeLink")
        .objects.filter(
            Q(descendant_id__in=held.values("organisation_id")) | Q(descendant_id__in=held.values("body_id"))
        )
        .values("ancestor_id")
    )


class OrganisationQuerySet(models.QuerySet):
    """Organisations by sight and by kind."""

    def in_territory(self, user: Any) -> Self:
        """At or below the user's appointments: the scope of everything kept about organisations."""
        return self.filter(pk__in=territory_ids(user))

    def visible_to(self, user: Any) -> Self:
        """Own territory, those above it, and the bodies that work for those above."""
        above = above_ids(user)
        # Through the links, because what has none yet belongs to an unfinished import.
        bodies = (
            apps.get_model("orgs", "TreeLink")
            .objects.filter(depth=1, ancestor_id__in=above)
            .exclude(descendant__kind__in=["region", "municipality", "school"])
        )
        return self.filter(
            Q(pk__in=territory_ids(user)) | Q(pk__in=above) | Q(pk__in=bodies.values("descendant_id"))
        )

    def below(self, organisation: Any) -> Self:
        """The organisation itself and everything under it today."""
        return self.filter(ancestor_links__ancestor=organisation)

    def above(self, organisation: Any) -> Self:
        """The organisation itself and everything above it today, nearest first."""
        return self.filter(descendant_links__descendant=organisation).order_by("descendant_links__depth")

    def open(self) -> Self:
        """Those not closed."""
        return self.filter(closed_on__isnull=True)


class ScopedQuerySet(models.QuerySet):
    """Rows that reach their organisation through `scope_path` (house style 2.4)."""

    scope_path = "organisation"

    def visible_to(self, user: Any) -> Self:
        """Rows whose organisation lies in the user's territory."""
        return self.filter(**{f"{self.scope_path}__in": territory_ids(user)})


class TerritoryQuerySet(ScopedQuerySet):
    """Rows with a plain `organisation`."""


class AppointmentQuerySet(ScopedQuerySet):
    """Appointments: those in the territory, and one's own."""

    def visible_to(self, user: Any) -> Self:
        """In the territory, the person's own, and the coordinators above (to know whom to ask)."""
        above = Q(organisation_id__in=above_ids(user)) & ~Q(role__in=[Role.CURATOR, Role.EXPERT])
        return self.filter(Q(organisation_id__in=territory_ids(user)) | Q(person_id=_person_id(user)) | above)

    def active(self, on: dt.date | None = None) -> Self:
        """Those that hold on a day, today by default."""
        day = on or clock.today()
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day), started_on__lte=day)


class InvitationQuerySet(ScopedQuerySet):
    """Invitations within the territory."""


class SubjectQuerySet(models.QuerySet):
    """Rows about a subject kept by type and number: seen by whoever sees the subject.

    Owners of subjects register their sight with `register_sight` of this app's configuration.
    """

    def visible_to(self, user: Any) -> Self:
        """Rows whose subject the user sees."""
        sights = this().sights.items()
        seen = Q(pk__in=[])
        for label, sight in sights:
            subject = sight(user).filter(pk=OuterRef("subject_id"))
            seen |= Q(Exists(subject), subject_type=label)
        return self.filter(seen)

    def about(self, subject: models.Model) -> Self:
        """Rows about one subject."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
