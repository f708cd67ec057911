"""Counts of the matrix from what is owed and what is stored, looks of its cells, order of its rows."""

import datetime as dt
import random
from collections import defaultdict

import pytest

from medk.kernel.russian import NBSP
from medk.plans.choices import ExecutionStatus as E
from medk.plans.choices import ProgressState as P
from medk.plans.rules.leaves import Part, Unit
from medk.plans.rules.matrix import (
    Count,
    Tally,
    Wanted,
    arranged,
    cut,
    due_matches,
    kind_of,
    look_of,
    natural,
    owed_count,
    state_of,
    tally,
    tally_of,
    unit_matches,
)
from medk.plans.rules.progress import LeafFacts, coverage, measure_state
from medk.plans.rules.reminders import Line, bad_time, reminder_text, to_remind

ON = dt.date(2022, 5, 20)


def day(shift: int) -> dt.date:
    return ON + dt.timedelta(days=shift)


def facts(status: str = E.PLANNED, shift: int | None = None) -> LeafFacts:
    return LeafFacts(status=status, due_on=None if shift is None else day(shift))


def test_what_is_owed_falls_inside_the_membership():
    parts = [Part(day(shift)) for shift in (-30, -1, 0, 10)] + [Part(None)]
    joined = Unit("o1", "Школа", ((day(-10), None),))
    assert owed_count(parts, Unit("o2", "Школа"), ON) == Count(total=5, past=2, due=3, undated=1)
    assert owed_count(parts, joined, ON) == Count(total=4, past=1, due=2, undated=1)


def test_the_untouched_rest_is_overdue_by_its_date_alone():
    """Of 12 monthly parts 5 are past; 3 confirmed, 1 in work and past: one more is late untouched."""
    made = tally(
        Count(total=12, past=5, due=5), [(E.CONFIRMED, Count(3, 3, 3)), (E.IN_PROGRESS, Count(1, 1, 1))]
    )
    assert (made.confirmed, made.overdue, made.states[P.NOT_DUE], made.planned) == (3, 2, 7, 12)
    assert state_of(made) == P.OVERDUE


def test_a_cancelled_part_leaves_the_denominator():
    made = tally(Count(2, 2, 2), [(E.CANCELLED, Count(1, 1, 1)), (E.CONFIRMED, Count(1, 1, 1))])
    assert (made.planned, made.due, made.due_confirmed, state_of(made)) == (1, 1, 1, P.CONFIRMED)


@pytest.mark.parametrize("seed", range(40))
def test_counts_of_sets_equal_counts_of_leaves(seed):
    """The arithmetic of sets, the listing of leaves and the rule of measures agree, whatever the leaves."""
    chance = random.Random(seed)
    leaves = [
        facts(chance.choice(list(E)), chance.choice([None, *range(-3, 4)]))
        for _ in range(chance.randint(1, 12))
    ]
    stored: dict[str, Count] = defaultdict(Count)
    owed = Count()
    for leaf in leaves:
        one = Count(
            1,
            bool(leaf.due_on and leaf.due_on < ON),
            bool(leaf.due_on and leaf.due_on <= ON),
            leaf.due_on is None,
        )
        owed += one
        stored[leaf.status] += one
    sets, listed = tally(owed, stored.items()), tally_of(leaves, ON)
    assert +sets.states == +listed.states, f"seed {seed}"
    assert (sets.total, sets.due, sets.due_confirmed, sets.returned) == (
        listed.total, listed.due, listed.due_confirmed, listed.returned,
    )  # fmt: skip
    assert state_of(listed) == measure_state(coverage(leaves, ON)), f"seed {seed}"


@pytest.mark.parametrize(
    ("leaf", "fill", "text", "words"),
    [
        (facts(E.CONFIRMED, -5), "ok", "", "подтверждено"),
        (facts(E.SUBMITTED, -5), "re", "", "на проверке"),
        (facts(E.PLANNED, -5), "da", "+5", f"просрочено, 5{NBSP}дней"),
        (facts(E.PLANNED, 0), "wa", "0", "срок не наступил, срок сегодня"),
        (facts(E.IN_PROGRESS, 11), "wa", "11", f"в работе, осталось 11{NBSP}дней"),
        (facts(E.IN_PROGRESS, 15), "in", "", "в работе"),
        (facts(E.PLANNED, 15), "no", "", "срок не наступил"),
        (facts(E.RETURNED, 3), "ret", "←", f"на доработке, осталось 3{NBSP}дня"),
        (facts(E.RETURNED, -1), "da", "+1", f"просрочено, 1{NBSP}день"),
        (facts(E.PLANNED), "no", "", "без срока"),
        (facts(E.CANCELLED, -5), "na", "×", "отменено"),
    ],
)
def test_the_look_of_one_part(leaf, fill, text, words):
    look = look_of(tally_of([leaf], ON), leaf.due_on, ON)
    assert (look.fill, look.text, look.words) == (fill, text, words)


def test_several_parts_are_counted_in_the_fill_of_the_most_urgent():
    late = look_of(tally_of([facts(E.CONFIRMED, -9), facts(E.PLANNED, -2), facts()], ON), None, ON)
    done = look_of(tally_of([facts(E.CONFIRMED, -9), facts(E.PLANNED, 20)], ON), None, ON)
    assert (late.fill, late.text, late.words) == ("da", f"1{NBSP}из{NBSP}3", "просрочено 1")
    assert (done.fill, done.text, done.is_open) == ("ok", f"1{NBSP}из{NBSP}2", True)


def test_rows_go_by_territory_and_number_unless_help_is_asked_for():
    near, far = (1, "Карпинск"), (2, "Сысерть")
    second = Unit("o1", "СОШ № 2", place=near)
    tenth = Unit("o2", "СОШ № 10", place=near)
    other = Unit("o3", "СОШ № 1", place=far)
    sums = {
        "o1": tally_of([facts(E.CONFIRMED, -5), facts(E.CONFIRMED, -5)], ON),
        "o2": tally_of([facts(E.CONFIRMED, -5), facts(E.PLANNED, -5), facts(E.PLANNED, -5)], ON),
        "o3": Tally(),
    }
    rows = [other, tenth, second]
    assert arranged(rows, "", sums) == [second, tenth, other]
    assert arranged(rows, "coverage", sums) == [tenth, second, other]
    assert arranged(rows, "late", sums)[0] == tenth
    assert natural("СОШ № 2") < natural("СОШ № 10")


def test_a_row_is_found_by_words_of_its_name_or_territory():
    unit = Unit("o1", "Берёзовская СОШ № 2", place=(7, "Берёзовский"))
    assert unit_matches(unit, Wanted(who="березовская 2"), frozenset())
    assert not unit_matches(unit, Wanted(who="лесная"), frozenset())
    assert not unit_matches(unit, Wanted(place=8), frozenset())
    assert not unit_matches(unit, Wanted(mine=True), frozenset())
    assert unit_matches(unit, Wanted(mine=True, place=7), frozenset({"o1"}))


def test_columns_pass_by_any_of_their_deadlines():
    parts = [Part(day(-40)), Part(day(1))]
    assert due_matches(parts, "week", ON)
    assert due_matches(parts, "past", ON)
    assert not due_matches(parts, "next_month", ON)
    assert not due_matches(parts, "none", ON)
    assert due_matches(parts, "", ON)


def test_pages_are_cut_by_key_both_ways():
    keys = [f"o{n}" for n in range(7)]
    first, middle, last = cut(keys, "", 3), cut(keys, "o3", 3), cut(keys, "o6", 3)
    assert (first.start, first.end, first.earlier, first.later) == (0, 3, "", "o3")
    assert (middle.earlier, middle.later) == ("o0", "o6")
    assert (last.start, last.end, last.later) == (6, 7, "")
    assert cut(keys, "o99", 3).start == 0
    assert cut([], "o1", 3).total == 0


@pytest.mark.parametrize(
    ("population", "kind"),
    [("school", "school"), ("curator", "person"), ("role", "person"), ("body", "body"), ("", "")],
)
def test_populations_have_their_rows(population, kind):
    assert kind_of(population) == kind


# --- reminders -------------------------------------------------------------------------------


class Leaf:
    def __init__(self, state, shift):
        self.state, self.due_on = state, None if shift is None else day(shift)


def test_all_that_is_late_is_reminded_of_else_the_nearest():
    late, late2, soon = Leaf(P.OVERDUE, -3), Leaf(P.OVERDUE, -9), Leaf(P.NOT_DUE, 4)
    assert to_remind([late, soon, late2]) == [late, late2]
    assert to_remind([Leaf(P.UNDATED, None), Leaf(P.NOT_DUE, 30), soon]) == [soon]
    assert to_remind([Leaf(P.SUBMITTED, -3), Leaf(P.CONFIRMED, -9), Leaf(P.PAUSED, -9)]) == []


def test_a_list_is_one_letter_with_the_late_first():
    lines = [
        Line("2. Собрать отчёты", "Школа № 1", day(5), is_late=False),
        Line("1. Провести опрос", "Школа № 1", day(-4), is_late=True),
    ]
    text = reminder_text("План", lines, on=ON, by="Координатор 1").split("\n")
    assert text[0] == f"Напоминание по плану «План»: 2{NBSP}дела, из них просрочено 1."
    assert text[1] == f"• 1. Провести опрос (Школа № 1): срок 16.05.2022, просрочено 4{NBSP}дня"
    assert text[2] == "• 2. Собрать отчёты (Школа № 1): срок 25.05.2022"
    assert text[3] == "Напоминает Координатор 1."


def test_a_long_list_says_how_many_more():
    lines = [Line(str(n), "", day(n), is_late=False) for n in range(1, 31)]
    text = reminder_text("План", lines, on=ON, by="Координатор 1")
    assert text.count("•") == 21
    assert "и ещё 10" in text


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (dt.datetime(2022, 5, 20, 12, 0, tzinfo=dt.UTC), ""),
        (dt.datetime(2022, 5, 20, 16, 0, tzinfo=dt.UTC), "сейчас вечер пятницы"),
        (dt.datetime(2022, 5, 21, 12, 0, tzinfo=dt.UTC), "сегодня выходной"),
        (
            dt.datetime(2022, 5, 10, 12, 0, tzinfo=dt.UTC),
            "сегодня нерабочий день: Выходной (перенесено с 02.01.2022)",
        ),
        (dt.datetime(2022, 5, 19, 17, 59, tzinfo=dt.UTC), ""),
        (dt.datetime(2022, 5, 19, 18, 0, tzinfo=dt.UTC), "сейчас 18:00, нерабочее время"),
        (dt.datetime(2022, 5, 19, 7, 59, tzinfo=dt.UTC), "сейчас 07:59, нерабочее время"),
    ],
)
def test_no_formal_notice_in_the_evening_or_on_holidays(moment, reason):
    """10.05.2022 was moved to be a day off by the government."""
    assert bad_time(moment) == reason
