"""Slots of recurrences, from worked examples."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medk.plans.rules.recurrence import Recurrence, TooManySlots, slots


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def dues(recurrence: Recurrence, start: str, end: str) -> list[str]:
    return [slot.due_on.isoformat() for slot in slots(recurrence, day(start), day(end))]


def test_monthly_slots_end_with_the_month_and_with_the_span():
    got = dues(Recurrence("monthly"), "2022-02-14", "2022-05-20")
    assert got == ["2022-02-28", "2022-03-31", "2022-04-30", "2022-05-20"]


def test_two_a_month_are_two_slots():
    made = slots(Recurrence("monthly", count=2), day("2022-01-01"), day("2022-02-28"))
    assert [(slot.ordinal, slot.due_on.isoformat()) for slot in made] == [
        (1, "2022-01-31"),
        (2, "2022-01-31"),
        (3, "2022-02-28"),
        (4, "2022-02-28"),
    ]


def test_weekly_on_thursdays_skips_a_cut_week_without_a_thursday():
    # 10.02.2022 is a Thursday, 25.02.2022 a Friday.
    got = dues(Recurrence("weekly", weekday="TH"), "2022-02-11", "2022-03-02")
    assert got == ["2022-02-17", "2022-02-24"]


def test_quarters_are_calendar_quarters():
    got = dues(Recurrence("quarterly"), "2021-03-22", "2021-12-31")
    assert got == ["2021-03-31", "2021-06-30", "2021-09-30", "2021-12-31"]


def test_every_second_month_joins_two_periods():
    got = dues(Recurrence("monthly", interval=2), "2022-01-01", "2022-06-30")
    assert got == ["2022-02-28", "2022-04-30", "2022-06-30"]


@pytest.mark.parametrize(
    ("monthday", "expected"),
    [
        (5, ["2022-02-05", "2022-03-05"]),
        (-1, ["2022-02-28", "2022-03-31"]),
        (31, ["2022-02-28", "2022-03-31"]),
    ],
)
def test_day_of_month_is_kept_or_clamped(monthday, expected):
    assert dues(Recurrence("monthly", monthday=monthday), "2022-02-01", "2022-03-31") == expected


def test_without_both_dates_or_backwards_there_are_no_slots():
    weekly = Recurrence("weekly")
    assert slots(weekly, None, day("2022-03-01")) == []
    assert slots(weekly, day("2022-03-02"), day("2022-03-01")) == []


def test_absurd_spans_are_refused():
    with pytest.raises(TooManySlots):
        slots(Recurrence("daily"), day("1022-01-01"), day("2022-01-01"))


@given(
    st.sampled_from(["daily", "weekly", "monthly", "quarterly", "yearly"]),
    st.integers(1, 3),
    st.dates(day("2020-01-01"), day("2023-12-31")),
    st.integers(0, 500),
)
def test_slots_cover_the_span_once(frequency, interval, start, length):
    end = start + dt.timedelta(days=length)
    made = slots(Recurrence(frequency, interval), start, end)
    assert [slot.ordinal for slot in made] == list(range(1, len(made) + 1))
    assert made[0].starts_on == start
    assert made[-1].due_on == end
    for left, right in itertools.pairwise(made):
        assert right.starts_on == left.due_on + dt.timedelta(days=1)
