"""Nobody finds what they do not see: not by title, not by excerpt, not by a guess."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medk.orgs.models import Organisation
from medk.orgs.roles import Role
from medk.plans.actions.evidence import add_file, add_link
from medk.plans.models import Measure, RoadMap
from medk.search.actions.indexing import sweep
from medk.search.models import SearchEntry
from medk.search.queries.found import find
from medk.search.querysets import SearchEntryQuerySet, _condition
from tests.factories.orgs import AppointmentFactory, OrganisationFactory, appoint
from tests.factories.plans import MeasureFactory, RoadMapFactory
from tests.plans.scenes import approved_measure, school_part

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def world(district):
    """Each school has handed in a proof with a name of its own; the towns have people with names of theirs."""
    measure = approved_measure(district, population="school", number="1", title="Отчитаться о диагностике")
    for key, head, name in (
        ("school", "head", "Ландыш"),
        ("neighbour_school", "neighbour_head", "Василёк"),
    ):
        part, by = school_part(measure, getattr(district, key)), district.users[head]
        file = SimpleUploadedFile(f"{name}.pdf", PDF, content_type="application/pdf")
        add_file(part, by=by, upload=file, title=f"Протокол {name}")
        add_link(
            school_part(measure, getattr(district, key)), by=by, link="https://x.test/a", title=f"Сайт {name}"
        )
    appoint(Role.SCHOOL_STAFF, district.neighbour_school, name="Василькова Анна")
    appoint(Role.SCHOOL_STAFF, district.school, name="Ландышева Анна")
    draft = RoadMapFactory(
        cycle=district.cycle, organisation=district.other_municipality, title="Черновик Ромашка"
    )
    MeasureFactory(road_map=draft, title="Посадить ромашку")
    sweep()
    return measure


SEES = {
    # who: proofs of the school, of its neighbour, staff of the school, of its neighbour, the other town's draft
    "administrator": (2, 2, 1, 1, 2),
    "observer": (2, 2, 1, 1, 2),
    "regional": (2, 2, 1, 1, 2),
    "operator": (2, 2, 1, 1, 2),
    "municipal": (2, 2, 1, 1, 0),
    "methodical": (2, 2, 1, 1, 0),
    "other_municipal": (0, 0, 0, 0, 2),
    "head": (2, 0, 1, 0, 0),
    "staff": (2, 0, 1, 0, 0),
    "neighbour_head": (0, 2, 0, 1, 0),
    "curator": (2, 0, 1, 0, 0),
    "expert": (0, 0, 0, 0, 0),
    "body_staff": (0, 0, 0, 0, 0),
    "stranger": (0, 0, 0, 0, 0),
}
ASKED = ("ландыш", "василёк", "ландышева", "василькова", "ромашка")


@pytest.mark.parametrize(("who", "counts"), SEES.items())
def test_proofs_people_and_drafts_are_found_by_those_who_see_them(world, district, who, counts):
    user = district.users[who]
    found = [[hit.entry.title for hit in find(user, text).hits] for text in ASKED]
    found[0] = [title for title in found[0] if "Ландышева" not in title]
    found[1] = [title for title in found[1] if "Василькова" not in title]
    assert tuple(map(len, found)) == counts, found


@pytest.mark.parametrize("text", ["василевк", "васлькова", "ромшка", "анна", "протокол", "сайт"])
def test_a_head_finds_nothing_of_a_neighbour_by_guesses_either(world, district, text):
    found = find(district.users["head"], text)
    shown = " ".join(f"{hit.entry.title} {hit.entry.text}" for hit in found.hits)
    assert "Васил" not in shown
    assert "Ромашк" not in shown
    assert "ромашк" not in shown


def test_a_guess_that_leads_to_nothing_seen_is_not_mentioned(world, district):
    """Whether the word stands somewhere unseen must not be learnt."""
    for text in ("ромшка", "ромашка", "нетакогослова"):
        found = find(district.users["head"], text)
        assert (found.hits, found.is_guessed, found.instead) == ([], False, "")


def test_a_person_is_found_by_the_post_that_is_seen_alone(district):
    person = district.users["head"].person
    AppointmentFactory(person=person, organisation=district.far_school, role=Role.SCHOOL_STAFF)
    sweep()
    shown = [hit.entry.text for hit in find(district.users["municipal"], person.name, size=50).hits]
    assert shown
    assert not [text for text in shown if "Степн" in text]
    assert find(district.users["municipal"], "сотрудник степного района").hits == []


@pytest.mark.parametrize("who", SEES)
def test_entries_follow_the_sight_of_their_things(world, district, who):
    """Whatever is found is what the model itself lets the user see; the quick way equals the slow."""
    user = district.users[who]
    entries = SearchEntry.objects.visible_to(user)
    quick = SearchEntry.objects.within_sight(user)
    assert set(entries.values_list("pk", flat=True)) == set(quick.values_list("pk", flat=True))
    for label, model in (
        ("orgs.organisation", Organisation),
        ("plans.roadmap", RoadMap),
        ("plans.measure", Measure),
    ):
        indexed = set(entries.filter(subject_type=label).values_list("subject_id", flat=True))
        assert indexed == set(model.objects.visible_to(user).values_list("pk", flat=True)), label


def test_sight_is_a_condition_that_asks_nothing_while_it_is_made(district, django_assert_num_queries):
    """It is kept for the day: an answer inside it would outlive an appointment."""
    user = district.users["head"]
    for everything in (True, False):
        with django_assert_num_queries(0):
            condition, params = _condition.__wrapped__(user.pk, user.person_id, date(2022, 5, 20), everything)
        assert condition.count("%s") == len(params)


def test_everything_seen_is_within_reach(world, district):
    """The tokens that narrow a search beforehand leave nothing out that sight allows."""
    OrganisationFactory(kind="partner", name="Фонд Ландыш", parent=district.region)
    sweep()
    for who in ("regional", "municipal", "head", "curator", "expert", "body_staff", "stranger"):
        user = district.users[who]
        for entry in SearchEntry.objects.visible_to(user):
            words = " ".join(entry.title.split()[:6])
            found = {hit.entry.pk for hit in find(user, words, size=200).hits}
            assert entry.pk in found, f"{who}: {entry.subject_type} {entry.title}"


def test_a_lost_appointment_loses_its_finds(world, district):
    head = district.users["head"]
    assert find(head, "ландыш").hits
    head.person.appointments.update(ended_on="2022-05-19")
    fresh = type(head).objects.get(pk=head.pk)
    assert find(fresh, "ландыш").hits == []
    assert isinstance(SearchEntry.objects.all(), SearchEntryQuerySet)
