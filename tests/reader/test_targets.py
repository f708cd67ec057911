"""Indicators to targets: kind, value, unit, period for each statement."""

import pytest

from medk.reader.targets import targets_of

ONE = [
    ("100% школ приняли участие", ("share", 100, "школа", None)),
    ("Доля школ из числа отобранных (100% школ-участниц прошли опрос).", ("share", 100, "школа", None)),
    ("Доля педагогов, прошедших обучение", ("share", None, "педагог", None)),
    ("Не менее 50% ОО муниципалитета", ("share", 50, "ОО", None)),
    ("45% от общего числа мероприятий исполнены", ("share", 45, "мероприятие", None)),
    ("Не менее двух рабочих встреч в месяц", ("count_min", 2, "встреча", "month")),
    ("не менее одной новости в два месяца", ("count_min", 1, "новость", "two_months")),
    ("Проведение не менее пяти семинаров", ("count_min", 5, "семинар", None)),
    ("Не менее 41 индивидуального маршрута", ("count_min", 41, "маршрут", None)),
    ("Не более двух школ на куратора", ("count_max", 2, "школа", None)),
    ("Обучение 75 руководителей школ", ("count", 75, "руководитель", None)),
    ("Справка", ("document", None, "справка", None)),
    ("Информационная справка по итогам выездов", ("document", None, "справка", None)),
    ("Наличие графика выездов", ("document", None, "график", None)),
    ("Разработан и утвержден план-график", ("document", None, "план-график", None)),
    ("Отчеты кураторов размещены на сайте", ("document", None, "отчет", None)),
    ("Заполнена форма «Анкета координатора».", ("document", None, "анкета", None)),
    ("Методический банк (не менее трех разработок)", ("count_min", 3, "разработка", None)),
    ("Данные собраны (аналитическая справка)", ("document", None, "справка", None)),
    ("Проведен опрос", ("fact", None, None, None)),
    ("Быстрое решение спорных вопросов", ("fact", None, None, None)),
    ("Решение совета директоров", ("document", None, "решение", None)),
    ("Заключение договоров со школами", ("fact", None, None, None)),
    ("Заключение эксперта", ("document", None, "заключение", None)),
    ("Все документы подтверждены кураторами", ("fact", None, None, None)),
    ("Одобрение концептуальных документов", ("fact", None, None, None)),
    ("Опыт работы за период не менее 2 лет изучен", ("fact", None, None, None)),
    ("Мероприятия проекта «500+» проведены", ("fact", None, None, None)),
]


@pytest.mark.parametrize(("text", "expected"), ONE)
def test_one_statement(text: str, expected: tuple[str, int | None, str | None, str | None]) -> None:
    found = [(target.kind, target.value, target.unit, target.per) for target in targets_of(text)]
    assert found == [expected]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Не менее одного приказа Не менее одного вебинара", [("count_min", 1), ("count_min", 1)]),
        ("Положение Не менее 10 лучших практик", [("document", None), ("count_min", 10)]),
        ("Аналитический отчет 100 % организаций области Справка", [("document", None), ("share", 100), ("document", None)]),
        ("Отчеты кураторов представлены (в 100% школах проведены встречи).", [("document", None), ("share", 100)]),
        ("Доля ОО, прошедших экспертизу (Справка по итогам).", [("share", None), ("document", None)]),
        ("Сформирован список. Сведения внесены в форму.", [("document", None), ("fact", None)]),
        ("100 % школ области Отчет", [("share", 100), ("document", None)]),
        ("Разработан и утвержден План выездов", [("document", None)]),
        ("ИС ОМЭ; 100% охват ОО", [("share", 100)]),
        ("", []),
    ],
)  # fmt: skip
def test_several_statements(text: str, kinds: list[tuple[str, int | None]]) -> None:
    assert [(target.kind, target.value) for target in targets_of(text)] == kinds
