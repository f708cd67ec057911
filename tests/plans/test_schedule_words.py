"""Schedules in words."""

import datetime as dt
from types import SimpleNamespace

import pytest

from medk.plans.rules.schedules import schedule_words

FEB, DEC = dt.date(2022, 2, 1), dt.date(2022, 12, 30)
NB = "\u00a0"


def scheduled(kind, **fields):
    plain = {
        "starts_on": None, "due_on": None, "frequency": "", "interval": 1, "count_per_period": 1,
        "is_at_least": False, "weekday": "", "monthday": None,
    }  # fmt: skip
    return SimpleNamespace(schedule_kind=kind, **{**plain, **fields})


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("date", {"due_on": DEC}, f"до{NB}30.12.2022"),
        ("period", {"starts_on": FEB, "due_on": DEC}, "01.02–30.12.2022"),
        ("none", {}, "без срока"),
        ("on_request", {}, "по запросу"),
        ("by_separate_schedule", {"due_on": DEC}, f"по отдельному графику, до{NB}30.12.2022"),
        ("recurring", {"frequency": "monthly"}, "ежемесячно"),
        ("recurring", {"frequency": "weekly", "weekday": "TH", "starts_on": FEB, "due_on": DEC},
         "еженедельно, по четвергам, 01.02–30.12.2022"),
        ("recurring", {"frequency": "monthly", "interval": 2, "is_at_least": True},
         f"не реже 1{NB}раза в 2{NB}месяца"),
        ("recurring", {"frequency": "quarterly", "count_per_period": 2}, f"2{NB}раза в квартал"),
        ("recurring", {"frequency": "monthly", "monthday": -1}, "ежемесячно, в последний день месяца"),
        ("recurring", {"frequency": "monthly", "monthday": 5}, "ежемесячно, 5-го числа"),
        ("recurring", {"due_on": DEC}, f"до{NB}30.12.2022"),
    ],
)  # fmt: skip
def test_a_schedule_in_words(kind, fields, words):
    assert schedule_words(scheduled(kind, **fields)) == words
