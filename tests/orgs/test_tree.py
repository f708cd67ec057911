"""The tree grows, moves, merges and closes; the closure and the past stay right."""

import datetime as dt
import random

import pytest

from medk.audit.models import AuditEntry
from medk.audit.recording import SYSTEM
from medk.kernel.refusals import NotAllowed, Refused, Stale
from medk.orgs.actions.bulk import Draft, create_organisations
from medk.orgs.actions.links import rebuild_tree_links, tree_problems
from medk.orgs.actions.tree import (
    close_organisation,
    create_organisation,
    describe_organisation,
    merge_organisations,
    move_organisation,
    rename_organisation,
)
from medk.orgs.models import Organisation, TreeLink, TreeMembership
from medk.orgs.models import OrganisationKind as Kind
from tests.factories.orgs import OrganisationFactory

TODAY = dt.date(2022, 5, 20)


def above(organisation: Organisation) -> list[str]:
    return [row.name for row in Organisation.objects.above(organisation)]


def test_a_school_is_created_in_its_place_with_history_codes_and_audit(district):
    made = create_organisation(
        Kind.SCHOOL, "Школа № 3", parent=district.municipality, by=district.users["regional"],
        codes={"inn": "0001000010"}, aliases=["СОШ № 3"], short_name="СОШ 3",
    )  # fmt: skip
    assert above(made) == ["Школа № 3", "Луговой округ", "Приозёрная область", "Федерация"]
    membership = made.memberships.get()
    assert (membership.parent, membership.valid_from, membership.valid_to) == (
        district.municipality, TODAY, None,
    )  # fmt: skip
    assert made.codes.get().code == "0001000010"
    assert [alias.name for alias in made.aliases.all()] == ["СОШ № 3"]
    written = AuditEntry.objects.about(made).get()
    assert (written.kind, written.actor_id) == ("organisation.created", district.users["regional"].pk)
    assert tree_problems() == []


@pytest.mark.parametrize(
    ("kind", "place", "words"),
    [
        (Kind.SCHOOL, "school", "не может входить"),
        (Kind.REGION, "municipality", "не может входить"),
        (Kind.MUNICIPALITY, "federation", "не может входить"),
        (Kind.SCHOOL, None, "укажите, куда входит"),
    ],
)
def test_a_place_that_cannot_be_is_refused(district, kind, place, words):
    parent = getattr(district, place) if place else None
    with pytest.raises(Refused, match=words):
        create_organisation(kind, "Новая", parent=parent, by=SYSTEM)
    assert not Organisation.objects.filter(name="Новая").exists()


def test_a_school_may_stand_right_under_a_region(district):
    made = create_organisation(Kind.SCHOOL, "Областная школа", parent=district.region, by=SYSTEM)
    assert made.parent == district.region


def test_the_same_name_in_the_same_place_is_refused_whatever_the_quotes(district):
    with pytest.raises(Refused, match="уже есть"):
        create_organisation(
            Kind.SCHOOL, "«ШКОЛА №1» лугового округа", parent=district.municipality, by=SYSTEM
        )


@pytest.mark.parametrize(
    ("who", "kind", "place", "allowed"),
    [
        ("administrator", Kind.REGION, "federation", True),
        ("regional", Kind.MUNICIPALITY, "region", True),
        ("regional", Kind.SCHOOL, "municipality", True),
        ("regional", Kind.REGION, "federation", False),
        ("regional", Kind.MUNICIPALITY, "other_region", False),
        ("operator", Kind.SCHOOL, "municipality", True),
        ("municipal", Kind.PARTNER, "municipality", True),
        ("municipal", Kind.SCHOOL, "municipality", False),
        ("municipal", Kind.PARTNER, "other_municipality", False),
        ("methodical", Kind.PARTNER, "municipality", False),
        ("observer", Kind.REGION, "federation", False),
        ("stranger", Kind.SCHOOL, "municipality", False),
    ],
)
def test_who_may_add_what_where(district, who, kind, place, allowed):
    def act() -> Organisation:
        return create_organisation(
            kind, "Новая организация", parent=getattr(district, place), by=district.users[who]
        )

    if allowed:
        assert act().pk
        return
    with pytest.raises(NotAllowed):
        act()
    assert not Organisation.objects.filter(name="Новая организация").exists()


def test_a_move_carries_the_subtree_and_keeps_the_dates(district):
    move_organisation(
        district.municipality, district.other_region, by=SYSTEM, on=dt.date(2022, 5, 1), act="закон № 5"
    )
    assert above(district.school)[1:] == ["Луговой округ", "Заречный край", "Федерация"]
    rows = TreeMembership.objects.filter(organisation=district.municipality)
    assert [(row.parent, row.valid_to) for row in rows] == [
        (district.region, dt.date(2022, 4, 30)),
        (district.other_region, None),
    ]
    assert tree_problems() == []
    assert Organisation.objects.visible_to(district.users["stranger"]).filter(pk=district.school.pk).exists()
    assert (
        not Organisation.objects.in_territory(district.users["regional"])
        .filter(pk=district.school.pk)
        .exists()
    )


@pytest.mark.parametrize("day", [dt.date(2022, 5, 21), dt.date(2014, 12, 31)])
def test_a_move_is_not_dated_in_the_future_nor_before_the_last_one(district, day):
    with pytest.raises(Refused):
        move_organisation(district.school, district.other_municipality, by=SYSTEM, on=day)
    district.school.refresh_from_db()
    assert district.school.parent == district.municipality


def test_a_coordinator_moves_nothing_out_of_his_region(district):
    with pytest.raises(NotAllowed):
        move_organisation(district.school, district.other_region, by=district.users["regional"], on=TODAY)


def test_a_place_is_not_moved_under_itself(district):
    inner = OrganisationFactory(kind=Kind.AUTHORITY, name="Управление", parent=district.region)
    with pytest.raises(Refused):
        move_organisation(district.region, inner, by=SYSTEM, on=TODAY)


def test_two_moves_on_one_day_leave_one_membership_of_that_day(district):
    move_organisation(district.school, district.other_municipality, by=SYSTEM, on=TODAY)
    move_organisation(district.school, district.region, by=SYSTEM, on=TODAY)
    rows = district.school.memberships.order_by("valid_from")
    assert [row.parent for row in rows] == [district.municipality, district.region]
    assert tree_problems() == []


def test_a_renamed_school_answers_to_its_old_name(district):
    rename_organisation(district.school, "Лицей", by=district.users["regional"], act="№ 7")
    assert [alias.name for alias in district.school.aliases.all()] == ["Школа № 1 Лугового округа"]
    details = AuditEntry.objects.about(district.school).get().details
    assert details["changes"]["name"] == ["Школа № 1 Лугового округа", "Лицей"]


def test_of_two_editors_the_second_is_told_what_the_first_wrote(district):
    school = district.school
    describe_organisation(school, {"phone": "1"}, by=district.users["head"], version=1)
    with pytest.raises(Stale) as told:
        describe_organisation(school, {"phone": "2"}, by=district.users["municipal"], version=1)
    assert told.value.theirs == {"phone": "1"}
    assert AuditEntry.objects.about(school).count() == 1


@pytest.mark.parametrize(("who", "allowed"), [("head", True), ("staff", False), ("curator", False)])
def test_a_school_describes_itself_by_its_head(district, who, allowed):
    if allowed:
        assert describe_organisation(district.school, {"phone": "5"}, by=district.users[who]).phone == "5"
        return
    with pytest.raises(NotAllowed):
        describe_organisation(district.school, {"phone": "5"}, by=district.users[who])


def test_closing_waits_for_people_and_for_what_stands_below(district):
    with pytest.raises(Refused, match="назначения"):
        close_organisation(district.school, by=SYSTEM, on=TODAY)
    with pytest.raises(Refused, match="открытые организации"):
        close_organisation(district.municipality, by=SYSTEM, on=TODAY)
    close_organisation(district.far_school, by=SYSTEM, on=TODAY, act="№ 9")
    assert district.far_school.closed_on == TODAY
    assert tree_problems() == []


def test_the_successor_answers_to_the_names_of_those_merged(district):
    old = OrganisationFactory(name="Вечерняя школа", parent=district.municipality)
    merge_organisations([old], district.school, by=district.users["regional"], on=TODAY, act="№ 3")
    old.refresh_from_db()
    assert old.closed_on == TODAY
    assert district.school.predecessors.get().predecessor == old
    assert "Вечерняя школа" in district.school.aliases.values_list("name", flat=True)


def test_damaged_links_are_found_and_rebuilt(district):
    TreeLink.objects.filter(descendant=district.school, ancestor=district.region).delete()
    TreeLink.objects.create(ancestor=district.school, descendant=district.far_school, depth=1)
    found = tree_problems()
    assert len(found) == 2
    rebuild_tree_links()
    assert tree_problems() == []


def test_many_are_created_at_once_as_one_by_one(district, django_assert_max_num_queries):
    drafts = [Draft(Kind.SCHOOL, f"Школа {n}", "новый", codes={"register": f"N-{n}"}) for n in range(300)]
    drafts.append(Draft(Kind.MUNICIPALITY, "Новый округ", district.region, key="новый"))
    with django_assert_max_num_queries(25):
        made = create_organisations(drafts, by=district.users["regional"], within=district.region)
    assert above(made[299])[1] == "Новый округ"
    assert made[0].codes.get().territory == district.region
    assert AuditEntry.objects.filter(kind="organisation.created").count() == 301
    assert tree_problems() == []


def test_random_moves_keep_the_closure_right(district):
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - random tests print their seed
    chance = random.Random(seed)
    places = [district.region, district.municipality, district.other_municipality, district.other_region]
    for _ in range(25):
        school = chance.choice([district.school, district.far_school, district.neighbour_school])
        target = chance.choice(places)
        if school.parent_id != target.pk:
            move_organisation(school, target, by=SYSTEM, on=TODAY)
    assert tree_problems() == []
