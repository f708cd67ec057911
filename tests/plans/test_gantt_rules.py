"""The drawing of a measure: axis, spans, clusters, shifts; worked examples."""

import datetime as dt

import pytest

from medk.kernel.russian import NBSP
from medk.plans.choices import ProgressState as P
from medk.plans.rules.gantt import (
    Base,
    Comb,
    Dates,
    Span,
    cluster,
    cut,
    drawing,
    joined,
    repeats,
    shift_words,
    span_of,
    tail,
)
from medk.plans.rules.gantt_axis import ZOOMS, Tick, axis_of, ticks, zoom_of

CYCLE = (dt.date(2022, 1, 10), dt.date(2022, 12, 20))
AXIS = axis_of(CYCLE, [])


def day(month: int, number: int, year: int = 2022) -> dt.date:
    return dt.date(year, month, number)


def test_the_axis_is_whole_months_of_the_cycle():
    assert (AXIS.first, AXIS.last, AXIS.days) == (day(1, 1), day(12, 31), 365)
    assert (AXIS.at(day(1, 1)), AXIS.at(day(2, 1)), AXIS.at(day(12, 31))) == (0, 31, 364)
    assert AXIS.outside == []


def test_the_axis_follows_days_half_a_year_outside_the_cycle_and_marks_them():
    axis = axis_of(CYCLE, [day(11, 20, 2021), day(2, 3, 2023)])
    assert (axis.first, axis.last) == (day(11, 1, 2021), day(2, 28, 2023))
    assert axis.outside == [(0, 61), (61 + 365, 61 + 365 + 59)]


def test_the_axis_does_not_follow_a_slip_of_the_pen():
    axis = axis_of(CYCLE, [day(3, 1, 2202), day(3, 1, 1922)])
    assert (axis.first, axis.last) == (AXIS.first, AXIS.last)
    assert axis.at(day(3, 1, 2202)) == 365
    assert axis.at(day(3, 1, 1922)) == 0


def test_headings_of_the_axis():
    quarters = ticks(AXIS, "quarter", has_year=True)
    assert quarters[0] == Tick(0, 90, "I кв. 2022")
    assert quarters[-1] == Tick(273, 365, "IV кв. 2022")
    months = ticks(AXIS, "month")
    assert (len(months), months[1]) == (12, Tick(31, 59, "фев"))
    assert ticks(AXIS, "month", has_year=True)[4].label == "май 2022"


def test_weeks_begin_on_monday_and_are_cut_by_the_edges():
    weeks = ticks(AXIS, "span")
    assert weeks[0] == Tick(0, 2, "01–02.01")  # 1 January 2022 is a Saturday
    assert weeks[1] == Tick(2, 9, "03–09.01")
    assert weeks[-1] == Tick(359, 365, "26–31.12")
    assert sum(week.end - week.start for week in weeks) == 365


def test_an_unknown_zoom_is_the_whole_plan():
    assert zoom_of("century") is ZOOMS[0]
    assert zoom_of("week").code == "week"


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (Dates(day(2, 1), day(3, 1)), Span(day(2, 1), day(3, 1))),
        (Dates(None, day(3, 1)), Span(day(3, 1), day(3, 1), is_point=True)),
        (Dates(day(2, 1), None), Span(day(2, 1), day(2, 1), is_point=True)),
        (Dates(None, None), None),
        (Dates(None, None, (day(1, 31), day(12, 31))), Span(day(1, 31), day(12, 31))),
        (Dates(day(2, 1), None, (day(1, 31), day(4, 30))), Span(day(2, 1), day(4, 30))),
        (Dates(day(6, 1), day(3, 1)), Span(day(3, 1), day(3, 1), is_point=True, is_backward=True)),
    ],
)
def test_the_span_of_a_measure(dates, expected):
    assert span_of(dates) == expected


def test_a_bar_lasts_till_the_evening_of_its_last_day():
    row = drawing(Span(day(2, 1), day(2, 10)), AXIS)
    assert (row.start, row.end, row.before, row.after) == (31, 41, None, None)


def test_days_beyond_the_axis_are_clamped_and_named():
    late = drawing(Span(day(11, 1), day(3, 1, 2025)), AXIS)
    assert (late.start, late.end, late.after) == (304, 365, day(3, 1, 2025))
    lost = drawing(Span(day(3, 1, 2025), day(4, 1, 2025)), AXIS)
    assert (lost.start, lost.end, lost.after) == (365, 365, day(3, 1, 2025))
    early = drawing(Span(day(3, 1, 2020), day(4, 1)), AXIS)
    assert (early.start, early.end, early.before) == (0, 91, day(3, 1, 2020))


def test_the_tail_is_as_long_as_the_days_late_and_today():
    assert tail(P.OVERDUE, day(5, 15), day(5, 20), AXIS) == (135, 140)
    for state in (P.SUBMITTED, P.NOT_DUE, P.CONFIRMED, ""):
        assert tail(state, day(5, 15), day(5, 20), AXIS) is None


def test_marks_nearer_than_the_gap_are_counted_together():
    assert cluster([10, 12, 14, 40], 5) == [(12, 3), (40, 1)]
    assert cluster([10, 15, 20], 5) == [(10, 1), (15, 1), (20, 1)]
    assert cluster([], 5) == []


def test_forty_milestones_of_one_month_become_few_marks_and_none_is_lost():
    places = [100 + n * 3 // 4 for n in range(40)]
    marks = cluster(places, ZOOMS[0].gap(365, 1.0))
    assert len(marks) <= 4
    assert sum(many for _, many in marks) == 40


def test_a_closer_look_parts_the_marks():
    gaps = [zoom.gap(365, 1.0) for zoom in ZOOMS]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 1


def test_weekly_repeats_are_a_comb_and_uneven_ones_stand_where_they_are():
    weekly = list(range(3, 365, 7))
    assert repeats(weekly, 2.5) == (Comb(3, 360, 7.0), [])
    assert repeats([31, 90, 120, 365], 2.5) == (None, [31, 90, 120, 365])
    uneven = [1, 3, 30, 60, 61, 80, 200, 201, 300]
    assert repeats(uneven, 1) == (None, uneven)


def test_daily_repeats_are_thinned_to_what_the_eye_can_tell():
    comb, ticks_ = repeats(list(range(366)), 3)
    assert (comb, ticks_) == (Comb(1, 364, 3.0), [])


def test_the_shift_against_the_base_plan_in_words():
    base = Base("1.1", "Собрать сведения", day(2, 1), day(3, 10))
    assert shift_words(base, Dates(day(2, 1), day(3, 10))) == ""
    later = shift_words(base, Dates(day(2, 1), day(3, 22)))
    assert later == f"в базовом плане 01.02–10.03.2022, теперь позже на{NBSP}12{NBSP}дней"
    sooner = shift_words(base, Dates(day(2, 1), day(3, 9)))
    assert sooner.endswith(f"раньше на{NBSP}1{NBSP}день")
    assert shift_words(base, Dates()) == "в базовом плане 01.02–10.03.2022"
    assert shift_words(Base("2", "Без срока"), Dates(None, day(3, 1))) == "в базовом плане без срока"


def test_a_folded_section_lasts_from_its_first_day_to_its_last():
    spans = [Span(day(2, 1), day(3, 1)), None, Span(day(1, 10), day(1, 20))]
    assert joined(spans) == Span(day(1, 10), day(3, 1))
    assert joined([None]) is None


def test_a_long_title_is_cut_between_words():
    assert cut("Собрать сведения о школах", 18) == "Собрать сведения…"
    assert cut("Собрать сведения", 18) == "Собрать сведения"
