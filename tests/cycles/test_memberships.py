"""Schools join and leave cohorts; a pasted list finds them."""

import datetime as dt

import pytest

from medk.audit.models import AuditEntry
from medk.cycles.actions import add_schools, close_cycle, edit_membership, end_memberships, remove_membership
from medk.cycles.models import Cohort, CohortMembership
from medk.cycles.queries.members import ALL, ENDED, Choice, members
from medk.cycles.queries.preview import Source, preview
from medk.cycles.queries.schools import find_schools
from medk.kernel.refusals import NotAllowed, Refused
from medk.orgs.models import ExternalCode, Organisation, OrganisationAlias
from tests.factories.cycles import CohortFactory
from tests.factories.orgs import OrganisationFactory
from tests.world import District

D = dt.date


@pytest.fixture
def cohort(district: District) -> Cohort:
    """An empty cohort of the cycle."""
    return CohortFactory(cycle=district.cycle, code="identified", title="Выявленные школы")


def join(
    district: District, cohort: Cohort, *schools: Organisation, **more: object
) -> list[CohortMembership]:
    """Schools join from 1 March by the coordinator's hand."""
    given = {"valid_from": D(2022, 3, 1), "by": district.users["regional"]} | more
    return add_schools(cohort, schools=schools, **given)


def test_many_join_at_once_with_act_and_years(district: District, cohort: Cohort) -> None:
    added = join(
        district,
        cohort,
        district.school,
        district.far_school,
        district.school,
        act=" № 7 ",
        years="2020–2021",
    )
    assert [(row.organisation, row.act, row.years, row.valid_to) for row in added] == [
        (district.school, "№ 7", "2020–2021", None),
        (district.far_school, "№ 7", "2020–2021", None),
    ]
    entries = AuditEntry.objects.filter(kind="membership.added").order_by("pk")
    assert [entry.organisation_id for entry in entries] == [district.school.pk, district.far_school.pk]


def test_one_school_that_overlaps_stops_all(district: District, cohort: Cohort) -> None:
    join(district, cohort, district.school)
    with pytest.raises(Refused, match="Уже в этой когорте в эти дни: Школа № 1 Лугового округа"):
        join(district, cohort, district.far_school, district.school, valid_from=D(2022, 1, 1))
    assert CohortMembership.objects.filter(cohort=cohort).count() == 1


def test_a_school_may_come_back_after_it_left(district: District, cohort: Cohort) -> None:
    rows = join(district, cohort, district.school)
    end_memberships(cohort, memberships=rows, on=D(2022, 4, 30), by=district.users["regional"])
    with pytest.raises(Refused):
        join(district, cohort, district.school, valid_from=D(2022, 4, 30))
    join(district, cohort, district.school, valid_from=D(2022, 5, 1))
    held = CohortMembership.objects.filter(cohort=cohort)
    assert [held.on(day).count() for day in (D(2022, 4, 30), D(2022, 5, 1), D(2022, 2, 28))] == [1, 1, 0]


def test_only_schools_of_the_region_join(district: District, cohort: Cohort) -> None:
    foreign = OrganisationFactory(parent=district.other_region, name="Школа № 9 Заречного края")
    for wrong in (foreign, district.municipality):
        with pytest.raises(Refused, match="Не подходят"):
            join(district, cohort, district.school, wrong)
    with pytest.raises(Refused, match="хотя бы одну"):
        join(district, cohort)
    assert not CohortMembership.objects.filter(cohort=cohort).exists()


def test_leaving_keeps_dates_and_is_all_or_none(district: District, cohort: Cohort) -> None:
    by = district.users["regional"]
    early, late = (
        join(district, cohort, district.school),
        join(district, cohort, district.far_school, valid_from=D(2022, 5, 1)),
    )
    with pytest.raises(Refused, match=r"позже 30\.04\.2022: Школа № 7 Степного района"):
        end_memberships(cohort, memberships=[*early, *late], on=D(2022, 4, 30), by=by)
    assert CohortMembership.objects.filter(cohort=cohort, valid_to__isnull=True).count() == 2
    assert end_memberships(cohort, memberships=[*early, *late], on=D(2022, 5, 10), act="№ 9", by=by) == 2
    with pytest.raises(Refused, match="Уже вышли"):
        end_memberships(cohort, memberships=early, on=D(2022, 5, 11), by=by)
    details = AuditEntry.objects.filter(kind="membership.ended").first().details
    assert details == {"cohort": "Выявленные школы", "valid_to": "2022-05-10", "act": "№ 9"}


def test_a_membership_is_corrected_but_does_not_run_into_another(district: District, cohort: Cohort) -> None:
    by = district.users["regional"]
    [first] = join(district, cohort, district.school, valid_to=D(2022, 3, 31))
    [second] = join(district, cohort, district.school, valid_from=D(2022, 4, 1))
    with pytest.raises(Refused, match="уже состоит"):
        edit_membership(first, valid_to=D(2022, 4, 1), by=by)
    with pytest.raises(Refused, match="раньше начала"):
        edit_membership(second, valid_to=D(2022, 3, 1), by=by)
    second.refresh_from_db()
    edit_membership(second, valid_from=D(2022, 4, 5), act="№ 10", by=by)
    changed = AuditEntry.objects.get(kind="membership.changed").details["changes"]
    assert changed == {"valid_from": ["2022-04-01", "2022-04-05"], "act": ["", "№ 10"]}


def test_a_mistaken_membership_is_taken_back_with_a_reason(district: District, cohort: Cohort) -> None:
    [row] = join(district, cohort, district.school)
    with pytest.raises(Refused, match="почему"):
        remove_membership(row, reason=" ", by=district.users["regional"])
    remove_membership(row, reason="не та школа", by=district.users["regional"])
    assert not CohortMembership.objects.filter(cohort=cohort).exists()
    assert AuditEntry.objects.get(kind="membership.removed").details["reason"] == "не та школа"


def test_members_of_a_closed_cycle_stand(district: District, cohort: Cohort) -> None:
    close_cycle(district.cycle, on=D(2022, 5, 20), by=district.users["regional"])
    cohort.refresh_from_db()
    with pytest.raises(Refused, match=r"Цикл закрыт 20\.05\.2022"):
        join(district, cohort, district.school)


@pytest.mark.parametrize("role", ["operator", "municipal", "head", "observer", "stranger"])
def test_others_let_nobody_in(district: District, cohort: Cohort, role: str) -> None:
    with pytest.raises(NotAllowed):
        join(district, cohort, district.school, by=district.users[role])


SEEN = {
    "regional": 3,
    "municipal": 2,
    "other_municipal": 1,
    "head": 1,
    "curator": 1,
    "expert": 0,
    "stranger": 0,
}


@pytest.mark.parametrize(("role", "count"), SEEN.items())
def test_members_are_seen_within_the_territory(district: District, role: str, count: int) -> None:
    rows = members(district.cohort, district.users[role], Choice(D(2022, 5, 20)))
    assert len(rows) == count


def test_members_are_filtered(district: District, cohort: Cohort) -> None:
    user = district.users["regional"]
    rows = join(district, cohort, district.school, district.neighbour_school, district.far_school)
    end_memberships(cohort, memberships=rows[:1], on=D(2022, 4, 30), by=user)
    ExternalCode.objects.create(organisation=district.far_school, issuer="register", code="1007")

    def names(**choice: object) -> list[str]:
        found = members(cohort, user, Choice(**{"on": D(2022, 5, 20)} | choice))
        return [row.organisation.name.split(" Л")[0].split(" С")[0] for row in found]

    assert names() == ["Школа № 2", "Школа № 7"]
    assert names(state=ENDED) == ["Школа № 1"]
    assert names(state=ALL) == ["Школа № 1", "Школа № 2", "Школа № 7"]
    assert names(on=D(2022, 4, 30)) == ["Школа № 1", "Школа № 2", "Школа № 7"]
    assert names(municipality=district.municipality) == ["Школа № 2"]
    assert names(search="1007") == ["Школа № 7"]
    assert names(search="школа № 2") == ["Школа № 2"]


def test_pasted_lines_find_schools_by_code_name_and_alias(district: District, cohort: Cohort) -> None:
    ExternalCode.objects.create(organisation=district.school, issuer="register", code="1001")
    OrganisationAlias.objects.create(organisation=district.far_school, name="Степная СОШ")
    lines = [
        "1001",
        "1001 Школа первая",
        "школа №2 лугового округа",
        "степная сош",
        "Школа № 1 Лугового окрга",
        "х",
    ]
    found = find_schools(cohort, district.users["regional"], lines)
    assert [[school.pk for school in one.schools[:1]] for one in found] == [
        [district.school.pk],
        [district.school.pk],
        [district.neighbour_school.pk],
        [district.far_school.pk],
        [district.school.pk],
        [],
    ]
    assert [one.is_sure for one in found] == [True, True, True, True, False, False]


def test_finding_takes_three_queries_however_long_the_list(
    district: District, cohort: Cohort, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(3):
        find_schools(cohort, district.users["regional"], [f"Школа № {number}" for number in range(200)])


def test_one_name_of_two_schools_is_a_question(district: District, cohort: Cohort) -> None:
    for school in (district.school, district.far_school):
        OrganisationAlias.objects.create(organisation=school, name="СОШ № 7")
    found = preview(cohort, district.users["regional"], source=Source(["СОШ №7"]), on=D(2022, 3, 1))
    assert [(offer.school, offer.ticked) for offer in found.offers] == [
        (district.school, False),
        (district.far_school, False),
    ]
    assert "подходит несколько" in found.offers[0].note


def test_a_preview_ticks_what_is_sure_and_fixes_what_is_there(district: District, cohort: Cohort) -> None:
    user = district.users["regional"]
    join(district, cohort, district.school)
    lines = [district.school.name, district.far_school.name, "Гимназия Икс"]
    found = preview(cohort, user, source=Source(lines), on=D(2022, 3, 1))
    assert [(offer.school, offer.ticked, offer.fixed) for offer in found.offers] == [
        (district.school, False, True),
        (district.far_school, True, False),
    ]
    assert (found.unknown, found.ready) == (["Гимназия Икс"], 1)
    taken = preview(cohort, user, source=Source(cohort=district.cohort), on=D(2022, 3, 1))
    assert [(offer.school, offer.ticked) for offer in taken.offers] == [
        (district.school, False),
        (district.neighbour_school, True),
        (district.far_school, True),
    ]
    listed = preview(cohort, user, source=Source(territory=district.other_municipality), on=D(2022, 3, 1))
    assert [(offer.school, offer.ticked) for offer in listed.offers] == [(district.far_school, False)]
