"""Discussions of measures and parts: who speaks, who hears, what a reader of a published plan sees."""

import pytest
from django.test import Client
from django.urls import reverse

from medk.discussions.actions import add_comment
from medk.discussions.models import Comment
from medk.kernel.refusals import NotAllowed
from medk.notices.models import Notice
from medk.plans.choices import Population
from medk.plans.models import Execution, Measure
from tests.factories.plans import ExecutionFactory, ExecutorFactory, MeasureFactory, RoadMapFactory
from tests.world import District


@pytest.fixture
def measure(district: District) -> Measure:
    """A measure of the approved regional plan that the institute executes."""
    road_map = RoadMapFactory(cycle=district.cycle, approved=True)
    measure = MeasureFactory(road_map=road_map, title="Провести семинар")
    ExecutorFactory(measure=measure, organisation=district.institute)
    return measure


@pytest.fixture
def part(district: District) -> Execution:
    """The part of the school in a measure for every school."""
    road_map = RoadMapFactory(cycle=district.cycle, approved=True)
    measure = MeasureFactory(road_map=road_map, population=Population.SCHOOL)
    key = f"o{district.school.pk}"
    return ExecutionFactory(measure=measure, unit_organisation=district.school, leaf_key=key)


def heard() -> dict[str, str]:
    """Who was told, with the address."""
    return {
        str(notice.recipient): notice.url for notice in Notice.objects.select_related("recipient__person")
    }


def test_executors_and_the_owner_talk_about_a_measure(district: District, measure: Measure) -> None:
    add_comment(measure, text="Когда семинар?", by=district.users["regional"])
    address = reverse("plans:measure-detail", args=[measure.pk]) + "#comments"
    assert heard() == dict.fromkeys(["Сотрудник организации", "Региональный оператор", "Куратор"], address)
    Notice.objects.all().delete()
    add_comment(measure, text="В среду.", by=district.users["body_staff"], parent=Comment.objects.get())
    assert "Региональный координатор" in heard()


@pytest.mark.parametrize("role", ["head", "municipal", "stranger"])
def test_readers_of_a_published_plan_neither_see_nor_speak(
    client: Client, district: District, measure: Measure, role: str
) -> None:
    add_comment(measure, text="Только между нами", by=district.users["regional"])
    client.force_login(district.users[role])
    page = client.get(reverse("plans:measure-detail", args=[measure.pk]))
    assert "Только между нами" not in page.content.decode()
    with pytest.raises(NotAllowed):
        add_comment(measure, text="И я", by=district.users[role])


def test_a_part_is_discussed_by_the_school_and_those_above_it(district: District, part: Execution) -> None:
    add_comment(part, text="Протокола нет, примете приказ?", by=district.users["head"])
    assert {"Муниципальный координатор", "Сотрудник школы"} <= set(heard())
    assert "Директор школы" not in heard()
    with pytest.raises(NotAllowed):
        add_comment(part, text="А у нас есть", by=district.users["neighbour_head"])


def test_the_pages_carry_their_discussion(client: Client, district: District, part: Execution) -> None:
    add_comment(part, text="Протокола нет, примете приказ?", by=district.users["head"])
    client.force_login(district.users["municipal"])
    page = client.get(reverse("plans:part", args=[part.measure_id, part.leaf_key])).content.decode()
    assert "Протокола нет, примете приказ?" in page
    assert reverse("discussions:add", args=["plans.execution", part.pk]) in page
