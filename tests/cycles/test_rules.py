"""Pure decisions about cycles."""

import datetime as dt
import random
from decimal import Decimal

import pytest

from medk.cycles import rules
from medk.cycles.calendars import calendars, source_words
from medk.kernel.refusals import Refused

D = dt.date
SETTINGS = {
    "starts_on": D(2022, 1, 1),
    "ends_on": D(2022, 12, 31),
    "curator_limit": 2,
    "smallest_group": 3,
    "week_limit": 5,
    "share_target": Decimal(45),
    "share_target_on": D(2022, 6, 17),
}


@pytest.mark.parametrize(
    ("day", "years", "moved"),
    [
        (D(2022, 6, 17), 1, D(2023, 6, 17)),
        (D(2022, 6, 17), -1, D(2021, 6, 17)),
        (D(2024, 2, 29), 1, D(2025, 2, 28)),
        (D(2024, 2, 29), 4, D(2028, 2, 29)),
        (None, 1, None),
    ],
)
def test_days_are_shifted_whole_years(day: D | None, years: int, moved: D | None) -> None:
    assert rules.shifted(day, years) == moved


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        ((D(2022, 1, 1), D(2022, 3, 1)), (D(2022, 3, 1), None), True),
        ((D(2022, 1, 1), D(2022, 2, 28)), (D(2022, 3, 1), None), False),
        ((D(2022, 1, 1), None), (D(2030, 1, 1), D(2030, 1, 1)), True),
        ((D(2022, 5, 1), None), (D(2022, 1, 1), D(2022, 4, 30)), False),
    ],
)
def test_spans_overlap_when_they_share_a_day(first: rules.Span, second: rules.Span, answer: bool) -> None:
    assert rules.overlap(first, second) is answer
    assert rules.overlap(second, first) is answer


def test_overlap_is_what_counting_days_says() -> None:
    seed = 500
    chance = random.Random(seed)
    for _ in range(300):
        spans = []
        for _ in range(2):
            start = D(2022, 1, 1) + dt.timedelta(days=chance.randrange(20))
            spans.append((start, start + dt.timedelta(days=chance.randrange(8))))
        days = [{start + dt.timedelta(days=n) for n in range((end - start).days + 1)} for start, end in spans]
        assert rules.overlap(*spans) == bool(days[0] & days[1]), f"seed {seed}: {spans}"


def test_sensible_settings_pass() -> None:
    rules.check_settings(**SETTINGS)
    rules.check_settings(**SETTINGS | {"share_target": None, "share_target_on": None})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": D(2022, 1, 1)}, "не позже своего начала"),
        ({"curator_limit": 0}, "от 1 до 20. Сейчас: 0"),
        ({"curator_limit": 21}, "Сейчас: 21"),
        ({"smallest_group": 0}, "Сейчас: 0"),
        ({"week_limit": 101}, "Сейчас: 101"),
        ({"share_target": Decimal(119)}, "от 0 до 100 %. Сейчас: 119"),
        ({"share_target_on": None}, "и число, и дата"),
        ({"share_target": None}, "и число, и дата"),
    ],
)
def test_settings_that_cannot_hold_are_refused(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_settings(**SETTINGS | wrong)
    assert words in str(refused.value)


def test_pasted_lines_lose_marks_blanks_and_repeats() -> None:
    text = "1) Школа № 1\n\n  2. Школа № 2 ;Школа № 7\r\n• СОШ № 9,\t1001\n- Школа № 1\n12 школа"
    assert rules.pasted_lines(text) == ["Школа № 1", "Школа № 2", "Школа № 7", "СОШ № 9", "1001", "12 школа"]


def test_names_are_compared_by_letters_and_digits() -> None:
    assert rules.folded(" МБОУ «Озёрная СОШ № 7» ") == rules.folded("мбоу озерная сош №7")


def test_own_codes_take_the_first_free_number() -> None:
    assert rules.free_code(["own-1", "participants", "own-3"]) == "own-2"


def test_shipped_calendars_are_whole() -> None:
    """Domain.md §4.1: opinion poll 1 on 10–24.03, first stage and 45 % on 17.06; §4.2: the round of 2021."""
    assert sorted(calendars()) == [2021, 2022]
    entries = {entry.code: entry for entry in calendars()[2022].entries}
    assert (entries["poll-1"].starts_on, entries["poll-1"].ends_on) == (D(2022, 3, 10), D(2022, 3, 24))
    assert (entries["plan-stage-1"].starts_on, entries["plan-stage-1"].ends_on) == (None, D(2022, 6, 17))
    assert calendars()[2022].share_target == 45
    assert calendars()[2021].share_target is None
    for calendar in calendars().values():
        assert calendar.starts_on < calendar.ends_on
        assert len({entry.code for entry in calendar.entries}) == len(calendar.entries)
        assert all(entry.starts_on is None or entry.starts_on < entry.ends_on for entry in calendar.entries)


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("VLA 26, 36; HMAO 6", "план Владимирской области, строки 26, 36; план ХМАО, строка 6"),
        ("IRK 1.37–1.41", "план Иркутской области, строки 1.37–1.41"),
    ],
)
def test_sources_are_told_in_words(short: str, words: str) -> None:
    assert source_words(short) == words
