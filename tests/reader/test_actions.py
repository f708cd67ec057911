"""Titles with several actions, and which of them a target belongs to."""

from collections import Counter

import pytest

from medk.reader.links import linked
from medk.reader.repair import Vocabulary
from medk.reader.targets import targets_of
from medk.reader.texts import actions_of

APART = [
    (
        "Подготовить анкету Провести опрос школ",
        ["Подготовить анкету", "Провести опрос школ"],
    ),
    (
        "Подготовить анкету; Провести опрос школ",
        ["Подготовить анкету;", "Провести опрос школ"],
    ),
    (
        "Описать методику (устно и письменно) Определение круга школ",
        ["Описать методику (устно и письменно)", "Определение круга школ"],
    ),
    (
        "Сбор анкет Анализ ответов педагогов",
        ["Сбор анкет", "Анализ ответов педагогов"],
    ),
    ("Утвердить Положение о конкурсе", ["Утвердить Положение о конкурсе"]),
    ("Направить письмо в Управление образования", ["Направить письмо в Управление образования"]),
    ("Семинар «Опыт Проведение уроков»", ["Семинар «Опыт Проведение уроков»"]),
    ("Конкурс Определение победителя", ["Конкурс Определение победителя"]),
    ("Отбор школ Участие в форуме", ["Отбор школ Участие в форуме"]),
]


@pytest.mark.parametrize(("title", "expected"), APART)
def test_actions_are_split_only_where_certain(title: str, expected: list[str]) -> None:
    _, found, _ = actions_of(title, Vocabulary(Counter(), Counter()))
    assert found == expected


LINKED = [
    ("Справка Не менее двух новостей", ["Составить справку", "Готовить новости"], [0, 1]),
    ("Не менее одной новости", ["Готовить новости", "Размещать новости"], [None]),
    ("Не менее одного семинара", ["Составить справку", "Готовить новости"], [None]),
    ("100 % школ Отчет", ["Опросить школы", "Составить отчет"], [None, 1]),
    ("Не менее одной программы", ["Обучить педагогов, в том числе созданию программ", "Собрать анкеты"], [None]),
    ("Справка", ["Составить справку"], [None]),
]  # fmt: skip


@pytest.mark.parametrize(("indicator", "actions", "expected"), LINKED)
def test_a_target_goes_to_the_one_action_that_names_it(
    indicator: str, actions: list[str], expected: list[int | None]
) -> None:
    assert [target.action for target in linked(targets_of(indicator), actions)] == expected
