"""Approval: by whom, when it is refused, and what it freezes."""

import datetime as dt

import pytest

from medk.kernel.refusals import NotAllowed, Refused
from medk.notices.models import Notice
from medk.plans.actions.approval import approve_road_map
from medk.plans.actions.drafts import begin_plan, discard_draft, restore_draft
from medk.plans.actions.drafts_measures import accept_rest
from medk.plans.actions.drafts_structure import add_measure
from medk.plans.actions.drafts_unread import ignore_fragments
from medk.plans.actions.executors import meant_by, set_executors
from medk.plans.choices import RoadMapStatus
from medk.plans.models import Measure, MeasureProgress, MeasureVersion, Occurrence, RoadMap
from medk.plans.queries.content import digest
from medk.plans.queries.review import findings_of, warnings
from medk.workflow.models import Transition
from tests.plans.drafting import read_draft
from tests.world import District

DAY = dt.date(2022, 3, 1)


@pytest.fixture
def ready(district: District) -> RoadMap:
    """The municipality's draft with every question answered."""
    road_map = read_draft(district)
    by = district.users["municipal"]
    accept_rest(road_map, by=by)
    ignore_fragments(road_map, by=by)
    return road_map


def codes(road_map: RoadMap) -> set[str]:
    return {finding.code for finding in warnings(findings_of(road_map))}


def approve(road_map: RoadMap, district: District, name: str = "municipal") -> None:
    approve_road_map(road_map, by=district.users[name], approved_on=DAY, acknowledged=codes(road_map))


def test_an_approved_plan_is_frozen(ready: RoadMap, district: District) -> None:
    approve(ready, district)
    assert (ready.status, ready.approved_on) == (RoadMapStatus.APPROVED, DAY)
    baseline = ready.baselines.get()
    assert len(baseline.content["measures"]) == 15
    assert baseline.sha256 == digest(baseline.content)
    assert MeasureVersion.objects.filter(measure__road_map=ready, valid_from=DAY).count() == 15


def test_occurrences_and_counts_begin(ready: RoadMap, district: District) -> None:
    approve(ready, district)
    weekly = ready.measures.get(number="2.3")
    assert Occurrence.objects.filter(measure=weekly).count() > 3
    assert MeasureProgress.objects.filter(measure__road_map=ready).count() == 15


def test_the_move_carries_both_dates(ready: RoadMap, district: District) -> None:
    approve(ready, district)
    move = Transition.objects.about(ready).get(move="approve")
    assert (move.happened_on, move.entered_at.date()) == (DAY, dt.date(2022, 5, 20))


def test_executors_learn_of_it(ready: RoadMap, district: District) -> None:
    Measure.objects.filter(road_map=ready).update(population="")
    pks = list(ready.measures.values_list("pk", flat=True))
    meant = meant_by(f"organisation:{district.school.pk}", ready)
    set_executors(ready, pks, meant=meant, by=district.users["municipal"])
    approve(ready, district)
    assert Notice.objects.filter(recipient=district.users["head"]).count() == 1
    assert not Notice.objects.filter(recipient=district.users["neighbour_head"]).exists()


def test_a_class_and_a_population_learn_of_it(ready: RoadMap, district: District) -> None:
    """Participants of the municipality are told once, schools elsewhere and outsiders never."""
    by = district.users["municipal"]
    pks = list(ready.measures.values_list("pk", flat=True))
    set_executors(ready, pks[:3], meant=meant_by("body_class:curators", ready), by=by)
    Measure.objects.filter(pk=pks[5]).update(population="school")
    approve(ready, district)
    told = set(Notice.objects.filter(kind="plans.appointed").values_list("recipient_id", flat=True))
    expected = ("curator", "head", "staff", "neighbour_head")
    assert told == {district.users[name].pk for name in expected}


def test_chosen_schools_alone_learn_of_it(ready: RoadMap, district: District) -> None:
    Measure.objects.filter(road_map=ready).update(population="")
    measure = ready.measures.first()
    Measure.objects.filter(pk=measure.pk).update(population="school")
    measure.chosen_units.set([district.neighbour_school])
    approve(ready, district)
    told = set(Notice.objects.filter(kind="plans.appointed").values_list("recipient_id", flat=True))
    assert told == {district.users["neighbour_head"].pk}


@pytest.mark.parametrize("name", ["regional", "administrator", "other_municipal", "methodical", "head"])
def test_only_the_owners_coordinator_approves(ready: RoadMap, district: District, name: str) -> None:
    with pytest.raises(NotAllowed, match="муниципальный координатор"):
        approve(ready, district, name)


def test_open_questions_stop_it(ready: RoadMap, district: District) -> None:
    measure = ready.measures.first()
    measure.questions = [{"field": "title", "code": "unsure", "message": "?", "is_settled": False}]
    measure.save()
    ready.unread.create(text="Сноска")
    with pytest.raises(Refused, match="осталось 1\u00a0вопрос и 1\u00a0неразобранный"):
        approve(ready, district)
    assert not ready.baselines.exists()


def test_slips_must_be_acknowledged(ready: RoadMap, district: District) -> None:
    first, second = ready.measures.filter(section=ready.sections.first())[:2]
    Measure.objects.filter(pk=second.pk).update(number=first.number)
    by = district.users["municipal"]
    with pytest.raises(Refused, match="Номер"):
        approve_road_map(ready, by=by, approved_on=DAY, acknowledged=())
    approve_road_map(ready, by=by, approved_on=DAY, acknowledged=codes(ready))


def test_it_is_not_dated_ahead(ready: RoadMap, district: District) -> None:
    with pytest.raises(Refused, match="не наступила"):
        approve_road_map(ready, by=district.users["municipal"], approved_on=dt.date(2022, 5, 21))


def test_of_two_who_approve_one_wins(ready: RoadMap, district: District) -> None:
    other = RoadMap.objects.get(pk=ready.pk)
    approve(ready, district)
    with pytest.raises(Refused):
        approve(other, district)
    assert ready.baselines.count() == 1


def test_a_plan_typed_by_hand_is_approved_without_an_order(district: District) -> None:
    by = district.users["head"]
    road_map = begin_plan(district.school, district.cycle, year=2022, title="Наш план", by=by)
    with pytest.raises(Refused, match="нет мероприятий"):
        approve(road_map, district, "head")
    add_measure(road_map, "Провести педсовет", by=by)
    approve(road_map, district, "head")
    assert road_map.status == RoadMapStatus.APPROVED
    assert road_map.level == "school"


def test_a_draft_is_discarded_with_a_reason_and_restored(ready: RoadMap, district: District) -> None:
    by = district.users["regional"]
    with pytest.raises(Refused, match="причину"):
        discard_draft(ready, reason=" ", by=by)
    discard_draft(ready, reason="Не тот файл", by=by)
    assert ready.status == RoadMapStatus.DISCARDED
    restore_draft(ready, by=by)
    assert (ready.status, ready.measures.count()) == (RoadMapStatus.DRAFT, 15)
