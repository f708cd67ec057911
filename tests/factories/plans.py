"""Road maps and what they hold."""

import datetime as dt

import factory

from medk.plans.choices import Level, RoadMapStatus, ScheduleKind, TargetKind
from medk.plans.models import Action, Execution, Executor, Measure, RoadMap, Section, Target
from tests.factories.cycles import CycleFactory


class RoadMapFactory(factory.django.DjangoModelFactory):
    """A regional draft owned by its cycle's region; `approved=True` makes it published."""

    class Meta:
        model = RoadMap

    class Params:
        approved = factory.Trait(status=RoadMapStatus.APPROVED, approved_on=dt.date(2022, 2, 28))

    cycle = factory.SubFactory(CycleFactory)
    organisation = factory.LazyAttribute(lambda road_map: road_map.cycle.organisation)
    level = Level.REGIONAL
    title = factory.LazyAttribute(lambda road_map: f"Дорожная карта на {road_map.plan_year} год")
    plan_year = factory.LazyAttribute(lambda road_map: road_map.cycle.year)


class SectionFactory(factory.django.DjangoModelFactory):
    """A section of a road map."""

    class Meta:
        model = Section

    road_map = factory.SubFactory(RoadMapFactory)
    position = factory.Sequence(lambda n: n)
    title = "Организационные мероприятия"


class MeasureFactory(factory.django.DjangoModelFactory):
    """A measure due on one day, executed once as a whole."""

    class Meta:
        model = Measure

    road_map = factory.SubFactory(RoadMapFactory)
    position = factory.Sequence(lambda n: n)
    number = factory.Sequence(lambda n: str(n + 1))
    title = factory.Sequence(lambda n: f"Мероприятие {n + 1}")
    schedule_kind = ScheduleKind.DATE
    due_on = dt.date(2022, 6, 1)


class ActionFactory(factory.django.DjangoModelFactory):
    """One of several things that a measure asks for."""

    class Meta:
        model = Action

    measure = factory.SubFactory(MeasureFactory)
    position = factory.Sequence(lambda n: n)
    title = "Подготовить материалы"


class ExecutorFactory(factory.django.DjangoModelFactory):
    """An executor as printed, not matched yet."""

    class Meta:
        model = Executor

    measure = factory.SubFactory(MeasureFactory)
    name = "Институт развития образования"


class TargetFactory(factory.django.DjangoModelFactory):
    """A target of 100 %."""

    class Meta:
        model = Target

    measure = factory.SubFactory(MeasureFactory)
    kind = TargetKind.SHARE
    value = 100
    unit = "%"


class ExecutionFactory(factory.django.DjangoModelFactory):
    """A stored leaf of a measure that is executed once; give `leaf_key` and `unit_organisation` else."""

    class Meta:
        model = Execution

    measure = factory.SubFactory(MeasureFactory)
    leaf_key = ""
    due_on = factory.LazyAttribute(lambda execution: execution.measure.due_on)
