"""The index follows what people do, may be repeated, and is repaired and verified."""

import datetime as dt

import pytest

from medk.audit.recording import SYSTEM
from medk.kernel.searching import Source, register, sources
from medk.orgs.actions.appointments import appoint, end_appointment
from medk.orgs.actions.people import create_person
from medk.orgs.actions.tree import create_organisation, move_organisation, rename_organisation
from medk.plans.actions.amendments_quick import Change, amend_measure
from medk.plans.actions.drafts import begin_plan, discard_draft, restore_draft
from medk.search.actions.following import bookmark, follow
from medk.search.actions.indexing import start_anew, sweep
from medk.search.engine import engine
from medk.search.integrity import index_is_right
from medk.search.models import SearchBookmark, SearchEntry, SearchWord
from medk.search.queries.found import find
from medk.search.tasks import follow_changes, sweep_everything
from tests.factories.orgs import OrganisationFactory
from tests.factories.plans import MeasureFactory
from tests.plans.scenes import approved_measure

pytestmark = pytest.mark.django_db


def titles(user, text):
    """What the user finds."""
    return [hit.entry.title for hit in find(user, text).hits]


@pytest.fixture
def regional(district):
    """The regional coordinator, with the index up to date."""
    sweep()
    return district.users["regional"]


def test_a_new_organisation_is_found_after_the_job(district, regional):
    create_organisation("school", "Лицей Созвездие", parent=district.municipality, by=SYSTEM)
    assert titles(regional, "созвездие") == []
    assert follow() == 1
    assert titles(regional, "созвездие") == ["Лицей Созвездие"]


def test_a_renamed_territory_is_found_by_its_schools_too(district, regional):
    rename_organisation(district.municipality, "Ручейковый округ", by=SYSTEM)
    follow()
    assert "Школа № 1 Лугового округа" in titles(regional, "школа ручейковый")


def test_a_moved_school_is_found_by_the_new_town_and_no_more_by_the_old(district, regional):
    move_organisation(district.far_school, district.municipality, by=SYSTEM, on=dt.date(2022, 5, 20))
    follow()
    assert "Школа № 7 Степного района" in titles(district.users["municipal"], "№ 7")
    assert titles(district.users["other_municipal"], "№ 7") == []


def test_people_come_and_go_with_their_posts(district, regional):
    person = create_person("Незабудкина Вера", by=SYSTEM, organisation=district.school)
    post = appoint(person, district.school, role="school_staff", by=SYSTEM)
    follow()
    assert titles(regional, "незабудкина") == ["Незабудкина Вера"]
    end_appointment(post, by=SYSTEM, ended_on=dt.date(2022, 5, 20))
    follow()
    (hit,) = find(regional, "незабудкина").hits
    assert hit.entry.until == dt.date(2022, 5, 20)


def test_an_amended_measure_is_found_by_its_new_words(district, regional):
    measure = approved_measure(district, title="Провести вебинар")
    change = Change("title", "Провести фестиваль", "Подснежники отцвели.", dt.date(2022, 5, 20))
    amend_measure(measure, change, by=regional, version=None)
    follow()
    assert [title.split(". ")[-1] for title in titles(regional, "фестиваль")] == ["Провести фестиваль"]
    assert titles(regional, "вебинар") == []
    (amendment,) = titles(regional, "подснежник")
    assert amendment.startswith("Изменение № 1")


def test_a_discarded_draft_goes_with_its_measures_and_comes_back(district, regional):
    draft = begin_plan(district.region, district.cycle, year=2022, title="План Подснежник", by=regional)
    MeasureFactory(road_map=draft, title="Посадить подснежник")
    follow()
    assert len(titles(regional, "подснежник")) == 2
    discard_draft(draft, reason="Не нужен.", by=regional)
    follow()
    assert titles(regional, "подснежник") == []
    restore_draft(draft, by=regional)
    follow()
    assert len(titles(regional, "подснежник")) == 2


def test_a_measure_removed_from_a_draft_is_forgotten(district, regional):
    draft = begin_plan(district.region, district.cycle, year=2022, title="План Подснежник", by=regional)
    gone = MeasureFactory(road_map=draft, title="Посадить подснежник")
    follow()
    gone.delete()
    assert follow() == 1  # the plan's entry is young and is read again
    assert titles(regional, "посадить") == []


def test_following_twice_changes_nothing(district, regional):
    create_organisation("school", "Лицей Созвездие", parent=district.municipality, by=SYSTEM)
    follow_changes()
    before = list(SearchEntry.objects.order_by("pk").values())
    SearchBookmark.objects.update(entry_id=0)
    assert follow() == 0
    sweep_everything()
    assert list(SearchEntry.objects.order_by("pk").values()) == before
    assert engine().count() == len(before)


def test_the_bookmark_waits_until_entries_are_a_minute_old(district, regional, clock):
    create_organisation("school", "Лицей Созвездие", parent=district.municipality, by=SYSTEM)
    follow()
    assert bookmark().entry_id == 0
    clock.set(dt.datetime(2022, 5, 20, 9, 2, tzinfo=dt.UTC))
    follow()
    assert bookmark().entry_id > 0


def test_the_sweep_finds_what_no_entry_of_the_audit_told(district, regional):
    made = OrganisationFactory(name="Лицей Созвездие", parent=district.municipality)
    assert sweep() == 1
    made.name = "Лицей Комета"
    made.save()
    assert sweep() == 1
    assert titles(regional, "комета") == ["Лицей Комета"]
    assert sweep() == 0


def test_the_check_names_what_is_missing_stale_and_gone(district, regional):
    assert list(index_is_right()) == []
    OrganisationFactory(name="Лицей Созвездие", parent=district.municipality)
    type(district.school).objects.filter(pk=district.school.pk).update(name="Школа № 100")
    problems = list(index_is_right())
    assert any("нет в поиске 1" in line for line in problems)
    assert any("устарело" in line for line in problems)
    sweep()
    assert list(index_is_right()) == []
    SearchEntry.objects.filter(subject_type="orgs.organisation", subject_id=district.school.pk).update(
        subject_id=10**9
    )
    assert any("больше не существует 1" in line for line in index_is_right())


def test_what_is_still_to_be_followed_is_no_fault(district, regional):
    create_organisation("school", "Лицей Созвездие", parent=district.municipality, by=SYSTEM)
    assert list(index_is_right()) == []


def test_the_index_can_be_made_anew(district, regional):
    count = SearchEntry.objects.count()
    start_anew()
    assert (SearchEntry.objects.count(), engine().count(), SearchWord.objects.count()) == (0, 0, 0)
    assert sweep() == count == engine().count()


def test_a_kind_is_registered_once():
    source: Source = sources()["orgs.organisation"]
    with pytest.raises(ValueError, match="twice"):
        register(source)
