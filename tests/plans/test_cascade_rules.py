"""Whom a measure above calls, what differs, what is proposed: rules on worked examples."""

import datetime as dt
import os
from pathlib import Path

import pytest

from medk.plans.choices import Level, Population
from medk.plans.rules.cascade import Named, as_taken, called, differences, digest, population_below
from medk.plans.rules.cascade_matching import Line, propose_pairs
from medk.plans.rules.cascade_words import aspect_words
from medk.plans.rules.reading import draft_plan
from medk.reader import plan_to_contract, read_plan

SHARED = Path(os.environ.get("MEDK_SHARED", Path(__file__).resolve().parents[3] / "shared"))
CONTENT = {
    "title": "Провести самодиагностику",
    "deadline_text": "до 10 июня",
    "schedule_kind": "date",
    "starts_on": None,
    "due_on": "2022-06-10",
    "frequency": "",
    "interval": 1,
    "count_per_period": 1,
    "is_at_least": False,
    "weekday": "",
    "monthday": None,
    "milestones": [],
    "executors": [{"name": "МОУО"}],
    "population": "municipality",
    "population_role": "",
    "cohort": None,
    "indicator_text": "",
    "targets": [],
    "state": "active",
}


def call(level=Level.MUNICIPAL, population="", role="", executors=(), chosen=frozenset()):
    return called(level, population=population, role=role, executors=executors, chosen=chosen)


@pytest.mark.parametrize(
    ("population", "role", "names", "expected"),
    [
        ("municipality", "", (), True),
        ("school", "", (), True),
        ("curator", "", (), True),
        ("role", "municipal_coordinator", (), True),
        ("role", "regional_coordinator", (), False),
        ("", "", ("МОУО",), True),
        ("", "", ("ОО",), True),
        ("", "", ("Муниципальные методические службы",), True),
        ("", "", ("Муниципальные координаторы",), True),
        ("", "", ("Институт развития образования",), False),
        ("", "", (), False),
    ],
)
def test_a_municipality_is_called_by_population_class_or_role(population, role, names, expected):
    found = call(population=population, role=role, executors=[Named(name) for name in names])
    assert found.concerns(1, has_schools=True) is expected


def test_a_school_is_not_called_by_what_municipalities_do():
    assert not call(Level.SCHOOL, population="municipality").concerns(1, has_schools=True)
    assert call(Level.SCHOOL, population="school").concerns(1, has_schools=True)


def test_a_place_without_participating_schools_owes_no_school_measure():
    assert not call(population="school").concerns(1, has_schools=False)
    assert call(population="municipality").concerns(1, has_schools=False)
    assert call(executors=[Named("МОУО"), Named("ОО")]).concerns(1, has_schools=False)


def test_one_town_named_calls_that_town_alone():
    found = call(executors=[Named("Отдел образования", side=7)])
    assert found.concerns(7, has_schools=True)
    assert not found.concerns(8, has_schools=True)


def test_chosen_units_call_their_territories_alone():
    found = call(population="municipality", chosen=frozenset({3}))
    assert found.concerns(3, has_schools=True)
    assert not found.concerns(4, has_schools=True)


def test_many_above_is_one_below():
    assert population_below(Level.MUNICIPAL, Population.MUNICIPALITY, "") == ("", "")
    assert population_below(Level.MUNICIPAL, Population.SCHOOL, "") == ("school", "")
    assert population_below(Level.SCHOOL, Population.SCHOOL, "") == ("", "")
    assert population_below(Level.MUNICIPAL, Population.ROLE, "municipal_coordinator") == ("", "")
    assert population_below(Level.MUNICIPAL, Population.ROLE, "school_head") == ("role", "school_head")


def test_taken_as_it_is_there_is_no_difference():
    mine = {**CONTENT, "population": ""}
    assert differences(as_taken(CONTENT, Level.MUNICIPAL), mine) == []


def test_a_moved_deadline_is_one_difference_however_many_fields():
    now = {**CONTENT, "due_on": "2022-06-20", "deadline_text": "до 20 июня"}
    [found] = differences(CONTENT, now)
    assert found.aspect == "dates"
    assert found.old == {"deadline_text": "до 10 июня", "due_on": "2022-06-10"}
    assert found.new == {"deadline_text": "до 20 июня", "due_on": "2022-06-20"}


def test_the_key_changes_when_the_change_does():
    first = differences(CONTENT, {**CONTENT, "due_on": "2022-06-20"})[0]
    second = differences(CONTENT, {**CONTENT, "due_on": "2022-06-25"})[0]
    assert first.key != second.key


def test_the_digest_does_not_depend_on_the_order_of_keys():
    assert digest(CONTENT) == digest(dict(reversed(CONTENT.items())))


def test_aspects_in_words():
    assert aspect_words("dates", CONTENT) == "до 10 июня (до\u00a010.06.2022)"
    assert aspect_words("population", CONTENT) == "каждый муниципалитет"
    assert aspect_words("executors", {**CONTENT, "executors": []}) == "не указано"
    assert aspect_words("state", {**CONTENT, "state": "cancelled"}) == "отменено"


def line(pk, title, due_on=None, number=""):
    return Line(pk, title, number, None, due_on)


def test_numbers_are_guarded_in_titles():
    found = propose_pairs(
        [line(1, "Опрос директоров № 1"), line(2, "Опрос директоров № 2")],
        [line(11, "Опрос директоров № 2"), line(12, "Опрос директоров № 1")],
    )
    assert {(pair.child, pair.parent) for pair in found} == {(1, 12), (2, 11)}


def test_ordinals_are_numbers_too():
    found = propose_pairs(
        [line(1, "Отчёты кураторов за первый этап")],
        [line(11, "Отчёты кураторов за второй этап"), line(12, "Отчёты кураторов за 1 этап")],
    )
    assert [(pair.child, pair.parent) for pair in found] == [(1, 12)]


def test_near_dates_decide_between_equal_titles():
    june, july = dt.date(2022, 6, 10), dt.date(2022, 12, 1)
    found = propose_pairs(
        [line(1, "Собрать отчёты кураторов", june)],
        [line(11, "Собрать отчёты кураторов", july), line(12, "Собрать отчёты кураторов", june)],
    )
    assert [(pair.child, pair.parent) for pair in found] == [(1, 12)]
    assert "сроки совпадают" in found[0].reasons


def test_unlike_titles_are_not_proposed_however_near_the_dates():
    day = dt.date(2022, 6, 10)
    assert not propose_pairs([line(1, "Закупить оборудование", day)], [line(11, "Опросить родителей", day)])


def test_declined_pairs_are_not_proposed_again():
    rows = [line(1, "Собрать отчёты кураторов")], [line(11, "Собрать отчёты кураторов")]
    assert propose_pairs(*rows)
    assert not propose_pairs(*rows, barred=frozenset({(1, 11)}))


def test_one_measure_above_is_proposed_once():
    found = propose_pairs(
        [line(1, "Собрать отчёты кураторов"), line(2, "Собрать отчёты кураторов школ")],
        [line(11, "Собрать отчёты кураторов")],
    )
    assert [(pair.child, pair.parent) for pair in found] == [(1, 11)]


def _lines(name, shift):
    plan = draft_plan(plan_to_contract(read_plan((SHARED / "plans" / name).read_bytes())))
    return {
        row.values["number"]: Line(
            shift + index,
            row.values["title"],
            row.values["number"],
            row.values["starts_on"],
            row.values["due_on"],
        )
        for index, row in enumerate(plan.measures)
    }


@pytest.mark.skipif(not (SHARED / "plans").exists(), reason="the five real orders are not here")
def test_karpinsk_beside_a_region():
    """Polls 1 and 2 of the town meet those of the region's order, never crosswise."""
    town, region = _lines("karpinsk-2022.txt", 0), _lines("vladimir-2022.txt", 1000)
    found = {pair.child: pair.parent for pair in propose_pairs(town.values(), region.values())}
    assert found[town["1.14"].pk] == region["44"].pk
    assert found[town["1.8"].pk] == region["31"].pk
    assert found[town["1.7"].pk] == region["16"].pk
    assert len(set(found.values())) == len(found)
