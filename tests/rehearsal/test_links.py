"""Links, schedules and requests of the demo, played over a small plan."""

import datetime as dt

import pytest

from medk.kernel import clock
from medk.plans.choices import ScheduleKind
from medk.plans.integrity import progress_is_true
from medk.plans.models import AttachedSchedule, MeasureLink, MeasureRequest, Occurrence
from medk.rehearsal import links
from medk.rehearsal.settle import Settled
from medk.rehearsal.stage import Scene, play_days
from tests.plans.scenes import approved_measure


@pytest.fixture
def scene(district):
    """A draft and its approval, a measure by a schedule, one by requests."""
    first = approved_measure(district, number="1", title="Разработать порядок отбора")
    plan = {"road_map": first.road_map}
    approved_measure(district, number="2", title="Утвердить порядок отбора", **plan)
    by_school = {"population": "school", "due_on": None, **plan}
    approved_measure(district, number="3", schedule_kind=ScheduleKind.BY_SEPARATE_SCHEDULE, **by_school)
    approved_measure(district, number="4", schedule_kind=ScheduleKind.ON_REQUEST, **by_school)
    return Scene(first.road_map, "test", 500, dt.date(2022, 5, 20), False, Settled())


def test_the_year_has_links_schedules_and_requests(scene, district):
    by = district.users["regional"]
    links.prepare(scene, by=by)
    (link,) = MeasureLink.objects.held()
    assert (link.source.number, link.target.number, link.is_proposed) == ("1", "2", True)
    slots = Occurrence.objects.filter(measure__number="3")
    assert slots.count() == len(links.TOPICS)
    assert sum(not slot.unit_ids for slot in slots) == 1
    play_days(links.happenings(scene, by=by), say=lambda line: None)
    assert list(AttachedSchedule.objects.order_by("pk").values_list("status", flat=True)) == [
        "replaced",
        "applied",
    ]
    assert list(MeasureRequest.objects.order_by("pk").values_list("status", flat=True)) == [
        "accepted",
        "accepted",
        "asked",
    ]
    with clock.at(dt.date(2022, 5, 20)):
        assert list(progress_is_true()) == []
