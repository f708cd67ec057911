"""Drafting a map from the one above, linking two existing ones, keeping links through a draft's life."""

import pytest

from medk.audit.models import AuditEntry
from medk.kernel.refusals import NotAllowed, Refused
from medk.plans.actions.cascade_drafting import draft_from
from medk.plans.actions.cascade_links import decline_proposal, end_link, link_measures
from medk.plans.actions.drafts import discard_draft
from medk.plans.actions.drafts_structure import (
    last_restructuring,
    merge_measures,
    remove_measure,
    split_measure,
    undo_restructuring,
)
from medk.plans.actions.road_maps import close_road_map
from medk.plans.integrity import origins_keep_what_was_taken
from medk.plans.models import Measure, MeasureOrigin, RoadMap
from medk.plans.queries.cascade_proposals import beside
from medk.plans.rules.cascade import digest
from tests.factories.plans import ActionFactory, RoadMapFactory, TargetFactory
from tests.plans.cascading import measure, regional_map, row_of, school_map, town_draft, town_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(district):
    return regional_map(district)


def test_measures_come_with_dates_sections_and_links(district, region):
    own = town_draft(district, region)
    assert (own.status, own.level, own.cycle, own.plan_year) == (
        "draft",
        "municipal",
        region.cycle,
        region.plan_year,
    )
    above = list(region.measures.order_by("position"))
    mine = list(own.measures.order_by("position"))
    assert [(row.title, row.due_on, row.deadline_text) for row in mine] == [
        (row.title, row.due_on, row.deadline_text) for row in above
    ]
    assert [row.section.title for row in mine if row.section] == ["Подготовка", "Подготовка"]
    links = MeasureOrigin.objects.filter(measure__road_map=own).order_by("measure__position")
    assert [link.parent for link in links] == above
    assert {link.kind for link in links} == {"drafted"}
    assert all(link.taken_sha256 == digest(link.taken) == link.settled_sha256 for link in links)


def test_each_municipality_is_the_owner_itself_below(district, region):
    own = town_draft(district, region)
    assert row_of(own, "Назначить").population == ""
    assert row_of(own, "Провести самодиагностику").population == "school"


def test_the_class_that_means_the_owner_becomes_the_owner(district, region):
    row = measure(region, "Собрать заявки", executor={"name": "МОУО", "body_class": "municipalities"})
    own = town_draft(district, region)
    executor = row_of(own, row.title).executors.get()
    assert (executor.organisation, executor.body_class, executor.name) == (district.municipality, "", "МОУО")


def test_executors_of_other_towns_are_left_out(district, region):
    row = row_of(region, "Провести выездной")
    row.executors.create(name="Степной отдел", organisation=district.other_municipality)
    own = town_draft(district, region)
    names = row_of(own, "Провести выездной").executors.values_list("name", flat=True)
    assert list(names) == ["Отдел образования"]


def test_parts_of_a_row_are_copied(district, region):
    row = row_of(region, "Назначить")
    action = ActionFactory(measure=row, title="Издать приказ")
    TargetFactory(measure=row, action=action, value=80)
    row.chosen_units.set([district.municipality])
    copy = row_of(town_draft(district, region), "Назначить")
    target = copy.targets.get()
    assert (target.value, target.action.title) == (80, "Издать приказ")
    assert target.action.measure == copy
    assert list(copy.chosen_units.all()) == []


def test_the_draft_is_in_the_journal(district, region):
    own = town_draft(district, region)
    entry = AuditEntry.objects.about(own).get(kind="plans.drafted_from_above")
    assert entry.details["measures"] == 5


def test_a_school_drafts_from_its_municipality(district, region):
    town = town_map(district, region)
    ids = [row_of(town, "Провести самодиагностику").pk]
    own = draft_from(town, district.school, measure_ids=ids, by=district.users["head"])
    assert own.level == "school"
    assert own.measures.get().population == ""


@pytest.mark.parametrize("status", ["draft", "closed", "discarded"])
def test_a_map_that_is_not_in_force_is_refused(district, region, status):
    RoadMap.objects.filter(pk=region.pk).update(status=status)
    with pytest.raises(Refused, match=r"закрыта|утверждена|отозвана"):
        town_draft(district, region)
    assert not RoadMap.objects.filter(organisation=district.municipality).exists()


def test_a_second_map_for_the_year_is_refused_until_the_first_is_given_up(district, region):
    first = town_draft(district, region)
    with pytest.raises(Refused, match="уже есть карта"):
        town_draft(district, region)
    discard_draft(first, reason="Заново", by=district.users["municipal"])
    assert town_draft(district, region).pk != first.pk


def test_nothing_chosen_is_refused(district, region):
    with pytest.raises(Refused, match="Отметьте"):
        draft_from(region, district.municipality, measure_ids=[], by=district.users["municipal"])


def test_a_measure_of_another_map_is_not_taken(district, region):
    alien = measure(RoadMapFactory(approved=True), "Чужое")
    with pytest.raises(Refused, match="Отметьте"):
        draft_from(region, district.municipality, measure_ids=[alien.pk], by=district.users["municipal"])


@pytest.mark.parametrize("who", ["other_municipal", "head", "curator", "stranger", "operator"])
def test_only_who_prepares_the_towns_plan_drafts_it(district, region, who):
    with pytest.raises(NotAllowed):
        draft_from(
            region,
            district.municipality,
            measure_ids=[region.measures.first().pk],
            by=district.users[who],
        )


def test_a_map_of_another_region_is_not_above(district):
    alien = RoadMapFactory(approved=True, organisation=district.other_region)
    row = measure(alien, "Чужое")
    with pytest.raises(NotAllowed, match="не стоит над"):
        draft_from(alien, district.municipality, measure_ids=[row.pk], by=district.users["municipal"])


@pytest.mark.parametrize("count", [10, 300])
def test_a_large_plan_is_drafted_set_wise(district, region, count, django_assert_max_num_queries):
    for _ in range(count):
        measure(region, "Провести совещание", population="municipality")
    ids = list(region.measures.values_list("pk", flat=True))
    with django_assert_max_num_queries(45):
        draft_from(region, district.municipality, measure_ids=ids, by=district.users["municipal"])


def own_map(district):
    """The town's own map, typed from its own order."""
    return RoadMapFactory(
        approved=True, cycle=district.cycle, organisation=district.municipality, level="municipal"
    )


def test_two_existing_maps_are_linked_by_proposals(district, region):
    own = own_map(district)
    mine = measure(own, "Самодиагностика школ: провести", population="school")
    measure(own, "Подготовить школы к зиме")
    [found] = beside(own, region).proposals
    assert (found.measure, found.parent) == (mine, row_of(region, "Провести самодиагностику"))
    assert not MeasureOrigin.objects.exists()
    link_measures(own, [(mine.pk, found.parent.pk)], kind="proposed", by=district.users["municipal"])
    assert not beside(own, region).proposals
    entry = AuditEntry.objects.about(mine).get(kind="plans.origin_linked")
    assert entry.details["how"] == "принято из предложенных"


def test_a_declined_proposal_keeps_its_reason_and_is_not_made_again(district, region):
    own = own_map(district)
    mine = measure(own, "Самодиагностика школ: провести")
    pair = (mine.pk, row_of(region, "Провести самодиагностику").pk)
    with pytest.raises(Refused, match="почему"):
        decline_proposal(own, pair, reason=" ", by=district.users["municipal"])
    row = decline_proposal(own, pair, reason="Другая анкета", by=district.users["municipal"])
    assert (row.state, row.reason) == ("declined", "Другая анкета")
    found = beside(own, region)
    assert not found.proposals
    assert [one.reason for one in found.declined] == ["Другая анкета"]


def test_a_link_taken_off_may_be_made_again(district, region):
    own = town_draft(district, region)
    link = MeasureOrigin.objects.filter(measure__road_map=own).first()
    end_link(link, reason="Не то", by=district.users["municipal"])
    with pytest.raises(Refused, match="уже снята"):
        end_link(link, reason="Ещё раз", by=district.users["municipal"])
    [again] = link_measures(own, [(link.measure_id, link.parent_id)], by=district.users["municipal"])
    assert (again.pk, again.state, again.kind, again.reason) == (link.pk, "live", "by_hand", "")


def test_bad_pairs_are_refused(district, region):
    own = town_draft(district, region)
    mine, above = own.measures.first(), region.measures.first()
    alien = measure(RoadMapFactory(approved=True, organisation=district.other_region), "Чужое")
    user = district.users["municipal"]
    with pytest.raises(Refused, match="уже связаны"):
        link_measures(own, [(mine.pk, above.pk)], by=user)
    for pair in [(0, 0), (above.pk, mine.pk), (mine.pk, 10**9)]:
        with pytest.raises(Refused, match="Выберите"):
            link_measures(own, [pair], by=user)
    with pytest.raises(Refused, match="Выберите"):
        link_measures(own, [], by=user)
    with pytest.raises(Refused, match="стоит выше"):
        link_measures(own, [(mine.pk, alien.pk)], by=user)
    with pytest.raises(NotAllowed):
        link_measures(own, [(mine.pk, above.pk)], by=district.users["head"])


def test_a_closed_map_is_not_linked_any_more(district, region):
    own = town_map(district, region)
    link = MeasureOrigin.objects.filter(measure__road_map=own).first()
    close_road_map(own, reason="Год окончен", by=district.users["municipal"])
    with pytest.raises(Refused, match="закрыта"):
        end_link(link, reason="Не то", by=district.users["municipal"])


def test_a_row_taken_out_of_the_draft_and_brought_back_keeps_its_link(district, region):
    own = town_draft(district, region)
    row = row_of(own, "Назначить")
    row.road_map = own
    link = row.origins.get()
    entry = remove_measure(row, by=district.users["municipal"])
    assert not MeasureOrigin.objects.filter(pk=link.pk).exists()
    undo_restructuring(own, entry, by=district.users["municipal"])
    kept = MeasureOrigin.objects.get(pk=link.pk)
    assert (kept.uid, kept.parent_id, kept.taken) == (link.uid, link.parent_id, link.taken)


def test_halves_of_a_row_both_cover_what_it_covered(district, region):
    own = town_draft(district, region)
    row = row_of(own, "Назначить")
    first, second = split_measure(
        row, ("Назначить координатора", "Известить школы"), by=district.users["municipal"]
    )
    assert first.origins.get().parent == second.origins.get().parent
    undo_restructuring(own, last_restructuring(own), by=district.users["municipal"])
    assert not Measure.objects.filter(pk=second.pk).exists()
    assert row.origins.count() == 1


def test_a_joined_row_covers_what_both_covered(district, region):
    own = town_draft(district, region)
    one, two = row_of(own, "Назначить"), row_of(own, "Провести самодиагностику")
    titles = {one.title, two.title}
    merge_measures(one, two, by=district.users["municipal"])
    assert {link.parent.title for link in one.origins.all()} == titles


def test_a_school_map_links_to_the_municipal_one(district, region):
    town = town_map(district, region)
    own = school_map(town, district.school)
    mine = measure(own, "Самодиагностика")
    [link] = link_measures(
        own, [(mine.pk, row_of(town, "Провести самодиагностику").pk)], by=district.users["head"]
    )
    assert link.state == "live"


def test_a_link_whose_snapshot_was_touched_is_found(district, region):
    town_draft(district, region)
    assert list(origins_keep_what_was_taken()) == []
    link = MeasureOrigin.objects.first()
    MeasureOrigin.objects.filter(pk=link.pk).update(taken={**link.taken, "title": "Другое"})
    assert list(origins_keep_what_was_taken()) == [f"связь {link.pk}: взятое не сходится с отпечатком"]
