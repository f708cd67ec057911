"""Rows of an attached schedule: columns, dates, names, duplicates, replacing; worked examples."""

import datetime as dt

import pytest

from medk.orgs.rules.tree import label_key
from medk.plans.rules.attached.checking import ASK, ERROR, MOST_PARTS, WARNING, Line, Place, World, check
from medk.plans.rules.attached.columns import guessed, header_of, read_span
from medk.plans.rules.attached.replacing import Held, replacement
from medk.plans.rules.leaves import WHOLE, Unit, owed, parts_of

DAY = dt.date
MAY10, MAY12 = DAY(2022, 5, 10), DAY(2022, 5, 12)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("10.05.2022", (None, MAY10)),
        ("10.05.22", (None, MAY10)),
        ("10.05", (None, MAY10)),
        ("10 мая", (None, MAY10)),
        ("10 мая 2022 г.", (None, MAY10)),
        ("2022-05-10", (None, MAY10)),
        ("10.05.2022 10:00", (None, MAY10)),
        ("10.05.2022 в 10.00", (None, MAY10)),
        ("10–12.05.2022", (MAY10, MAY12)),
        ("10-12 мая", (MAY10, MAY12)),
        ("10.05–12.05.2022", (MAY10, MAY12)),
        ("с 10 мая по 12 мая 2022", (MAY10, MAY12)),
        ("с 10.05.2022 по 12.05.2022", (MAY10, MAY12)),
        ("весной", None),
        ("", None),
        ("12", None),
        ("10.05.2022 и 12.05.2022", None),
    ],
)
def test_days_as_people_write_them(text, span):
    assert read_span(text, year=2022) == span


@pytest.mark.parametrize("text", ["31.02.2022", "10.13.2022", "40 мая", "10 мартобря"])
def test_days_that_no_calendar_has(text):
    with pytest.raises(ValueError, match=r"."):
        read_span(text, year=2022)


def test_columns_are_known_by_their_headings():
    header = header_of(["№ п/п", "Дата проведения", "Тема вебинара", "ОО", "Кол-во участников", "Место"])
    assert header == {"date": 1, "title": 2, "school": 3, "headcount": 4, "place": 5}


def test_columns_without_a_heading_are_known_by_what_stands_in_them():
    rows = [
        ["1", "10.05.2022", "Разбор заданий", "Школа № 1", "12"],
        ["2", "12.05.2022", "Работа с текстом", "Лицей № 4", "20"],
    ]
    assert guessed(rows, year=2022) == {"date": 1, "school": 3, "title": 2} | {}
    assert guessed([["Разбор", "Школа № 1"]], year=2022) == {}
    assert guessed([["01.05.2022", "10.05.2022", "Разбор"]], year=2022) == {"start": 0, "end": 1, "title": 2}


ONE = Place(1, "Школа № 1", "school", (1,))
TWO = Place(2, "Школа № 2", "school", (2,))
TOWN = Place(9, "Луговой округ", "municipality", (9,))
OUT = Place(5, "Школа № 5", "school", ())


def world(**fields):
    places = {label_key(one.name): (one,) for one in (ONE, TWO, TOWN, OUT)}
    known = {
        "year": 2022, "starts_on": DAY(2022, 1, 1), "due_on": DAY(2022, 12, 31), "population": "school",
        "places": places, "sizes": {9: 2}, "units": 3,
    }  # fmt: skip
    return World(**(known | fields))


def line(number=2, **cells):
    return Line(number, cells)


def found(checked, level):
    return [(one["row"], one["column"]) for one in checked.findings if one["level"] == level]


def test_good_rows_become_occurrences():
    checked = check(
        [
            line(2, date="10.05.2022", title="Разбор", school="школа №1", headcount="1 2"),
            line(3, start="10.05", end="12.05", title="Сбор", municipality="Луговой округ"),
            line(4, date="12 мая", title="Общее"),
        ],
        world(),
    )
    assert not checked.findings
    assert [(r["starts_on"], r["due_on"], r["who"], r["headcount"], r["unit_ids"]) for r in checked.rows] == [
        (None, "2022-05-10", "Школа № 1", 12, [1]),
        ("2022-05-10", "2022-05-12", "Луговой округ", None, [9]),
        (None, "2022-05-12", "", None, []),
    ]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"title": "Разбор"}, "Дата"),
        ({"date": "весной"}, "Дата"),
        ({"date": "31.02.2022"}, "Дата"),
        ({"start": "12.05.2022", "end": "10.05.2022"}, "По"),
        ({"date": "=A1+1"}, "Дата"),
        ({"date": "10.05", "title": "=CMD()"}, "Что"),
        ({"date": "10.05", "title": "я" * 501}, "Что"),
        ({"date": "10.05", "headcount": "много"}, "Участников"),
        ({"date": "10.05", "headcount": "-3"}, "Участников"),
    ],
)
def test_bad_rows_say_where_and_what(cells, column):
    checked = check([line(7, **cells), line(8, date="10.05", title="Хорошая")], world())
    assert (7, column) in found(checked, ERROR)
    assert [row["line"] for row in checked.rows] == [8]


def test_repeated_rows_are_named():
    row = {"date": "10.05", "title": "Разбор", "school": "Школа № 1"}
    checked = check([line(2, **row), line(3, **row), line(4, **(row | {"school": "Школа № 2"}))], world())
    assert found(checked, ERROR) == [(3, "Дата")]
    assert "Повторяет строку 2" in checked.findings[0]["message"]


def test_an_unknown_school_is_asked_about_with_candidates():
    checked = check([line(2, date="10.05", school="Школа № 1 им. героя")], world())
    assert found(checked, ASK) == [(2, "Школа")]
    (name, candidates) = checked.unknown[label_key("Школа № 1 им. героя")]
    assert name == "Школа № 1 им. героя"
    assert candidates[0] == (1, "Школа № 1")
    assert checked.has_errors


@pytest.mark.parametrize(("pk", "units"), [(1, [1]), (0, [])])
def test_an_answer_settles_an_unknown_name(pk, units):
    rows = [line(2, date="10.05", school="Первая школа")]
    checked = check(rows, world(), chosen={label_key("Первая школа"): pk})
    assert not checked.findings
    assert checked.rows[0]["unit_ids"] == units


def test_a_school_outside_the_population_is_refused_and_two_of_one_name_are_asked():
    checked = check([line(2, date="10.05", school="Школа № 5")], world())
    assert "не исполняет это мероприятие" in checked.findings[0]["message"]
    twins = {label_key("Школа № 1"): (ONE, Place(3, "Школа № 1", "school", (3,)))}
    checked = check([line(2, date="10.05", school="Школа № 1")], world(places=twins))
    assert "таких несколько" in checked.findings[0]["message"]


def test_dates_outside_the_measure_are_a_warning():
    rows = [line(2, date="10.01.2023", title="Поздно"), line(3, date="10.05.2022", title="Рано")]
    checked = check(rows, world(starts_on=DAY(2022, 6, 1)))
    assert found(checked, WARNING) == [(2, "Дата"), (3, "Дата")]
    assert not checked.has_errors


def test_whole_measures_keep_names_as_words_and_people_cannot_be_named():
    row = line(2, date="10.05", school="Чья угодно школа")
    assert not check([row], world(population="")).findings
    assert check([row], world(population="")).rows[0]["who"] == "Чья угодно школа"
    assert found(check([row], world(population="curator")), WARNING) == [(2, "Школа")]


def test_a_schedule_of_too_many_parts_is_refused_whole():
    rows = [line(n, date="10.05", title=str(n)) for n in range(2, 8)]
    checked = check(rows, world(units=MOST_PARTS // 5))
    assert found(checked, ERROR) == [(0, "")]


def values(day, title="Разбор", units=(1,), **side):
    known = {"starts_on": None, "due_on": day, "title": title, "unit_ids": list(units), "line": 2}
    return known | {"place": "", "who": "", "headcount": None} | side


def test_a_new_version_replaces_the_untouched_and_keeps_the_touched():
    held = [
        Held(1, "10.05", values("2022-05-10"), "на проверке 1"),
        Held(2, "12.05", values("2022-05-12", units=(2,))),
        Held(3, "14.05", values("2022-05-14", title="Старое")),
        Held(4, "15.05", values("2022-05-15", title="Начатое"), "в работе 1"),
        Held(5, "16.05", values("2022-05-16", title="Внесено вручную"), is_scheduled=False),
    ]
    rows = [
        values("2022-05-17"),
        values("2022-05-12", units=(2,), place="Zoom"),
        values("2022-05-20", title="Новое"),
    ]
    result = replacement(rows, held)
    assert [row["title"] for row in result.made] == ["Новое"]
    assert result.same == [2]
    assert result.corrected == {2: {"place": "Zoom"}}
    assert [one.pk for one in result.withdrawn] == [3]
    assert [(one.pk, why.split(",")[0]) for one, why in result.kept] == [
        (1, "строка 2 даёт другой день"),
        (4, "в новом графике его нет"),
    ]


def test_the_same_version_changes_nothing():
    held = [
        Held(1, "10.05", values("2022-05-10")),
        Held(2, "10.05", values("2022-05-10", title="Ещё"), "в работе 1"),
    ]
    result = replacement([dict(one.values) for one in held], held)
    assert (result.made, result.withdrawn, result.kept, result.corrected) == ([], [], [], {})


def test_an_occurrence_for_some_is_owed_by_them_alone():
    school = Unit("o1", "Школа № 1", place=(9, "Луговой округ"))
    near, far = (
        Unit("o2", "Школа № 2", place=(9, "Луговой округ")),
        Unit("o3", "Школа № 3", place=(8, "Степной")),
    )
    person = Unit("p4", "Куратор")
    days = [(1, MAY10), (2, MAY10), (3, MAY10)]
    parts = parts_of(None, occurrences=days, limits={1: [1], 2: [9]})
    got = [leaf.key for leaf in owed([school, near, far], parts)]
    assert got == ["-o1-r1", "-o1-r2", "-o2-r2", "-o1-r3", "-o2-r3", "-o3-r3"]
    assert [leaf.key for leaf in owed([person], parts)] == ["-p4-r1", "-p4-r2", "-p4-r3"]
    assert [leaf.key for leaf in owed([WHOLE], parts)] == ["--r1", "--r2", "--r3"]


def test_a_name_that_left_the_cohort_owes_nothing():
    parts = parts_of(None, occurrences=[(1, MAY10)], limits={1: [77]})
    assert list(owed([Unit("o1", "Школа № 1")], parts)) == []
