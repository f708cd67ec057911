"""Organisations with their place in the tree, and appointments."""

import datetime as dt
from typing import Any

import factory

from medk.accounts.models import User
from medk.orgs.models import Appointment, Organisation, OrganisationKind, TreeLink, TreeMembership
from medk.orgs.roles import Role
from tests.factories.accounts import PersonFactory, UserFactory

#: Old enough for every date that tests speak of.
LONG_AGO = dt.date(2015, 1, 1)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An organisation; its membership and closure links are written with it, as orgs.actions does."""

    class Meta:
        model = Organisation

    kind = OrganisationKind.SCHOOL
    name = factory.Sequence(lambda n: f"Школа № {n}")

    @classmethod
    def _create(cls, model_class: type[Organisation], *args: Any, **kwargs: Any) -> Organisation:
        organisation = super()._create(model_class, *args, **kwargs)
        place(organisation)
        return organisation


def place(organisation: Organisation) -> None:
    """Write the membership and the closure links of a new leaf of the tree."""
    parent = organisation.parent
    TreeMembership.objects.create(organisation=organisation, parent=parent, valid_from=LONG_AGO)
    above = TreeLink.objects.filter(descendant=parent) if parent else TreeLink.objects.none()
    links = [TreeLink(ancestor=organisation, descendant=organisation, depth=0)]
    links += [
        TreeLink(ancestor_id=link.ancestor_id, descendant=organisation, depth=link.depth + 1)
        for link in above
    ]
    TreeLink.objects.bulk_create(links)


class AppointmentFactory(factory.django.DjangoModelFactory):
    """An open appointment."""

    class Meta:
        model = Appointment

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.SCHOOL_HEAD
    started_on = dt.date(2021, 1, 11)
    act = "приказ № 1"


def appoint(role: Role, organisation: Organisation, *, name: str = "", **fields: Any) -> User:
    """A new user holding one role at one organisation."""
    user = UserFactory(person__name=name or role.label.capitalize(), person__position=role.label)
    AppointmentFactory(person=user.person, organisation=organisation, role=role, **fields)
    return user
