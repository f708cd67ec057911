"""Rules of the road map page: small groups, the share line, the filter and the order of the table."""

import datetime as dt
from decimal import Decimal

import pytest

from medk.kernel.russian import NBSP
from medk.plans.choices import ProgressState as P
from medk.plans.rules.aggregates import may_show, may_show_part, whole_percent
from medk.plans.rules.journal import said
from medk.plans.rules.progress import Share
from medk.plans.rules.share import share_line
from medk.plans.rules.table import (
    MeasureRow,
    Near,
    Wanted,
    arranged,
    due_window,
    executors_of,
    matches,
    partition,
    put_distance,
)
from medk.plans.rules.target_words import target_words

FRIDAY = dt.date(2022, 5, 20)


def row(pk: int = 1, **fields: object) -> MeasureRow:
    values = {
        "number": str(pk), "title": f"Мероприятие {pk}", "section_id": None, "schedule": "до 31.05.2022",
        "printed": "", "is_repeated": False, "due_on": dt.date(2022, 5, 31), "state": P.NOT_DUE,
    }  # fmt: skip
    return MeasureRow(pk=pk, **(values | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(22, 39, 56), (0, 5, 0), (5, 5, 100), (199, 200, 99), (0, 0, None)]
)
def test_per_cent_is_never_rounded_up(part, whole, percent):
    assert whole_percent(part, whole) == percent


@pytest.mark.parametrize(
    ("group", "known", "shown"),
    [
        (3, 0, True),  # a stranger to a group of the smallest size
        (2, 0, False),
        (3, 1, False),  # one of three knows the other two by subtraction
        (4, 1, True),
        (5, 3, False),
        (3, 3, False),  # what is wholly known stands in the reader's own part
    ],
)
def test_a_figure_is_shown_when_the_unknown_are_a_group(group, known, shown):
    assert may_show(group, known=known, smallest=3) is shown


@pytest.mark.parametrize(
    ("group", "whole", "shown"), [(4, 10, True), (4, 4, True), (4, 6, False), (3, 10, False)]
)
def test_a_part_is_shown_when_what_is_left_is_a_group_too(group, whole, shown):
    assert may_show_part(group, whole=whole, known=1, smallest=3) is shown


def test_the_reported_basis_comes_first_and_the_target_is_compared_exactly():
    shares = {"due": Share("due", 449, 1000), "whole": Share("whole", 449, 2000)}
    line = share_line(shares, "due", target=Decimal("45.00"), target_on=dt.date(2022, 6, 17))
    assert (line.reported.code, line.other.code) == ("due", "whole")
    assert (line.reported.percent_words, line.target_words) == (f"44{NBSP}%", f"45{NBSP}%")
    assert line.is_reached is False
    shares["due"] = Share("due", 450, 1000)
    assert share_line(shares, "due", target=Decimal(45), target_on=None).is_reached is True


def test_nothing_planned_is_no_data_and_reaches_nothing():
    shares = {"due": Share("due", 0, 0), "whole": Share("whole", 0, 7)}
    line = share_line(shares, "due", target=Decimal(45), target_on=None)
    assert (line.reported.percent_words, line.is_reached) == ("нет данных", None)


@pytest.mark.parametrize(
    ("code", "window"),
    [
        ("week", (FRIDAY, dt.date(2022, 5, 22))),
        ("month", (FRIDAY, dt.date(2022, 5, 31))),
        ("next_month", (dt.date(2022, 6, 1), dt.date(2022, 6, 30))),
        ("past", (dt.date.min, dt.date(2022, 5, 19))),
        ("none", None),
    ],
)
def test_windows_of_deadlines(code, window):
    assert due_window(code, FRIDAY) == window


def test_the_month_after_the_last_day_of_january_is_february():
    assert due_window("next_month", dt.date(2022, 1, 31)) == (dt.date(2022, 2, 1), dt.date(2022, 2, 28))


@pytest.mark.parametrize(
    ("wanted", "passes"),
    [
        (Wanted(), True),
        (Wanted(q="РАСЧЁТ 1.2"), True),
        (Wanted(q="расчет"), True),
        (Wanted(q="расчёт школа"), False),
        (Wanted(state=P.NOT_DUE), True),
        (Wanted(state=P.OVERDUE), False),
        (Wanted(executor="o7"), True),
        (Wanted(executor="o77"), False),
        (Wanted(due="month"), True),
        (Wanted(due="week"), False),
        (Wanted(due="none"), False),
        (Wanted(section="4"), True),
        (Wanted(section="5"), False),
        (Wanted(mine=True), False),
        (Wanted(q="расчёт", state=P.NOT_DUE, due="month", section="4", executor="o7"), True),
    ],
)
def test_conditions_of_the_filter(wanted, passes):
    one = row(title="Выполнить расчёт", number="1.2", section_id=4, executors=(("o7", "ИРО"),))
    assert matches(one, wanted, FRIDAY) is passes


def test_orders_of_the_table():
    late = row(1, due_on=dt.date(2022, 6, 30), title="б", state=P.CONFIRMED)
    none = row(2, due_on=None, title="а", state=P.UNDATED, executors=(("o1", "ЦОКО"),))
    soon = row(3, due_on=FRIDAY, title="В", state=P.OVERDUE)
    rows = [late, none, soon]
    assert arranged(rows, "") == rows
    assert arranged(rows, "due") == [soon, late, none]
    assert arranged(rows, "title") == [none, late, soon]
    assert arranged(rows, "-title") == [soon, late, none]
    assert arranged(rows, "state") == [soon, none, late]
    assert arranged(rows, "executor")[0] is none


def test_a_hidden_state_is_counted_nowhere_and_sorted_last():
    hidden, open_one = row(1, state="", is_hidden=True), row(2)
    assert partition([hidden, open_one]) == [(P.NOT_DUE, 1)]
    assert arranged([hidden, open_one], "state") == [open_one, hidden]


def test_distances_are_said_of_what_is_not_finished():
    assert put_distance(row(), FRIDAY).distance == f"осталось 11{NBSP}дней"
    assert put_distance(row(due_on=FRIDAY), FRIDAY).distance == "сегодня"
    overdue = put_distance(row(due_on=dt.date(2022, 5, 15), state=P.OVERDUE), FRIDAY)
    assert (overdue.note, overdue.distance) == (f"5{NBSP}дней", "")
    assert put_distance(row(state=P.CONFIRMED), FRIDAY).distance == ""


def test_a_date_that_is_printed_is_not_repeated():
    assert put_distance(row(), FRIDAY).due_line == f"осталось 11{NBSP}дней"
    assert put_distance(row(printed="май"), FRIDAY).due_line == f"31.05.2022, осталось 11{NBSP}дней"
    monthly = put_distance(row(schedule="ежемесячно, до 31.05.2022", is_repeated=True), FRIDAY)
    assert monthly.due_line.startswith("ближайший 31.05.2022, осталось")
    done = {"state": P.CONFIRMED, "due_on": dt.date(2022, 2, 4)}
    assert row(printed="с 17 января по 4 февраля 2022 года", **done).due_line == ""
    assert row(printed="до 14 февраля 2022 года", **done).due_line == "04.02.2022"


def test_a_part_near_the_reader_in_words():
    assert Near("ваша часть", 1, 0, P.SUBMITTED).words == "ваша часть: на проверке"
    assert Near("в вашей территории", 5, 3).words == f"в вашей территории: 3{NBSP}из{NBSP}5"


def test_executors_for_the_filter_are_each_named_once():
    rows = [row(1, executors=(("o1", "ЦОКО"), ("c-schools", "школы"))), row(2, executors=(("o1", "ЦОКО"),))]
    assert executors_of(rows) == [("o1", "ЦОКО"), ("c-schools", "школы")]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (("share", Decimal("100.00"), "", ""), f"100{NBSP}%"),
        (("share", Decimal("100.00"), "ОО", ""), f"100{NBSP}% ОО"),
        (("share", Decimal("100.00"), "% школ", ""), f"100{NBSP}% школ"),
        (("count_min", Decimal("32.00"), "анкеты", ""), f"не менее 32{NBSP}анкеты"),
        (("count_max", Decimal("2.50"), "", ""), "не более 2,5"),
        (("count", Decimal("12480.00"), "человек", "year"), f"12{NBSP}480{NBSP}человек в год"),
        (("document", None, "справка", ""), "справка"),
        (("fact", None, "", ""), "описание результата"),
    ],
)
def test_targets_in_words(target, words):
    assert target_words(*target) == words


def test_the_journal_says_what_happened_on_which_day():
    moved = said(
        "workflow.moved", "plans.execution",
        {"move": "return", "target": "returned", "happened_on": "2022-05-19", "reason": "Нет подписи."},
    )  # fmt: skip
    read = said(
        "plans.target_read", "plans.measure", {"target": "доля 90 %", "value": "95", "on": "2022-05-10"}
    )
    assert (read.detail, read.happened_on) == ("доля 90 %. Значение: 95", "10.05.2022")
    assert (moved.what, moved.detail) == ("Возвращено", "Причина: Нет подписи")
    assert (moved.happened_on, moved.tone) == ("19.05.2022", "da")
    amended = said(
        "plans.measure_amended",
        "plans.measure",
        {"field": "due_on", "old": "2022-05-31", "new": None, "reason": "Перенос"},
    )
    assert amended.detail == "Срок: 31.05.2022 → не указано. Причина: Перенос"
    assert said("plans.paused", "plans.measure", {"starts_on": "2022-05-01"}).detail == "с 01.05.2022"
