"""Setting, withdrawing, declining links: rights, refusals, audit, past moments."""

import datetime as dt

import pytest

from medk.audit.models import AuditEntry
from medk.kernel import clock
from medk.kernel.refusals import NotAllowed, Refused
from medk.plans.access import held_by
from medk.plans.actions.amendments_quick import Change, amend_measure
from medk.plans.actions.links import Ends, decline_link, link_measures, withdraw_link
from medk.plans.models import MeasureLink
from medk.plans.queries.links import around, passed_words, proposals_for, successors_passed
from medk.plans.queries.table import Table
from medk.plans.queries.table_sight import sight_of
from tests.factories.plans import MeasureFactory, RoadMapFactory
from tests.plans.scenes import approved_measure

DAY = dt.date


@pytest.fixture
def owner(district):
    return district.users["regional"]


@pytest.fixture
def three(district):
    """Three measures of the region's plan, the first of them five days late."""
    first = approved_measure(district, number="1.30", due_on=DAY(2022, 5, 15))
    rest = {"road_map": first.road_map}
    second = approved_measure(
        district, number="1.31", due_on=DAY(2022, 6, 10), starts_on=DAY(2022, 5, 23), **rest
    )
    third = approved_measure(district, number="1.32", due_on=DAY(2022, 6, 30), **rest)
    return [first, second, third]


def follow(first, then, by):
    return link_measures(Ends("follows", first, then), by=by)


def test_a_link_is_kept_with_its_audit(three, owner):
    made = follow(three[0], three[1], owner)
    assert (made.kind, made.source, made.target, made.by) == ("follows", three[0], three[1], owner)
    entry = AuditEntry.objects.about(three[1]).get(kind="plans.link_added")
    assert entry.details["title"] == "1.31 следует за 1.30"
    assert entry.actor_name == str(owner)


def test_a_ring_is_refused_by_its_name(three, owner):
    follow(three[0], three[1], owner)
    follow(three[1], three[2], owner)
    with pytest.raises(Refused, match=r"круг: 1\.32 → 1\.30 → 1\.31 → 1\.32"):
        follow(three[2], three[0], owner)
    assert MeasureLink.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "pair", "words"),
    [
        ("follows", (0, 0), "с самим собой"),
        ("reports_on", (1, 1), "с самим собой"),
        ("same_as", (0, 1), "разных планов"),
    ],
)
def test_links_without_sense_are_refused(kind, pair, words, three, owner):
    with pytest.raises(Refused, match=words):
        link_measures(Ends(kind, three[pair[0]], three[pair[1]]), by=owner)


def test_the_same_link_is_refused_twice_and_may_be_set_again_once_withdrawn(three, owner):
    made = follow(three[0], three[1], owner)
    with pytest.raises(Refused, match="уже есть"):
        follow(three[0], three[1], owner)
    with pytest.raises(Refused, match="почему"):
        withdraw_link(made, by=owner, reason=" ")
    withdraw_link(made, by=owner, reason="Ошибочно")
    with pytest.raises(Refused, match="уже снята"):
        withdraw_link(made, by=owner, reason="Ошибочно")
    follow(three[0], three[1], owner)
    assert MeasureLink.objects.held().count() == 1
    assert MeasureLink.objects.count() == 2


def test_only_the_plan_that_waits_sets_its_predecessors(three, district, owner):
    town = approved_measure(district, owner=district.municipality, number="7")
    with pytest.raises(NotAllowed):
        follow(three[0], three[1], district.users["municipal"])
    with pytest.raises(NotAllowed):
        follow(three[0], town, owner)
    assert follow(three[0], town, district.users["municipal"]).target == town


def test_twins_are_set_by_either_side_and_seen_by_both(three, district, owner):
    town = approved_measure(district, owner=district.municipality, number="7")
    link_measures(Ends("same_as", town, three[0]), by=district.users["municipal"])
    with pytest.raises(Refused, match="уже есть"):
        link_measures(Ends("same_as", three[0], town), by=owner)
    for name in ("regional", "municipal", "head"):
        assert MeasureLink.objects.visible_to(district.users[name]).count() == 1
    for name in ("other_municipal", "stranger"):
        assert MeasureLink.objects.visible_to(district.users[name]).count() == 0


def test_a_plan_out_of_sight_cannot_be_linked(district, three):
    draft = RoadMapFactory(cycle=district.cycle, organisation=district.other_municipality, level="municipal")
    hidden = MeasureFactory(road_map=draft)
    town = approved_measure(district, owner=district.municipality)
    with pytest.raises(Refused, match="которые вы видите"):
        follow(hidden, town, district.users["municipal"])


def test_a_closed_plan_keeps_its_links(three, owner):
    made = follow(three[0], three[1], owner)
    road_map = three[0].road_map
    road_map.status = "closed"
    road_map.save()
    for measure in three:
        measure.road_map = road_map
    with pytest.raises(Refused, match="закрыта"):
        follow(three[1], three[2], owner)
    with pytest.raises(Refused, match="закрыта"):
        withdraw_link(MeasureLink.objects.get(pk=made.pk), by=owner, reason="Поздно")


def test_past_moments_have_the_links_of_then(three, owner):
    before = clock.now() - dt.timedelta(minutes=1)
    made = follow(three[0], three[1], owner)
    held = clock.now()
    with clock.at(dt.datetime(2022, 5, 25, 9, tzinfo=dt.UTC)):
        withdraw_link(made, by=owner, reason="Ошибочно")
    assert MeasureLink.objects.held(before).count() == 0
    assert MeasureLink.objects.held(held).count() == 1
    assert MeasureLink.objects.held(dt.datetime(2022, 5, 26, tzinfo=dt.UTC)).count() == 0
    assert MeasureLink.objects.held().count() == 0


def test_a_declined_proposal_is_not_offered_again_and_is_no_link(district, owner):
    first = approved_measure(district, title="Утвердить порядок отбора", number="1", due_on=DAY(2022, 6, 1))
    second = approved_measure(
        district,
        title="Разработать порядок отбора",
        number="2",
        due_on=DAY(2022, 6, 1),
        road_map=first.road_map,
    )
    (one,) = proposals_for(first.road_map)
    assert (one.source, one.target) == (second.pk, first.pk)
    ends = Ends("follows", second, first)
    decline_link(ends, by=owner, reason="Порядок уже есть")
    assert proposals_for(first.road_map) == []
    assert not MeasureLink.objects.held().exists()
    with pytest.raises(Refused, match="уже отклонено"):
        decline_link(ends, by=owner)
    assert AuditEntry.objects.about(first).filter(kind="plans.link_declined").count() == 1
    follow(second, first, owner)
    assert MeasureLink.objects.held().count() == 1


def test_the_table_marks_what_a_slip_endangers(three, owner, district):
    follow(three[0], three[1], owner)
    follow(three[1], three[2], owner)
    table = Table(three[0].road_map, sight_of(owner, three[0].road_map, held=held_by(owner)))
    marks = {row.number: row.danger.replace("\u00a0", " ") for row in table.rows}
    assert marks == {
        "1.30": "",
        "1.31": "из-за 1.30 (просрочено, 5 дней)",
        "1.32": "из-за 1.30 (просрочено, 5 дней)",
    }


def test_the_page_of_a_measure_says_what_endangers_it(three, owner):
    follow(three[0], three[1], owner)
    follow(three[1], three[2], owner)
    said = around(owner, three[2], DAY(2022, 5, 20), is_above=lambda: True)
    assert [row.measure.number for row in said.before] == ["1.31"]
    assert [danger.label for danger in said.endangered_by] == ["1.30"]
    root = around(owner, three[0], DAY(2022, 5, 20), is_above=lambda: True)
    assert root.endangers[0].labels == ("1.31", "1.32")


def test_readers_below_are_not_told_the_state_of_what_schools_do_one_by_one(district, owner):
    first = approved_measure(district, number="1", due_on=DAY(2022, 5, 15), population="school")
    second = approved_measure(district, number="2", road_map=first.road_map)
    follow(first, second, owner)
    head = district.users["head"]
    assert around(head, second, DAY(2022, 5, 20), is_above=lambda: False).endangered_by == []
    assert around(owner, second, DAY(2022, 5, 20), is_above=lambda: True).endangered_by


def test_moving_a_deadline_past_a_successor_is_warned_of_and_then_shown(three, owner):
    first = three[1]
    follow(first, three[2], owner)
    assert successors_passed(first, DAY(2022, 6, 20)) == []
    assert [one.label for one in successors_passed(first, DAY(2022, 7, 1))] == ["1.32"]
    assert passed_words(successors_passed(first, DAY(2022, 7, 1))).endswith("1.32 (срок 30.06.2022).")
    change = Change("due_on", DAY(2022, 7, 1), "Перенос", DAY(2022, 5, 20))
    amend_measure(first, change, by=owner, version=None)
    table = Table(first.road_map, sight_of(owner, first.road_map, held=held_by(owner)))
    assert [danger.why for danger in table.dangers] == ["срок перенесён с 10.06.2022 на 01.07.2022"]
