"""Drift: what waits, accepting it, declining it, what the map above sees."""

import datetime as dt

import pytest

from medk.audit.models import AuditEntry
from medk.kernel.refusals import NotAllowed, Refused
from medk.notices.models import Notice
from medk.orgs.roles import Role
from medk.plans.actions.amendments_force import approve_amendment
from medk.plans.actions.cascade_decisions import Resolution, decide, pending_of
from medk.plans.actions.cascade_drafting import draft_from
from medk.plans.actions.cascade_links import link_measures
from medk.plans.actions.measures import cancel_measure, restore_measure
from medk.plans.actions.road_maps import close_road_map
from medk.plans.models import Amendment, Measure, MeasureOrigin, OriginDecision, RoadMap
from medk.plans.queries.cascade_above import above_of
from medk.plans.queries.cascade_below import below_of
from tests.factories.orgs import appoint
from tests.factories.plans import TargetFactory
from tests.plans.cascading import amend, approve, measure, regional_map, row_of, town_draft, town_map

pytestmark = pytest.mark.django_db
LATER = dt.date(2022, 6, 24)


@pytest.fixture
def region(district):
    return regional_map(district)


@pytest.fixture
def town(district, region):
    return town_map(district, region)


def accept(road_map, changes, *, by, reason="Переносим вслед за областью", verdict="accepted"):
    tokens = [change.token for change in changes]
    return decide(road_map, tokens, resolution=Resolution(verdict, reason), by=by)


def move(district, region, title="Назначить", day=LATER):
    amend(row_of(region, title), "due_on", day, by=district.users["regional"])


def below(region):
    return below_of(region, is_above=True, seen=frozenset())


def rolled(region, title):
    return next(row for row in below(region).measures if row.measure.title.startswith(title))


def place(region, organisation):
    return next(row for row in below(region).places if row.organisation == organisation)


def test_nothing_waits_until_something_changes_above(district, region, town):
    above = above_of(town, region, with_decisions=True)
    assert not above.pending
    assert not any(link.apart for link in above.links)


def test_a_moved_deadline_waits_and_is_shown_word_by_word(district, region, town):
    move(district, region)
    [change] = pending_of(town)
    assert (change.aspect, change.is_same) == ("dates", False)
    assert "10.06.2022" in change.was
    assert "24.06.2022" in change.now
    assert {piece.kind for piece in change.pieces} == {"same", "del", "ins"}


def test_accepting_amends_the_own_measure(district, region, town):
    move(district, region)
    assert accept(town, pending_of(town), by=district.users["municipal"]).count == 1
    row = row_of(town, "Назначить")
    assert row.due_on == LATER
    amendment = Amendment.objects.get(measure=row)
    assert (amendment.field, amendment.new, amendment.reason) == (
        "due_on",
        "2022-06-24",
        "Переносим вслед за областью",
    )
    decision = OriginDecision.objects.get()
    assert (decision.verdict, decision.old, decision.new) == (
        "accepted",
        {"due_on": "2022-06-10"},
        {"due_on": "2022-06-24"},
    )
    entry = AuditEntry.objects.about(row).get(kind="plans.change_from_above_decided")
    assert entry.details["verdict"] == "принято"
    assert not pending_of(town)


def test_declining_changes_nothing_and_the_difference_stays_in_sight(district, region, town):
    move(district, region)
    accept(town, pending_of(town), by=district.users["municipal"], verdict="declined", reason="Приказ издан")
    assert row_of(town, "Назначить").due_on == dt.date(2022, 6, 10)
    assert not Amendment.objects.filter(measure__road_map=town).exists()
    link = next(one for one in above_of(town, region, with_decisions=True).links if one.apart)
    assert [one.aspect for one in link.apart] == ["dates"]
    assert [(row.verdict, row.reason) for row in link.decisions] == [("declined", "Приказ издан")]
    assert not pending_of(town)


def test_the_map_above_sees_what_waits_and_what_was_decided(district, region, town):
    move(district, region)
    amend(
        row_of(region, "Провести самодиагностику"),
        "title",
        "Самодиагностика всех школ",
        by=district.users["regional"],
    )
    assert place(region, district.municipality).pending == 2
    first, second = pending_of(town)
    accept(town, [first], by=district.users["municipal"])
    accept(town, [second], by=district.users["municipal"], verdict="declined", reason="Уже объявлено")
    row = place(region, district.municipality)
    assert (row.pending, row.accepted, row.declined) == (0, 1, 1)


def test_of_two_changes_before_a_decision_the_newest_is_decided(district, region, town):
    move(district, region)
    stale = [change.token for change in pending_of(town)]
    move(district, region, day=dt.date(2022, 7, 1))
    with pytest.raises(Refused, match="ещё раз"):
        decide(town, stale, resolution=Resolution("accepted", "Так"), by=district.users["municipal"])
    assert row_of(town, "Назначить").due_on == dt.date(2022, 6, 10)
    [change] = pending_of(town)
    assert "10.06.2022" in change.was
    accept(town, [change], by=district.users["municipal"])
    assert row_of(town, "Назначить").due_on == dt.date(2022, 7, 1)


def test_what_was_decided_is_not_decided_twice(district, region, town):
    move(district, region)
    changes = pending_of(town)
    accept(town, changes, by=district.users["municipal"])
    with pytest.raises(Refused, match="уже решили"):
        accept(town, changes, by=district.users["municipal"])
    assert OriginDecision.objects.count() == 1


def test_a_change_taken_back_above_needs_no_decision(district, region, town):
    move(district, region)
    move(district, region, day=dt.date(2022, 6, 10))
    assert not pending_of(town)


def test_all_or_nothing(district, region, town):
    """The second change cannot be carried out, so the first is not either."""
    move(district, region)
    row = row_of(town, "Провести самодиагностику")
    Measure.objects.filter(pk=row.pk).update(starts_on=dt.date(2022, 6, 5))
    move(district, region, title="Провести самодиагностику", day=dt.date(2022, 6, 1))
    changes = pending_of(town)
    assert len(changes) == 2
    with pytest.raises(Refused, match="позже срока"):
        accept(town, changes, by=district.users["municipal"])
    assert row_of(town, "Назначить").due_on == dt.date(2022, 6, 10)
    assert not OriginDecision.objects.exists()


@pytest.mark.parametrize("who", ["regional", "head", "curator", "methodical", "other_municipal", "stranger"])
def test_only_the_owner_decides(district, region, town, who):
    move(district, region)
    with pytest.raises(NotAllowed):
        accept(town, pending_of(town), by=district.users[who])


def test_a_decision_needs_a_reason_and_a_verdict(district, region, town):
    move(district, region)
    by = district.users["municipal"]
    with pytest.raises(Refused, match="причину"):
        accept(town, pending_of(town), by=by, reason="  ")
    with pytest.raises(Refused, match="принять изменения или отклонить"):
        accept(town, pending_of(town), by=by, verdict="maybe")
    with pytest.raises(Refused, match="Отметьте"):
        accept(town, [], by=by)
    with pytest.raises(Refused, match="уже решили"):
        decide(town, ["x:y:z"], resolution=Resolution("accepted", "Так"), by=by)


def test_a_draft_is_changed_directly(district, region):
    own = town_draft(district, region)
    move(district, region)
    user = district.users["regional"]
    amend(row_of(region, "Назначить"), "title", "Назначить координаторов до лета", by=user)
    changes = pending_of(own)
    assert [change.aspect for change in changes] == ["title", "dates"]
    accept(own, changes, by=district.users["municipal"])
    row = row_of(own, "Назначить координаторов до лета")
    assert row.due_on == LATER
    assert not Amendment.objects.filter(measure__road_map=own).exists()


def test_executors_named_above_are_added_and_own_ones_stay(district, region, town):
    row = row_of(town, "Назначить")
    row.executors.create(name="Свой методист")
    row_of(region, "Назначить").executors.create(name="МОУО", body_class="municipalities")
    [change] = pending_of(town)
    assert change.aspect == "executors"
    accept(town, [change], by=district.users["municipal"])
    assert set(row.executors.values_list("name", "organisation")) == {
        ("Свой методист", None),
        ("МОУО", district.municipality.pk),
    }


def test_an_executor_of_another_town_is_no_change_here(district, region, town):
    row_of(region, "Назначить").executors.create(
        name="Степной отдел", organisation=district.other_municipality
    )
    assert not pending_of(town)
    assert place(region, district.municipality).pending == 0


def test_a_cancelled_measure_above_says_when_and_asks(district, region, town):
    cancel_measure(
        row_of(region, "Назначить"),
        by=district.users["regional"],
        reason="Не нужно",
        happened_on=dt.date(2022, 4, 12),
    )
    [change] = pending_of(town)
    assert (change.aspect, change.now, change.on) == ("state", "отменено", dt.date(2022, 4, 12))
    assert row_of(town, "Назначить").status == "active"
    accept(town, [change], by=district.users["municipal"], verdict="declined", reason="Нам нужно")
    assert row_of(town, "Назначить").status == "active"
    link = next(one for one in above_of(town, region, with_decisions=True).links if one.is_cancelled_above)
    assert link.ended_on == dt.date(2022, 4, 12)


def test_a_cancellation_accepted_cancels_and_its_return_returns(district, region, town):
    by = district.users["municipal"]
    cancel_measure(row_of(region, "Назначить"), by=district.users["regional"], reason="Не нужно")
    accept(town, pending_of(town), by=by)
    assert row_of(town, "Назначить").status == "cancelled"
    restore_measure(row_of(region, "Назначить"), by=district.users["regional"], reason="Нужно")
    assert place(region, district.municipality).missing == (row_of(region, "Назначить"),)


def test_a_cancellation_accepted_in_a_draft_takes_the_row_out(district, region):
    own = town_draft(district, region)
    move(district, region)
    cancel_measure(row_of(region, "Назначить"), by=district.users["regional"], reason="Не нужно")
    accept(own, pending_of(own), by=district.users["municipal"])
    assert not own.measures.filter(title__startswith="Назначить").exists()


def test_a_closed_map_above_leaves_the_town_working(district, region, town):
    close_road_map(region, by=district.users["regional"], reason="Заменена другой")
    changes = pending_of(town)
    assert {change.now for change in changes} == {"карта закрыта"}
    assert len(changes) == 5
    accept(town, changes, by=district.users["municipal"], verdict="declined", reason="Продолжаем")
    assert not pending_of(town)
    assert town.measures.filter(status="active").count() == 5


def test_a_closed_town_map_decides_nothing(district, region, town):
    move(district, region)
    close_road_map(town, by=district.users["municipal"], reason="Год окончен")
    assert not pending_of(town)
    assert place(region, district.municipality).pending == 0
    with pytest.raises(Refused, match="закрыта"):
        decide(town, ["1:dates:x"], resolution=Resolution("accepted", "Так"), by=district.users["municipal"])


def kinds(user):
    return list(Notice.objects.filter(recipient=user, kind__contains="_").values_list("kind", flat=True))


def test_both_sides_are_told_once_a_day(district, region, town):
    municipal, regional = district.users["municipal"], district.users["regional"]
    assert kinds(regional).count("plans.decided_below") == 1
    move(district, region)
    amend(row_of(region, "Провести самодиагностику"), "title", "Самодиагностика", by=regional)
    assert kinds(municipal).count("plans.changed_above") == 1
    accept(town, pending_of(town), by=municipal)
    assert kinds(regional).count("plans.decided_below") == 1
    assert kinds(district.users["other_municipal"]).count("plans.changed_above") == 0


def test_an_unlinked_change_tells_nobody(district, region):
    move(district, region)
    assert not Notice.objects.filter(kind="plans.changed_above").exists()


def test_approving_a_regional_map_tells_towns_without_one(district):
    road_map = regional_map(district)
    RoadMap.objects.filter(pk=road_map.pk).update(status="draft", approved_on=None)
    road_map.refresh_from_db()
    approve(road_map, by=district.users["regional"])
    told = Notice.objects.filter(kind="plans.published_above").values_list("recipient", flat=True)
    assert set(told) == {district.users["municipal"].pk, district.users["other_municipal"].pk}


def test_many_accepted_changes_are_one_amendment(district, region, town):
    """Also what the short form cannot change: the kind of schedule and milestones."""
    user = district.users["regional"]
    move(district, region)
    amend(row_of(region, "Назначить"), "title", "Назначить координаторов", by=user)
    amend(row_of(region, "Подготовить"), "schedule_kind", "on_request", by=user)
    accept(town, pending_of(town), by=district.users["municipal"])
    document = town.plan_amendments.get()
    assert document.lines.count() == 2
    row = row_of(town, "Назначить координаторов")
    assert row.due_on == LATER
    assert row_of(town, "Подготовить").schedule_kind == "on_request"
    assert not any(link.apart for link in above_of(town, region, with_decisions=False).links)


def test_targets_changed_above_are_taken_by_the_same_amendment(district, region):
    row = row_of(region, "Назначить")
    TargetFactory(measure=row, value=80)
    town = town_map(district, region)
    amend(
        row,
        "targets",
        [{"kind": "share", "value": "95.00", "unit": "%", "per": ""}],
        by=district.users["regional"],
    )
    [change] = pending_of(town)
    assert change.aspect == "indicator"
    accept(town, [change], by=district.users["municipal"])
    assert row_of(town, "Назначить").targets.get().value == 95


def test_where_two_run_the_plan_the_amendment_waits_for_the_second(district, region, town):
    appoint(Role.MUNICIPAL_COORDINATOR, district.municipality)
    move(district, region)
    done = accept(town, pending_of(town), by=district.users["municipal"])
    assert done.is_waiting
    assert row_of(town, "Назначить").due_on == dt.date(2022, 6, 10)
    assert not pending_of(town)
    assert any(link.apart for link in above_of(town, region, with_decisions=False).links)


def test_links_survive_amendments_of_either_side(district, region, town):
    before = dict(MeasureOrigin.objects.values_list("pk", "taken_sha256"))
    move(district, region)
    amend(
        row_of(town, "Провести самодиагностику"),
        "title",
        "Своя самодиагностика",
        by=district.users["municipal"],
    )
    assert dict(MeasureOrigin.objects.filter(state="live").values_list("pk", "taken_sha256")) == before


def test_a_measure_linked_by_hand_waits_only_for_what_comes_after(district, region):
    own = town_map(district, region, titles=("Назначить",))
    mine = measure(own, "Своё", due_on=dt.date(2022, 9, 1))
    link_measures(own, [(mine.pk, row_of(region, "Подготовить").pk)], by=district.users["municipal"])
    assert not pending_of(own)
    apart = {one.aspect for link in above_of(own, region, with_decisions=False).links for one in link.apart}
    assert "dates" in apart


def test_a_school_answers_to_its_municipality(district, region, town):
    row = row_of(town, "Провести самодиагностику")
    own = draft_from(town, district.school, measure_ids=[row.pk], by=district.users["head"])
    approve(own, by=district.users["head"])
    amend(row, "due_on", LATER, by=district.users["municipal"])
    [change] = pending_of(own)
    accept(own, [change], by=district.users["head"])
    # The school has somebody else to approve it.
    approve_amendment(own.plan_amendments.get(), by=district.users["staff"])
    assert own.measures.get().due_on == LATER
    assert place(town, district.school).accepted == 1
