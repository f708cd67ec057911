"""Executors: matched once for every row, appointed in bulk, before and after approval."""

import pytest

from medk.audit.models import AuditEntry
from medk.kernel.refusals import NotAllowed, Refused
from medk.notices.models import Notice
from medk.orgs.models import Organisation, OrganisationAlias
from medk.plans.actions.executors import (
    create_and_match,
    match_printed,
    meant_by,
    set_executors,
    unmatch_printed,
)
from medk.plans.choices import RoadMapStatus
from medk.plans.models import Executor, RoadMap
from medk.plans.rules.matching import group_key
from tests.plans.drafting import read_draft
from tests.world import District

KEY = group_key("СЦАКО")


@pytest.fixture
def draft(district: District) -> RoadMap:
    return read_draft(
        district, name="severogorsk-2022", organisation=district.region, by=district.users["regional"]
    )


@pytest.fixture
def bare(district: District) -> RoadMap:
    """The municipality's draft: its order names no executors at all."""
    return read_draft(district)


def test_one_word_matches_every_row(draft: RoadMap, district: District) -> None:
    by = district.users["regional"]
    meant = meant_by(f"organisation:{district.institute.pk}", draft)
    rows = match_printed(draft, KEY, meant=meant, by=by)
    printed = Executor.objects.filter(measure__road_map=draft, short_name="СЦАКО")
    assert rows == printed.count() > 5
    assert set(printed.values_list("organisation_id", flat=True)) == {district.institute.pk}


def test_the_name_is_remembered_for_the_next_order(draft: RoadMap, district: District) -> None:
    by = district.users["regional"]
    match_printed(draft, KEY, meant=meant_by(f"organisation:{district.institute.pk}", draft), by=by)
    assert OrganisationAlias.objects.filter(organisation=district.institute, name="СЦАКО").exists()
    again = read_draft(district, name="severogorsk-2022", organisation=district.other_municipality, by=by)
    found = Executor.objects.filter(measure__road_map=again, name="СЦАКО").first()
    assert found.organisation == district.institute


def test_a_match_is_taken_back(draft: RoadMap, district: District) -> None:
    by = district.users["regional"]
    unmatch_printed(draft, group_key("МОУО"), by=by)
    assert set(Executor.objects.filter(name="МОУО").values_list("body_class", flat=True)) == {""}


def test_a_body_is_created_where_the_right_is(draft: RoadMap, district: District) -> None:
    name = "Северогорский центр анализа качества образования"
    made = create_and_match(draft, KEY, kind="assessment_centre", name=name, by=district.users["regional"])
    assert (made.parent, made.kind) == (district.region, "assessment_centre")
    assert Executor.objects.filter(organisation=made).count() > 5


def test_a_body_is_not_created_without_the_right(bare: RoadMap, district: District) -> None:
    by = district.users["municipal"]
    row = bare.measures.first()
    Executor.objects.create(measure=row, name="Институт")
    with pytest.raises(NotAllowed):
        create_and_match(bare, group_key("Институт"), kind="institute", name="Институт", by=by)
    assert not Organisation.objects.filter(name="Институт").exists()


def test_executors_are_appointed_in_bulk(bare: RoadMap, district: District) -> None:
    by = district.users["municipal"]
    pks = list(bare.measures.values_list("pk", flat=True))
    changed = set_executors(bare, pks, meant=meant_by("body_class:schools", bare), by=by)
    assert changed == len(pks)
    assert Executor.objects.filter(measure__in=pks, body_class="schools").count() == len(pks)
    assert set_executors(bare, pks, meant=meant_by("body_class:schools", bare), by=by) == 0
    assert Executor.objects.filter(measure__in=pks).count() == len(pks)
    assert AuditEntry.objects.filter(kind="plans.executors_set").count() == 2


def test_the_earlier_ones_may_be_replaced(bare: RoadMap, district: District) -> None:
    by = district.users["municipal"]
    pks = list(bare.measures.values_list("pk", flat=True)[:3])
    set_executors(bare, pks, meant=meant_by("body_class:schools", bare), by=by)
    head = district.users["head"].person
    set_executors(bare, pks, meant=meant_by(f"person:{head.pk}", bare), mode="replace", by=by)
    assert set(Executor.objects.values_list("person_id", "body_class")) == {(head.pk, "")}


def test_executors_are_appointed_after_approval_and_told(bare: RoadMap, district: District) -> None:
    RoadMap.objects.update(status=RoadMapStatus.APPROVED)
    bare.refresh_from_db()
    pks = list(bare.measures.values_list("pk", flat=True)[:2])
    meant = meant_by(f"organisation:{district.school.pk}", bare)
    set_executors(bare, pks, meant=meant, by=district.users["municipal"])
    assert Notice.objects.filter(recipient=district.users["head"], kind="plans.appointed").count() == 1
    with pytest.raises(NotAllowed):
        set_executors(bare, pks, meant=meant, by=district.users["regional"])


def test_nobody_from_elsewhere_is_named(bare: RoadMap, district: District) -> None:
    elsewhere = district.users["stranger"].person.pk
    for choice in (
        f"organisation:{district.far_school.pk}",
        f"organisation:{district.other_region.pk}",
        f"person:{elsewhere}",
        "body_class:everybody",
        "organisation:",
        "",
    ):
        with pytest.raises(Refused, match="из списка"):
            meant_by(choice, bare)


def test_no_measures_marked_is_said(bare: RoadMap, district: District) -> None:
    with pytest.raises(Refused, match="Отметьте"):
        set_executors(bare, [], meant=meant_by("body_class:schools", bare), by=district.users["municipal"])
