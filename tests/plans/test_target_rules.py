"""Indicators: reached or not, and in words."""

from decimal import Decimal as D

import pytest

from medk.plans.rules.targets import number_words, reached, target_words


@pytest.mark.parametrize(
    ("kind", "target", "value", "said", "expected"),
    [
        ("share", D(45), D("44.9"), None, False),
        ("share", D(45), D(45), None, True),
        ("count_min", D(5), D(6), None, True),
        ("count_max", D(5), D(6), None, False),
        ("count_max", D(5), D(5), None, True),
        ("document", None, None, True, True),
        ("fact", None, None, False, False),
        ("share", D(45), None, None, None),
        ("share", None, D(45), None, None),
    ],
)
def test_a_target_is_reached(kind, target, value, said, expected):
    assert reached(kind, target, value, said=said) is expected


@pytest.mark.parametrize(
    ("kind", "value", "unit", "words"),
    [
        ("share", D("100.00"), "%", "100\u00a0%"),
        ("share", D("45.50"), "школ", "45,5\u00a0% школ"),
        ("count_min", D("5.00"), "мероприятий", "не менее 5 мероприятий"),
        ("count", D("10.00"), "", "10"),
        ("document", None, "", "документ"),
        ("fact", None, "протокол", "описание результата: протокол"),
        ("share", None, "", "доля"),
    ],
)
def test_a_target_in_words(kind, value, unit, words):
    assert target_words(kind, value, unit) == words


def test_numbers_lose_no_zeros_that_count():
    assert [number_words(v) for v in (D("100"), D("100.00"), D("0.50"), None)] == ["100", "100", "0,5", ""]
