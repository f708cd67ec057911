"""Programme years and cohorts."""

import datetime as dt

import factory

from medk.cycles.models import Cohort, CohortMembership, Cycle, KeyDate
from medk.orgs.models import OrganisationKind
from tests.factories.orgs import OrganisationFactory


class CycleFactory(factory.django.DjangoModelFactory):
    """The programme year 2022 of a region."""

    class Meta:
        model = Cycle

    organisation = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.REGION, name="Регион")
    year = 2022
    title = factory.LazyAttribute(lambda cycle: f"Цикл {cycle.year} года")
    starts_on = factory.LazyAttribute(lambda cycle: dt.date(cycle.year, 1, 10))
    ends_on = factory.LazyAttribute(lambda cycle: dt.date(cycle.year, 12, 30))


class KeyDateFactory(factory.django.DjangoModelFactory):
    """One day of the calendar."""

    class Meta:
        model = KeyDate

    cycle = factory.SubFactory(CycleFactory)
    code = factory.Sequence(lambda n: f"date-{n}")
    title = "Мониторинг дорожных карт"
    ends_on = dt.date(2022, 6, 17)


class CohortFactory(factory.django.DjangoModelFactory):
    """The participants of a cycle."""

    class Meta:
        model = Cohort

    cycle = factory.SubFactory(CycleFactory)
    code = "participants"
    title = "Школы-участницы"


class CohortMembershipFactory(factory.django.DjangoModelFactory):
    """A school's place in a cohort from the start of the cycle."""

    class Meta:
        model = CohortMembership

    cohort = factory.SubFactory(CohortFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    valid_from = factory.LazyAttribute(lambda membership: membership.cohort.cycle.starts_on)
    act = "приказ № 2"
