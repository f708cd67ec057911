"""Leaves, states and shares, from worked examples."""

import datetime as dt
from decimal import Decimal

import pytest

from medk.plans.choices import ExecutionStatus as E
from medk.plans.choices import ProgressState as P
from medk.plans.rules.leaves import Unit, leaf_key, owed, parts_of, pieces
from medk.plans.rules.progress import (
    LeafFacts,
    coverage,
    extended,
    leaf_state,
    measure_state,
    share,
)

ON = dt.date(2022, 5, 20)
BEFORE, AFTER = dt.date(2022, 5, 19), dt.date(2022, 5, 21)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (LeafFacts(due_on=AFTER), P.NOT_DUE),
        (LeafFacts(due_on=ON), P.NOT_DUE),  # the deadline's day is still a day to work
        (LeafFacts(due_on=BEFORE), P.OVERDUE),
        (LeafFacts(), P.UNDATED),
        (LeafFacts(E.IN_PROGRESS), P.IN_PROGRESS),
        (LeafFacts(E.IN_PROGRESS, AFTER), P.IN_PROGRESS),
        (LeafFacts(E.RETURNED, BEFORE), P.OVERDUE),
        (LeafFacts(E.SUBMITTED, BEFORE), P.SUBMITTED),  # waiting is not the executor's lateness
        (LeafFacts(E.CONFIRMED, BEFORE), P.CONFIRMED),
        (LeafFacts(E.PLANNED, BEFORE, is_paused=True), P.PAUSED),
        (LeafFacts(E.CONFIRMED, BEFORE, is_paused=True), P.CONFIRMED),
        (LeafFacts(E.CANCELLED, BEFORE), P.CANCELLED),
    ],
)
def test_a_leaf_is_in_one_part_of_the_partition(facts, expected):
    assert leaf_state(facts, ON) == expected


def test_110_of_120_is_never_rounded_up():
    counted = coverage([LeafFacts(E.CONFIRMED, BEFORE)] * 110 + [LeafFacts(due_on=BEFORE)] * 10, ON)
    assert (counted.due, counted.due_confirmed) == (120, 110)
    assert measure_state(counted) == P.OVERDUE


def test_a_series_counts_by_what_is_due():
    done = [LeafFacts(E.CONFIRMED, dt.date(2022, month, 28)) for month in (2, 3, 4)]
    counted = coverage([*done, LeafFacts(due_on=dt.date(2022, 6, 30))], ON)
    assert measure_state(counted) == P.CONFIRMED
    assert counted.next_due_on == dt.date(2022, 6, 30)


def test_done_early_counts_only_when_all_is_done():
    early = LeafFacts(E.CONFIRMED, AFTER)
    assert measure_state(coverage([early], ON)) == P.CONFIRMED
    assert measure_state(coverage([early, LeafFacts(due_on=AFTER)], ON)) == P.IN_PROGRESS


def test_cancelled_leaves_leave_the_denominator():
    counted = coverage([LeafFacts(E.CONFIRMED, BEFORE), LeafFacts(E.CANCELLED, BEFORE)], ON)
    assert (counted.due, measure_state(counted)) == (1, P.CONFIRMED)
    assert measure_state(coverage([LeafFacts(E.CANCELLED, BEFORE)], ON)) == P.CANCELLED


def test_lateness_compares_the_fact_with_the_deadline():
    late = LeafFacts(E.CONFIRMED, BEFORE, done_on=ON)
    in_time = LeafFacts(E.CONFIRMED, BEFORE, done_on=BEFORE)
    assert coverage([late, in_time], ON).late_confirmed == 1


def test_the_two_bases_of_the_share():
    rows = [(P.CONFIRMED, True)] * 18 + [(P.OVERDUE, True)] * 21 + [(P.NOT_DUE, False)] * 8
    due, whole = share(rows, "due"), share(rows, "whole")
    assert (due.confirmed, due.planned) == (18, 39)
    assert (whole.confirmed, whole.planned) == (18, 47)
    assert round(due.percent, 1) == Decimal("46.2")
    assert share([], "due").percent is None


def test_paused_and_cancelled_measures_leave_the_share():
    assert share([(P.CONFIRMED, True), (P.PAUSED, True), (P.CANCELLED, True)], "due").planned == 1


def test_a_unit_owes_only_what_falls_inside_its_membership():
    joined_in_april = Unit("o2", "Школа 2", ((dt.date(2022, 4, 1), None),))
    always = Unit("o1", "Школа 1")
    parts = parts_of(None, occurrences=[(1, dt.date(2022, 3, 31)), (2, dt.date(2022, 4, 30))])
    got = [(leaf.unit.key, leaf.part.occurrence_id) for leaf in owed([always, joined_in_april], parts)]
    assert got == [("o1", 1), ("o1", 2), ("o2", 2)]


def test_actions_take_their_own_deadline_or_the_measures():
    parts = parts_of(ON, actions=[(7, BEFORE), (8, None)])
    assert [(part.action_id, part.due_on) for part in parts] == [(7, BEFORE), (8, ON)]


@pytest.mark.parametrize("args", [(None, "", None), (3, "o17", 5), (None, "p4", None), (2, "", 9)])
def test_the_name_of_a_leaf_reads_back(args):
    found = pieces(leaf_key(*args))
    assert (found.action_id, found.unit_key, found.occurrence_id) == args


@pytest.mark.parametrize("bad", ["", "--x", "a1", "a-o1-r1-", "z1-o1-r1", "a1-q1-r1", "ax-o1-r1", "../-o1-"])
def test_a_wrong_name_is_no_leaf(bad):
    assert pieces(bad) is None


def test_a_pause_that_extends_moves_the_deadline_by_its_days():
    due = dt.date(2022, 4, 30)
    assert extended(due, [(dt.date(2022, 4, 11), dt.date(2022, 4, 20))], ON) == dt.date(2022, 5, 10)
    assert extended(due, [(dt.date(2022, 5, 2), None)], ON) == due
    assert extended(None, [(dt.date(2022, 5, 2), None)], ON) is None
