"""The month, the week and the load by week, from worked examples."""

import datetime as dt

import pytest

from medk.kernel.days_off import day_off
from medk.plans.choices import ProgressState as P
from medk.plans.rules.load import Due, loads, overloaded, weeks_from
from medk.plans.rules.plan_calendar import (
    Event,
    EventKind,
    day_of,
    in_calendar,
    listed_days,
    month_of,
    part_state,
    urgent_first,
    week_of,
    weeks_of,
)

MAY_20 = dt.date(2022, 5, 20)


def deadline(day: dt.date, title: str = "Опрос", state: str = "") -> Event:
    return Event(day, EventKind.DEADLINE, title, state=state)


def test_a_month_is_drawn_in_whole_weeks_from_monday():
    """May 2022 begins on a Sunday and ends on a Tuesday: six weeks, 26 April to 5 June."""
    weeks = weeks_of(month_of(MAY_20), [], today=MAY_20, off=lambda _: "")
    assert len(weeks) == 6
    assert weeks[0][0].on == dt.date(2022, 4, 25)
    assert weeks[-1][-1].on == dt.date(2022, 6, 5)
    assert [day.is_outside for day in weeks[0]] == [True] * 6 + [False]


def test_events_stand_on_their_day_and_beyond_the_month_on_none():
    inside, outside = deadline(MAY_20), deadline(dt.date(2022, 6, 1))
    weeks = weeks_of(month_of(MAY_20), [inside, outside], today=MAY_20, off=lambda _: "")
    held = {day.on: day.events for week in weeks for day in week if day.events}
    assert held == {MAY_20: (inside,)}
    assert next(day for week in weeks for day in week if day.is_today).on == MAY_20


def test_a_day_shows_three_and_counts_the_rest():
    events = [deadline(MAY_20, str(n)) for n in range(5)]
    day = next(
        d for w in weeks_of(week_of(MAY_20), events, today=MAY_20, off=lambda _: "") for d in w if d.events
    )
    assert [event.title for event in day.shown] == ["0", "1", "2"]
    assert day.more == 2


def test_a_crowded_span_lists_a_few_of_each_day_and_the_day_all():
    """121 events of one day: the month lists eight and counts the rest, the day lists them all."""
    events = [deadline(MAY_20, str(n)) for n in range(121)]
    month = listed_days(weeks_of(month_of(MAY_20), events, today=MAY_20, off=lambda _: ""), "month")
    assert [(len(day.in_list), day.beyond_list) for day in month] == [(8, 113)]
    day = listed_days(weeks_of(day_of(MAY_20), events, today=MAY_20, off=lambda _: ""), "day")
    assert [(len(day.in_list), day.beyond_list) for day in day] == [(121, 0)]
    few = listed_days(weeks_of(month_of(MAY_20), events[:120], today=MAY_20, off=lambda _: ""), "month")
    assert few[0].beyond_list == 0


def test_what_is_late_comes_first_and_what_is_done_last():
    done, late, open_one = (deadline(MAY_20, s, s) for s in (P.CONFIRMED, P.OVERDUE, P.NOT_DUE))
    assert urgent_first([done, open_one, late]) == [late, open_one, done]


@pytest.mark.parametrize(
    ("span", "title"),
    [
        (month_of(MAY_20), "май 2022"),
        (week_of(MAY_20), "16–22 мая 2022"),
        (day_of(MAY_20), "20\u00a0мая 2022"),
        (week_of(dt.date(2022, 6, 1)), "30 мая – 5 июня 2022"),
        (week_of(dt.date(2023, 1, 1)), "26 декабря 2022 – 1 января 2023"),
    ],
)
def test_a_span_is_named(span, title):
    assert span.title == title


def test_neighbours_cross_the_year():
    december = month_of(dt.date(2022, 12, 31))
    assert december.beside(1).title == "январь 2023"
    assert december.beside(-12).title == "декабрь 2021"
    assert week_of(dt.date(2022, 12, 31)).beside(1).first == dt.date(2023, 1, 2)


@pytest.mark.parametrize(
    ("year", "known"), [(1, False), (2000, False), (2001, True), (2099, True), (9999, False)]
)
def test_far_years_are_not_drawn(year, known):
    assert in_calendar(dt.date(year, 6, 1)) is known


@pytest.mark.parametrize(
    ("counts", "total", "due", "expected"),
    [
        ({}, 3, MAY_20, P.NOT_DUE),
        ({}, 3, dt.date(2022, 5, 19), P.OVERDUE),
        ({"confirmed": 3}, 3, dt.date(2022, 5, 1), P.CONFIRMED),
        ({"confirmed": 2, "cancelled": 1}, 3, dt.date(2022, 5, 1), P.CONFIRMED),
        ({"cancelled": 3}, 3, dt.date(2022, 5, 1), P.CANCELLED),
        ({"confirmed": 2, "submitted": 1}, 3, dt.date(2022, 5, 1), P.SUBMITTED),
        ({"confirmed": 2}, 3, dt.date(2022, 5, 1), P.OVERDUE),
        ({"confirmed": 1}, 3, MAY_20, P.IN_PROGRESS),
        ({"returned": 1}, 3, MAY_20, P.IN_PROGRESS),
    ],
)
def test_the_most_urgent_of_a_part_speaks(counts, total, due, expected):
    assert part_state(counts, total, due_on=due, on=MAY_20) == expected


def test_days_off_are_weekends_holidays_and_moved_days():
    assert day_off(dt.date(2022, 5, 9)) == "День Победы"
    assert day_off(dt.date(2022, 3, 5)) == ""  # a Saturday that was worked for the 7th
    assert "перенесено" in day_off(dt.date(2022, 3, 7))
    assert day_off(dt.date(2022, 3, 6)) == "выходной"
    assert day_off(dt.date(2022, 5, 20)) == ""
    assert day_off(dt.date(1800, 1, 4)) == "выходной"


def test_load_counts_deadlines_by_week_and_keeps_those_without_any():
    weeks = weeks_from(dt.date(2022, 5, 18), 2)
    assert weeks == [dt.date(2022, 5, 16), dt.date(2022, 5, 23)]
    dues = [
        Due("o1", dt.date(2022, 5, 16)),
        Due("o1", dt.date(2022, 5, 22), is_left=False),
        Due("o1", dt.date(2022, 5, 23)),
        Due("o1", dt.date(2022, 6, 30)),
        Due("o9", dt.date(2022, 5, 16)),
    ]
    rows = loads(dues, weeks=weeks, names={"o2": ("Б", "Город"), "o1": ("А", "Город")})
    assert [(row.name, [(w.total, w.left) for w in row.weeks]) for row in rows] == [
        ("А", [(2, 1), (1, 1)]),
        ("Б", [(0, 0), (0, 0)]),
    ]
    assert overloaded(rows, 1) == 1
    assert overloaded(rows, 2) == 0
