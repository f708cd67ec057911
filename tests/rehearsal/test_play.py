"""The rehearsal of one small territory: Карпинск and its neighbour without a plan."""

import datetime as dt

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from medk.audit.models import AuditEntry
from medk.kernel import clock, integrity
from medk.notices.models import Notice
from medk.orgs.models import Appointment, Organisation
from medk.orgs.roles import Role
from medk.plans.models import Execution, MeasureProgress, RoadMap
from medk.plans.queries.leaves import with_leaf_parts
from medk.plans.queries.progress import count
from medk.rehearsal.play import rehearse
from medk.workflow.models import Transition

pytestmark = pytest.mark.django_db
UNTIL = dt.date(2022, 5, 20)
SEED = 7


def story():
    """What happened, without the numbers that a database gives."""
    moves = Transition.objects.order_by("pk")
    return list(moves.values_list("move", "happened_on", "entered_at", "by_name", "reason"))


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    """One rehearsal for all tests of the file, taken back at its end; `first` is an earlier one's story."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(UNTIL):
        before = transaction.savepoint()
        rehearse(only=("SVE",), seed=SEED)
        first = story()
        transaction.savepoint_rollback(before)
        yield rehearse(only=("SVE",), seed=SEED), first, django_settings.FILES_DIR
        transaction.set_rollback(True)


def test_the_same_seed_gives_the_same_year(played):
    assert story() == played[1]
    assert len(played[1]) > 30


def test_the_plan_is_approved_and_carried_out_with_its_audit(played):
    road_map = RoadMap.objects.get(organisation=played[0].settled.places["SVE-KAR"])
    assert (road_map.status, road_map.measures.count()) == ("approved", 40)
    statuses = set(Execution.objects.values_list("status", flat=True))
    assert {"confirmed", "submitted"} <= statuses
    audited = set(
        AuditEntry.objects.filter(kind="workflow.moved").values_list("details__transition", flat=True)
    )
    assert audited == {str(uid) for uid in Transition.objects.values_list("uid", flat=True)}


def test_nothing_is_entered_after_the_demos_date_or_before_the_fact(played):
    for move in Transition.objects.all():
        assert move.happened_on <= move.entered_at.date() <= UNTIL, move


def test_old_facts_are_entered_when_the_plan_opens(played):
    town = Execution.objects.filter(measure__road_map=played[0].road_maps["karpinsk-2022"]).values("pk")
    early = Transition.objects.filter(
        subject_type="plans.execution",
        subject_id__in=town,
        move="submit",
        happened_on__lt=dt.date(2022, 3, 28),
    )
    assert early.exists()
    assert {move.entered_at.date() >= dt.date(2022, 3, 28) for move in early} == {True}


def test_the_kept_counts_are_those_of_a_fresh_count(played):
    kept = MeasureProgress.objects.select_related("measure")
    measures = {row.pk: row for row in with_leaf_parts(type(kept[0].measure).objects.all())}
    for row in kept:
        fresh = count([measures[row.measure_id]], row.counted_on)[0]
        assert (fresh.state, fresh.total, fresh.due, fresh.confirmed) == (
            row.state,
            row.total,
            row.due,
            row.confirmed,
        )


def test_the_neighbour_waits_for_a_newcomer(played):
    neighbour = played[0].settled.places["SVE-KRA"]
    assert not RoadMap.objects.filter(organisation=neighbour).exists()
    assert played[0].settled.by_role(Role.MUNICIPAL_COORDINATOR, neighbour)
    schools = Organisation.objects.below(neighbour).filter(kind="school")
    assert schools.filter(cohort_memberships__cohort__code="participants").exists()


def test_no_curator_has_more_than_two_schools_or_his_own(played):
    held: dict[int, set[int]] = {}
    for row in Appointment.objects.filter(role=Role.CURATOR):
        held.setdefault(row.person_id, set()).add(row.organisation_id)
        assert row.body_id != row.organisation_id
    assert held
    assert max(len(schools) for schools in held.values()) <= 2


def test_medk_check_finds_nothing_wrong_in_a_world_made_by_actions(played, settings):
    settings.FILES_DIR = played[2]
    autodiscover_modules("integrity")
    with clock.at(UNTIL):
        assert [finding for finding in integrity.run_all() if finding.problems] == []


def test_late_schools_were_reminded_once_in_working_hours(played):
    told = list(Notice.objects.filter(kind="plans.reminded"))
    assert told
    assert len({notice.recipient_id for notice in told}) == len(told)
    assert {notice.created_at.weekday() < 5 for notice in told} == {True}
    assert AuditEntry.objects.filter(kind="plans.reminded").exists()
