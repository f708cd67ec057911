"""Cells of executors and of sites into bodies."""

import pytest

from medk.reader.abbreviations import Abbreviations, abbreviations_of
from medk.reader.executors import executors_of
from medk.reader.publications import publication_of

NONE = Abbreviations()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ДО\nРЦОКО\nМОУО", ["ДО", "РЦОКО", "МОУО"]),
        ("ДО РЦОКО МОУО", ["ДО", "РЦОКО", "МОУО"]),
        ("АУ «Институт развития»/МОУО/ОО", ["АУ «Институт развития»", "МОУО", "ОО"]),
        ("Координаторы ./ Кураторы", ["Координаторы", "Кураторы"]),
        ("Министерство образования, науки и спорта края", ["Министерство образования, науки и спорта края"]),
        ("Министерство образования,\nруководители школ", ["Министерство образования", "руководители школ"]),
        ("МОУО, муниципальные координаторы, кураторы", ["МОУО", "муниципальные координаторы", "кураторы"]),
        ("Региональный центр\nоценки качества", ["Региональный центр оценки качества"]),
        ("", []),
        ("—", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [executor.name for executor in executors_of(text, NONE)] == names


def test_agreement_marks_belong_to_their_body() -> None:
    found = executors_of("Министерство, МОУО (по согласованию), кураторы (по согласованию)", NONE)
    assert [(executor.name, executor.by_agreement) for executor in found] == [
        ("Министерство", False), ("МОУО", True), ("кураторы", True),
    ]  # fmt: skip


def test_a_definition_in_the_cell_gives_the_short_name() -> None:
    (found,) = executors_of("Областной институт «Знание»\n(далее-ОИЗ)", NONE)
    assert (found.name, found.short_name) == ("Областной институт «Знание»", "ОИЗ")


def test_short_names_are_resolved_from_the_document() -> None:
    known = abbreviations_of(["по данным Регионального центра оценки качества (далее – РЦОК) и школ"])
    (found,) = executors_of("РЦОК", known)
    assert (found.short_name, found.full_name) == ("РЦОК", "Региональный центр оценки качества")


def test_several_short_names_in_one_definition() -> None:
    known = abbreviations_of(["Департамент и центр (далее – ДО, РЦОК)"])
    assert "ДО" in known
    assert "РЦОК" in known


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Официальный сайт\nДО", ("ДО",)),
        ("Официальные сайты\nДО\nРЦОК", ("ДО", "РЦОК")),
        ("https://example.org/page", ("https://example.org/page",)),
        ("", ()),
    ],
)
def test_publication(text: str, bodies: tuple[str, ...]) -> None:
    assert publication_of(text) == bodies
