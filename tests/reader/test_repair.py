"""Scan damage is mended where certain, and only there."""

import pytest

from medk.reader.repair import Vocabulary, mend

KNOWN = Vocabulary.of(
    ["Реализация проекта, итоги реализации Проекта и общеобразовательных школ", "подведение итогов",
     "со слабыми знаниями и низкими результатами"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("до 21марта", "до 21 марта"),
        ("декабрь2022", "декабрь 2022"),
        ("22. 03. 2021", "22.03.2021"),
        ("Проекта500+", "Проекта 500+"),
        ("реализацииПроекта", "реализации Проекта"),
        ("итоговреализации", "итогов реализации"),
        ("общеобразовате льных школ", "общеобразовательных школ"),
        ("школ -участниц", "школ-участниц"),
    ],
)
def test_certain_damage_is_mended(damaged: str, mended: str) -> None:
    assert mend(damaged, KNOWN) == mended


@pytest.mark.parametrize(
    "printed",
    [
        "Среднесуточная программа",
        "абонеента",
        "школы и кураторы",
        "школ – участниц",
        "ДОиМП",
        "с целью",
        "КонсультантПлюс",
    ],
)
def test_printed_words_stay(printed: str) -> None:
    assert mend(printed, KNOWN) == printed
