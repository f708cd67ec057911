"""The comparer does what decision 32 says, by worked examples."""

import copy
from typing import Any

import pytest

from .comparer import Score, compare, essence, similarity


def plan(**changes: Any) -> dict[str, Any]:
    schedule = {"kind": "date", "start": None, "end": "2022-03-01", "recurrence": None, "milestones": []}
    measure = {
        "number": "1.1", "section": 0, "title": "Провести совещание", "deadline_text": "до 1 марта",
        "schedule": schedule, "executors": [{"name": "Институт"}, {"name": "Школы"}],
        "indicator_text": "Справка", "targets": [{"kind": "document", "value": None, "per": None}],
        "goal": None, "tasks": [], "audience": None, "place_format": None, "publication": [],
    }  # fmt: skip
    document = {"kind": "приказ", "number": "5", "date": "2022-01-10", "plan_year": 2022}
    whole = {"document": document, "sections": [{"title": "Подготовка"}], "measures": [measure | changes]}
    return copy.deepcopy(whole)


def test_a_plan_against_itself_scores_one() -> None:
    result = compare(plan(), plan())
    assert result.total().f1 == 1
    assert result.differences == []


def test_letters_and_digits_alone_count() -> None:
    assert essence("«Справка» – 5, Ёлка") == essence("справка 5 ёлка")
    assert similarity("школ - участниц", "школ-участниц") == 1


def test_a_wrong_value_is_both_missed_and_extra() -> None:
    result = compare(plan(), plan(schedule=plan()["measures"][0]["schedule"] | {"end": "2022-03-02"}))
    assert result.scores["schedule.end"] == Score(0, 1, 1)


def test_an_empty_field_on_one_side_counts_once() -> None:
    assert compare(plan(), plan(indicator_text=None)).scores["indicator_text"] == Score(0, 0, 1)
    assert compare(plan(goal=None), plan(goal="Помощь")).scores["goal"] == Score(0, 1, 0)


def test_fields_empty_on_both_sides_are_not_counted() -> None:
    assert compare(plan(), plan()).scores["audience"] == Score(0, 0, 0)


def test_lists_are_multisets() -> None:
    turned = plan(executors=[{"name": "Школы"}, {"name": "Институт"}, {"name": "Школы"}])
    assert compare(plan(), turned).scores["executors"] == Score(2, 1, 0)


def test_facts_are_left_out_of_targets() -> None:
    fact = {"kind": "fact", "value": None, "per": None}
    document = plan()["measures"][0]["targets"][0]
    assert compare(plan(), plan(targets=[document, fact, fact])).scores["targets"] == Score(1, 0, 0)


def test_measures_pair_by_title_when_numbers_differ() -> None:
    result = compare(plan(), plan(number="7", title="Провести совещания"))
    assert result.scores["measure"] == Score(1, 0, 0)
    assert result.scores["number"] == Score(0, 1, 1)


def test_a_measure_of_another_title_and_number_does_not_pair() -> None:
    result = compare(plan(), plan(number="7", title="Утвердить график выездов"))
    assert result.scores["measure"] == Score(0, 1, 1)


@pytest.mark.parametrize(("score", "f1"), [(Score(), 1), (Score(3, 1, 1), 0.75), (Score(0, 2, 0), 0)])
def test_f1(score: Score, f1: float) -> None:
    assert score.f1 == f1
